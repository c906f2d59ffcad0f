import assert from 'node:assert/strict';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {chooseResultsImporter} from '../../source/commands/foreign/results-importer.ts';
import {UserError} from '../../source/domain/errors.ts';
import {openForeignSource} from '../../source/importers/foreign/foreign-source.ts';
import {openFile} from '../helpers/foreign-files.ts';
import {openFormat} from '../helpers/imported.ts';
import {REPOSITORY} from '../helpers/repository.ts';

describe('what is read as results', () => {
	const definition = (name: string): ReturnType<typeof openForeignSource> =>
		openForeignSource(join(REPOSITORY, 'test', 'fixtures', 'definitions', name));

	it('refuses the definition of a sweep by its own name', () => {
		for (const [name, title] of [
			['nni_search_space.json', /\(NNI experiment or search space\): it holds no results/],
			['mlcommons_tuning_search_space.json', /\(MLCommons AlgoPerf tuning search space\)/],
			['wandb_sweep_grid.yaml', /\(W&B sweep\)/],
			['katib_experiment.yaml', /\(Katib experiment\)/],
		] as const) {
			assert.throws(
				() => chooseResultsImporter(definition(name), undefined),
				(error: unknown) =>
					error instanceof UserError && title.test(error.problem) && /Run it: sweeptop run .*\./.test(error.hint),
				name,
			);
		}
	});

	it('reads it as a table where the person says so', () => {
		assert.equal(chooseResultsImporter(definition('nni_search_space.json'), 'json').id, 'json');
	});

	it('keeps reading results that hold their space', t => {
		assert.equal(chooseResultsImporter(openFormat('hyperfine.json'), undefined).id, 'hyperfine');
		assert.equal(chooseResultsImporter(openFormat('kernel_tuner_1.5_cache.json'), undefined).id, 'kernel-tuner');
		const both = {method: 'grid', parameters: {lr: {values: [1, 2]}}, trials: [{lr: 1, loss: 0.5}]};
		assert.equal(chooseResultsImporter(openFile(t, 'both.json', JSON.stringify(both)), undefined).id, 'json');
	});

	it('says of what is neither that it is not recognised', t => {
		assert.throws(() => chooseResultsImporter(openFile(t, 'notes.yaml', 'a: 1\n'), undefined), /is not recognised/);
	});
});
