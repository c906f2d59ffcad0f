import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {it} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {UserError} from '../../source/domain/errors.ts';
import {openForeignSource} from '../../source/importers/foreign/foreign-source.ts';
import {findOptuna} from '../exporters/optuna-python.ts';
import {foldImport, importSource} from '../helpers/imported.ts';

const STUDY = `
import sys, optuna
optuna.logging.set_verbosity(optuna.logging.WARNING)
# No patience with locks: a reader that takes one is an error here.
storage = optuna.storages.RDBStorage('sqlite:///' + sys.argv[1], engine_kwargs={'connect_args': {'timeout': 0.2}})
study = optuna.create_study(study_name='live', storage=storage, sampler=optuna.samplers.RandomSampler(seed=1))
def objective(trial):
    x = trial.suggest_float('x', -1, 1)
    trial.suggest_categorical('kind', ['a', 'b'])
    trial.report(x, 0)
    return x * x
study.optimize(objective, n_trials=1000)
print(len(study.trials), study.best_trial.number, study.best_value)
`;

it("reads Optuna's SQLite while it writes 1,000 trials, without one error on its side", async t => {
	const python = findOptuna();
	if (python === undefined) return t.skip('needs python3 with optuna, or pip to install it');
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-optuna-'));
	t.after(() => rmSync(folder, {recursive: true, force: true}));
	const path = join(folder, 'study.db');
	const study = spawn(python, ['-c', STUDY, path], {stdio: ['ignore', 'pipe', 'pipe']});
	const output = {out: '', error: ''};
	study.stdout.on('data', chunk => (output.out += String(chunk)));
	study.stderr.on('data', chunk => (output.error += String(chunk)));
	const closed = once(study, 'close');
	const seen: number[] = [];
	while (study.exitCode === null) {
		await sleep(100);
		const count = existsSync(path) ? await countTrials(path) : undefined;
		if (count !== undefined) seen.push(count);
	}
	const [code] = await closed;
	assert.equal(code, 0, output.error);
	assert.doesNotMatch(output.error, /locked|Error/);
	const {sweeps} = await importSource(openForeignSource(path));
	const state = foldImport(sweeps[0] ?? assert.fail('no study'));
	assert.equal(state.counts.complete, 1000);
	const [trials, best, value] = output.out.trim().split(' ').map(Number);
	assert.equal(trials, 1000);
	assert.equal(state.trials[best ?? -1]?.metrics['value'], value);
	assert.ok(new Set(seen).size > 5, `it was seen while it grew: ${seen.join(' ')}`);
	assert.deepEqual(
		seen,
		seen.toSorted((a, b) => a - b),
	);
});

/** Undefined before the tables are there. */
async function countTrials(path: string): Promise<number | undefined> {
	try {
		const {sweeps} = await importSource(openForeignSource(path));
		const [sweep] = sweeps;
		return sweep === undefined ? undefined : foldImport(sweep).trials.length;
	} catch (error) {
		if (error instanceof UserError && /none of Optuna|not recognised/.test(error.problem)) return undefined;
		throw error;
	}
}
