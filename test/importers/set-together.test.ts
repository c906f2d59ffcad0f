import assert from 'node:assert/strict';
import {test} from 'node:test';
import {UserError} from '../../source/domain/errors.ts';
import type {ImportedSweep} from '../../source/domain/importer.ts';
import {setTogether} from '../../source/importers/set-together.ts';
import {foldImport, trialsOf} from '../helpers/imported.ts';

function sweep(more: Partial<ImportedSweep> & Pick<ImportedSweep, 'trials'>): ImportedSweep {
	return {name: 'gemm', objectives: [{metric: 'ms', direction: 'minimize'}], ...more};
}

const NIGHT = sweep({
	trials: [
		{params: {size: 64}, state: 'complete', metrics: {ms: 3}, label: '7', startedMs: 1_700_000_000_000, durationS: 2},
		{params: {size: 128}, state: 'failed', metrics: {}, why: 'exit 1'},
	],
	metrics: [{name: 'ms', unit: 'ms'}],
	notes: ['one line was skipped'],
	telemetry: {
		channels: [{channel: 'board.power_w', unit: 'W', source: 'meter', periodMs: 1000}],
		rows: [{timeMs: 1_700_000_000_500, values: [9]}],
	},
});
const DAY = sweep({
	trials: [{params: {size: 256, tile: 8}, state: 'complete', metrics: {ms: 2, watts: 5}, startedMs: 1_700_000_100_000}],
	objectives: [
		{metric: 'watts', direction: 'minimize'},
		{metric: 'ms', direction: 'minimize'},
	],
	sampler: 'tpe',
	telemetry: {
		channels: [
			{channel: 'gpu0.temp_c', unit: '°C', source: 'smi', periodMs: 1000},
			{channel: 'board.power_w', unit: 'W', source: 'meter', periodMs: 1000},
		],
		rows: [{timeMs: 1_700_000_100_500, values: [50, 7]}],
	},
});

test('trials of all, with the source as a parameter, the numbers of their own files, and what all search for', () => {
	const merged = setTogether([
		{name: 'night.csv', imported: NIGHT},
		{name: 'day.csv', imported: DAY},
	]);
	const state = foldImport(merged);
	assert.deepEqual(
		trialsOf(state).map(({params, sourceTrial, state: end}) => [params['run'], params['size'], sourceTrial, end]),
		[
			['night.csv', 64, '7', 'complete'],
			['night.csv', 128, undefined, 'failed'],
			['day.csv', 256, '1', 'complete'],
		],
	);
	assert.deepEqual(state.sweep?.space.parameters[0], {
		name: 'run',
		domain: {kind: 'choice', values: ['night.csv', 'day.csv']},
	});
	assert.deepEqual(state.sweep?.objectives, [{metric: 'ms', direction: 'minimize'}]);
	assert.equal(state.sweep?.metrics.find(({name}) => name === 'ms')?.unit, 'ms');
	assert.deepEqual([state.sweep?.runParameter, state.sweep?.runsPlan?.trials], ['run', 3]);
	assert.deepEqual(merged.notes, ['night.csv: one line was skipped']);
	assert.deepEqual(
		merged.telemetry?.channels.map(({channel}) => channel),
		['board.power_w', 'gpu0.temp_c'],
	);
	assert.deepEqual(
		[...(merged.telemetry?.rows ?? [])].map(({values}) => values),
		[
			[9, undefined],
			[7, 50],
		],
	);
});

test('a target is kept where all have the same one, and one that is no expression is left out', () => {
	const reaching = (target: string): ImportedSweep => ({...NIGHT, target});
	const targetOf = (...targets: readonly string[]): string | undefined =>
		foldImport(setTogether(targets.map(target => ({name: target, imported: reaching(target)})))).sweep?.budget.target;
	assert.equal(targetOf('ms <= 2', 'ms <= 2'), 'ms <= 2');
	assert.equal(targetOf('ms <= 2', 'ms <= 3'), undefined);
	assert.equal(targetOf('ms <=', 'ms <='), undefined);
});

test('a parameter called run keeps its name; two sources of one name are told apart', () => {
	const own = sweep({trials: [{params: {run: 4}, state: 'complete', metrics: {ms: 1}}]});
	const {sweep: merged, trials} = foldImport(
		setTogether([
			{name: 'r.csv', imported: own},
			{name: 'r.csv', imported: own},
		]),
	);
	assert.equal(merged?.runParameter, 'run_');
	assert.deepEqual(
		trials.map(trial => trial?.params),
		[
			{run_: 'r.csv', run: 4},
			{run_: 'r.csv (2)', run: 4},
		],
	);
});

test('a name that is a parameter here and a metric there is refused: the person must say what it is', () => {
	const other = sweep({trials: [{params: {tile: 8}, state: 'complete', metrics: {ms: 2, size: 64}}]});
	assert.throws(
		() =>
			setTogether([
				{name: 'a.csv', imported: NIGHT},
				{name: 'b.csv', imported: other},
			]),
		(error: unknown) =>
			error instanceof UserError &&
			error.problem === '"size" is a parameter in a.csv and a metric in b.csv' &&
			error.hint.includes('--params'),
	);
});
