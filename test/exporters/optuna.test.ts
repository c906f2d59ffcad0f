import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {optunaJournalExporter} from '../../source/exporters/optuna-journal.ts';
import {findOptuna} from './optuna-python.ts';
import {state, textOf} from './sample.ts';

test('optuna-journal: Optuna’s own storage reads every trial, value, curve and distribution', t => {
	const python = findOptuna();
	if (python === undefined) return t.skip('needs Python with optuna (or the network to install it)');
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-optuna-'));
	try {
		const path = join(folder, 'study.log');
		writeFileSync(path, textOf(optunaJournalExporter, state()));
		const script = `
import json, sys, optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
optuna.logging.set_verbosity(optuna.logging.ERROR)
study = optuna.load_study(study_name="sample", storage=JournalStorage(JournalFileBackend(sys.argv[1])))
print(json.dumps({
  "directions": [d.name for d in study.directions],
  "names": study.metric_names,
  "best": study.best_trial.number,
  "trials": [[t.number, t.state.name, str(t.value) if t.values else None, t.params, t.intermediate_values,
    t.user_attrs.get("energy_j"), t.system_attrs.get("constraints"),
    {k: type(d).__name__ for k, d in t.distributions.items()}] for t in study.trials],
  "steps": study.trials[0].distributions["size"].step,
}))
study.ask()
study.enqueue_trial({"size": 64})
`;
		const read = JSON.parse(execFileSync(python, ['-c', script, path], {encoding: 'utf8', timeout: 100_000}));
		assert.deepEqual(read.directions, ['MAXIMIZE']);
		assert.deepEqual(read.names, ['flops']);
		assert.equal(read.best, 3);
		assert.equal(read.steps, 64);
		assert.deepEqual(read.trials[0], [
			...[
				0,
				'COMPLETE',
				'100.0',
				{dtype: 'half', size: 64, width: '(8,6)', tensor: true},
				{'1': 10, '2': 20},
				12.34567,
				[-1],
			],
			{
				dtype: 'CategoricalDistribution',
				size: 'IntDistribution',
				width: 'CategoricalDistribution',
				tensor: 'CategoricalDistribution',
			},
		]);
		assert.deepEqual(
			read.trials.map((row: readonly unknown[]) => row[1]),
			['COMPLETE', 'COMPLETE', 'COMPLETE', 'COMPLETE', 'FAIL', 'PRUNED', 'FAIL', 'WAITING'],
		);
		assert.deepEqual([read.trials[2][6], read.trials[3][2]], [[1], 'inf']);
	} finally {
		rmSync(folder, {recursive: true});
	}
});
