import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import process from 'node:process';
import {test} from 'node:test';
import {findOptuna} from '../exporters/optuna-python.ts';
import {buildProgram} from '../helpers/built-program.ts';
import {openWorld} from './world.ts';

buildProgram();

/** Trials of the stored study: each of its commits waits for the disk, and they make a dozen a trial. */
const TRIALS = Number(
	process.env['SWEEPTOP_TEST_OPTUNA_TRIALS'] ?? (process.env['SWEEPTOP_FAULTS'] === '1' ? 100 : 30),
);

const OPTUNA = `
import sys, optuna
optuna.logging.set_verbosity(optuna.logging.INFO if sys.argv[1] == 'log' else optuna.logging.ERROR)
storage = None if sys.argv[1] == 'log' else sys.argv[1]
def objective(trial):
    x = trial.suggest_float('x', -5.0, 5.0)
    kind = trial.suggest_categorical('kind', ['a', None])
    trial.report(x, 1)
    if trial.number % 10 == 3: raise optuna.TrialPruned()
    if trial.number % 10 == 4: raise ValueError('four')
    return (x - 1) ** 2
study = optuna.create_study(study_name='real', storage=storage, sampler=optuna.samplers.RandomSampler(seed=1))
study.optimize(objective, n_trials=int(sys.argv[2]), catch=(ValueError,), show_progress_bar=sys.argv[1] == 'log')
print('COUNT', len(study.trials))
`;

test('real Optuna: its log, and its SQLite storage read while it writes without one error', async t => {
	const world = openWorld(t);
	const python = findOptuna();
	if (python === undefined) return t.skip('needs python3 with optuna, or SWEEPTOP_TEST_PIP=1');
	world.write('search.py', OPTUNA);
	const logged = await world.run(['watch', '--headless', '--out', 'log', '--', python, 'search.py', 'log', '20']);
	assert.equal(logged.code, 0, logged.note);
	assert.match(logged.out, /^trials +20: 16 complete, 2 failed, 2 pruned$/m);
	const argv = [
		'watch',
		'--headless',
		'--study',
		'sqlite:///x.db#real',
		'--out',
		'stored',
		'--',
		python,
		'search.py',
		'sqlite:///x.db',
		String(TRIALS),
	];
	const stored = await world.run(argv, {timeoutMs: 180_000});
	assert.equal(stored.code, 0, stored.note);
	assert.match(
		stored.out,
		new RegExp(`^trials +${TRIALS}: ${TRIALS * 0.8} complete, ${TRIALS / 10} failed, ${TRIALS / 10} pruned$`, 'm'),
	);
	const said = readFileSync(world.path('stored', 'console.log'), 'utf8');
	assert.match(said, new RegExp(`COUNT ${TRIALS}`));
	assert.doesNotMatch(said, /locked|OperationalError|Traceback/);
});
