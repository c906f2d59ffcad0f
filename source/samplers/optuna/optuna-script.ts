/**
 * The other side of the bridge, for any Python that has Optuna 3.1 or newer: one line of JSON in, one out. A study in
 * memory is told all trials; each suggestion has a sampler of its own with a seed of its own, so that it hangs on nothing
 * but the seed and the study. What samplers write into trials and study (generations, covariances) goes back to be kept.
 */
export const OPTUNA_SCRIPT = `
import inspect, json, os, sys, warnings

# What libraries print must not get between the lines.
wire = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)


def say(message):
    wire.write(json.dumps(message) + "\\n")
    wire.flush()


def hear():
    line = sys.stdin.readline()
    if not line:
        os._exit(0)
    return json.loads(line)


class Bridge:
    def __init__(self, opening):
        import optuna

        warnings.simplefilter("ignore")
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.optuna = optuna
        self.kind = getattr(optuna.samplers, opening["sampler"])
        self.options = opening["options"]
        self.keeps = opening["keepsState"]
        self.study = optuna.create_study(directions=opening["directions"])
        self.storage = self.study._storage
        self.ids = {}
        self.kept = {}
        self.constrained = False
        self.sampler(0)

    def sampler(self, seed):
        options = dict(self.options)
        accepted = inspect.signature(self.kind.__init__).parameters
        if "seed" in accepted:
            options["seed"] = seed
        if self.constrained and "constraints_func" in accepted:
            options["constraints_func"] = lambda trial: trial.system_attrs.get("constraints", [0.0])
        return self.kind(**options)

    def distribution(self, form):
        made = self.optuna.distributions
        if form["kind"] == "category":
            return made.CategoricalDistribution(list(range(form["count"])))
        if form["kind"] == "whole":
            return made.IntDistribution(form["low"], form["high"], log=form["log"], step=form["step"])
        return made.FloatDistribution(float(form["low"]), float(form["high"]), log=form["log"])

    def state(self, name):
        return getattr(self.optuna.trial.TrialState, name)

    def create(self):
        return self.storage.create_new_trial(self.study._study_id)

    def take(self, record):
        """A trial that is new, has ended, or both. Numbers come in order, so that a study told anew has the same ids."""
        for _ in range(record.get("attempts", 0)):
            self.storage.set_trial_state_values(self.create(), self.state("FAIL"))
        trial = self.ids.setdefault(record["trial"], None)
        if trial is None:
            trial = self.ids[record["trial"]] = self.create()
        known = self.storage.get_trial(trial).params
        for name, form, value in record.get("params", []):
            if name not in known:
                distribution = self.distribution(form)
                self.storage.set_trial_param(trial, name, distribution.to_internal_repr(value), distribution)
        for key, value in record.get("attributes", {}).items():
            self.storage.set_trial_system_attr(trial, key, value)
        if "end" in record:
            self.end(trial, record["end"])

    def end(self, trial, end):
        if "violation" in end:
            self.storage.set_trial_system_attr(trial, "constraints", [end["violation"]])
            self.constrained = self.constrained or end["violation"] > 0
        if "last" in end:
            self.storage.set_trial_intermediate_value(trial, end["last"]["step"], float(end["last"]["value"]))
        values = [float(value) for value in end["values"]] if end["state"] == "COMPLETE" else None
        self.storage.set_trial_state_values(trial, self.state(end["state"]), values)

    def ask(self, question):
        for record in question["trials"]:
            self.take(record)
        for key, value in question["study"].items():
            self.kept[key] = value
            self.storage.set_study_system_attr(self.study._study_id, key, value)
        self.study.sampler = self.sampler(question["seed"])
        trial = self.study.ask()
        message = {"asked": question["trial"]}
        while True:
            say(message)
            request = hear()
            if request["op"] != "suggest":
                break
            message = {"values": [self.suggest(trial, name, form) for name, form in request["parameters"]]}
        if request["op"] == "exclude":
            self.storage.set_trial_state_values(trial._trial_id, self.state("FAIL"))
            return say({"attributes": {}, "study": self.changes()})
        self.ids[question["trial"]] = trial._trial_id
        attributes = dict(self.storage.get_trial(trial._trial_id).system_attrs) if self.keeps else {}
        return say({"attributes": attributes, "study": self.changes()})

    def suggest(self, trial, name, form):
        if form["kind"] == "category":
            return trial.suggest_categorical(name, list(range(form["count"])))
        if form["kind"] == "whole":
            return trial.suggest_int(name, form["low"], form["high"], log=form["log"], step=form["step"])
        return trial.suggest_float(name, float(form["low"]), float(form["high"]), log=form["log"])

    def changes(self):
        if not self.keeps:
            return {}
        now = self.storage.get_study_system_attrs(self.study._study_id)
        changed = {key: value for key, value in now.items() if self.kept.get(key) != value}
        self.kept.update(changed)
        return changed


try:
    bridge = Bridge(hear())
    import optuna

    say({"version": optuna.__version__})
except Exception as error:
    say({"refused": f"{type(error).__name__}: {error}"})
    os._exit(1)
while True:
    question = hear()
    try:
        bridge.ask(question)
    except Exception as error:
        say({"refused": f"{type(error).__name__}: {error}"})
`;
