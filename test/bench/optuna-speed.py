"""Times Optuna's ask and tell, for the table of search-speed.ts: the cases as JSON in the first argument, a JSON line each.

A case is {"sampler": "tpe", "trials": 1000, "dimensions": 10}: so many finished trials of uniform draws from [-5, 5], then
the median time of further ones. One whose libraries are missing is left out.
"""

import json
import random
import statistics
import sys
import time

import optuna
from optuna.distributions import FloatDistribution
from optuna.trial import create_trial

SAMPLERS = {
    "random": lambda: optuna.samplers.RandomSampler(seed=3),
    "sobol": lambda: optuna.samplers.QMCSampler(qmc_type="sobol", seed=3),
    "halton": lambda: optuna.samplers.QMCSampler(qmc_type="halton", seed=3),
    "tpe": lambda: optuna.samplers.TPESampler(seed=3),
    "cmaes": lambda: optuna.samplers.CmaEsSampler(seed=3),
    "nsga2": lambda: optuna.samplers.NSGAIISampler(seed=3),
    "gp": lambda: optuna.samplers.GPSampler(seed=3),
}


def median_ms(case):
    names = [f"x{index}" for index in range(case["dimensions"])]
    distributions = {name: FloatDistribution(-5, 5) for name in names}
    value_of = lambda params: sum((params[name] - 1.3) ** 2 for name in names)
    study = optuna.create_study(sampler=SAMPLERS[case["sampler"]]())
    draw = random.Random(3)
    history = [{name: draw.uniform(-5, 5) for name in names} for _ in range(case["trials"])]
    study.add_trials([create_trial(params=params, distributions=distributions, value=value_of(params)) for params in history])
    times = []
    # The first one fits or loads what later ones have.
    for _ in range(1 + (5 if case["sampler"] == "gp" else 15)):
        began = time.perf_counter()
        trial = study.ask(distributions)
        study.tell(trial, value_of(trial.params))
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[1:])


optuna.logging.set_verbosity(optuna.logging.ERROR)
for case in json.loads(sys.argv[1]):
    try:
        took = median_ms(case)
    except (ImportError, KeyError):
        continue
    print(json.dumps({**case, "median_ms": took, "version": optuna.__version__}), flush=True)
