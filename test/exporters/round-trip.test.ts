import assert from 'node:assert/strict';
import {type TestContext, test} from 'node:test';
import {decodeNumber} from '../../source/domain/number.ts';
import type {ImportedTrial, ImporterDefinition, Recognition} from '../../source/domain/importer.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {flattenParams} from '../../source/domain/space.ts';
import {algoperfExporter} from '../../source/exporters/algoperf.ts';
import {csvExporter} from '../../source/exporters/csv.ts';
import {jsonExporter} from '../../source/exporters/json.ts';
import {ndjsonExporter} from '../../source/exporters/ndjson.ts';
import {optunaJournalExporter} from '../../source/exporters/optuna-journal.ts';
import {optunaJsonExporter} from '../../source/exporters/optuna-json.ts';
import {parquetExporter} from '../../source/exporters/parquet.ts';
import type {FileExporter} from '../../source/domain/exporter.ts';
import {IMPORTERS} from '../../source/importers/registry.ts';
import {openFile, openFolder} from '../helpers/foreign-files.ts';
import {state as curves} from './sample.ts';
import {createRandom, fold, STARTED, SWEEP, toEvents, trialFacts} from '../journal/sample-run.ts';

function sample(): SweepState {
	const random = createRandom(11);
	return fold(toEvents([STARTED, ...Array.from({length: 12}, (_, index) => trialFacts(index + 1, random)).flat()]));
}

async function importBack(
	t: TestContext,
	exporter: FileExporter,
	state: SweepState,
): Promise<readonly ImportedTrial[]> {
	const pieces = [...exporter.write(state, {csvSafe: false})];
	const bytes = Buffer.concat(pieces.map(piece => Buffer.from(piece)));
	const source = openFile(t, `trials.${exporter.extension}`, bytes);
	const all: readonly ImporterDefinition[] = IMPORTERS;
	const claims = (how: Recognition): readonly ImporterDefinition[] =>
		all.filter(importer => importer.recognise(source) === how);
	const [importer, other] = claims('sure').length > 0 ? claims('sure') : claims('likely');
	assert.ok(importer !== undefined && other === undefined, `${exporter.id}: ${importer?.id} and ${other?.id} claim it`);
	const [sweep] = await importer.read(source);
	assert.ok(sweep !== undefined);
	return [...sweep.trials];
}

/** What a format can hold of a trial, as text: parameters by column, the objective, the state. */
function essence(trial: Pick<ImportedTrial, 'params' | 'metrics' | 'state'>): readonly unknown[] {
	const params = Object.entries(trial.params).map(
		([name, value]) => [name, typeof value === 'object' ? `(${value.join(',')})` : String(value)] as const,
	);
	return [trial.state, decodeNumber(trial.metrics['flops']), decodeNumber(trial.metrics['loss']), new Map(params)];
}

/** Formats with one column a field of a tuple, and those with one a tuple. */
const FORMATS: readonly (readonly [FileExporter, 'fields' | 'tuples'])[] = [
	[csvExporter, 'fields'],
	[parquetExporter, 'fields'],
	[jsonExporter, 'tuples'],
	[ndjsonExporter, 'tuples'],
	[optunaJournalExporter, 'tuples'],
	[optunaJsonExporter, 'tuples'],
];

for (const [exporter, shape] of FORMATS)
	test(`${exporter.id}: what is exported is imported again`, async t => {
		const state = sample();
		const back = await importBack(t, exporter, state);
		const expected = state.trials.flatMap(trial => (trial === undefined ? [] : [trial]));
		assert.equal(back.length, expected.length);
		for (const [index, trial] of expected.entries()) {
			const params = shape === 'fields' ? Object.fromEntries(flattenParams(SWEEP.space, trial.params)) : trial.params;
			const outcome = trial.state === 'waiting' ? 'queued' : trial.state;
			const [found] = back.slice(index, index + 1);
			assert.ok(found !== undefined);
			const rounded =
				exporter === optunaJsonExporter
					? (value: unknown): unknown => (typeof value === 'number' ? Number(value.toFixed(10)) : value)
					: (value: unknown): unknown => value;
			assert.deepEqual(
				essence(found).map(rounded),
				essence({metrics: trial.metrics, params, state: outcome}).map(rounded),
				`trial ${trial.trial}`,
			);
		}
	});

test('algoperf: the folder is imported again, a trial a run, hyperparameters and curves', async t => {
	const state = curves();
	const files = [...algoperfExporter.files(state, {})].map(({path, chunks}) => [path, [...chunks].join('')] as const);
	const source = openFolder(t, Object.fromEntries(files));
	const all: readonly ImporterDefinition[] = IMPORTERS;
	const importer = all.find(({id}) => id === 'algoperf');
	assert.equal(importer?.recognise(source), 'sure');
	const [sweep] = (await importer?.read(source)) ?? [];
	const trials = [...(sweep?.trials ?? [])];
	// The queued one of the eight has no run.
	assert.equal(trials.length, 7);
	assert.deepEqual(
		trials.map(({params}) => params['size']),
		[64, 128, 192, 256, 320, 384, 448],
	);
	assert.deepEqual(
		trials[1]?.curve?.filter(({name}) => name === 'flops').map(({step, value}) => [step, value]),
		[
			[1, 10],
			[2, 20],
		],
	);
});
