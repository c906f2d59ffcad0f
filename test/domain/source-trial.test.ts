import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ImportedTrial} from '../../source/domain/importer.ts';
import {trialName} from '../../source/domain/trial.ts';
import {mergeRuns} from '../../source/domain/sweep/merge-runs.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {trialColumns} from '../../source/domain/column/trial-columns.ts';
import {fromRecord} from '../../source/importers/own-record.ts';
import {tableColumns} from '../../source/store/table-columns.ts';
import {foldImport} from '../helpers/imported.ts';

function importOf(...labels: readonly (string | undefined)[]): SweepState {
	const trials = labels.map(
		(label, index): ImportedTrial => ({
			...(label === undefined ? {} : {label}),
			params: {lr: index},
			state: 'complete',
			metrics: {loss: index},
		}),
	);
	return foldImport({name: 's', objectives: [{metric: 'loss', direction: 'minimize'}], trials});
}

/** The cells of the column, or undefined where there is none. */
function sourcesOf(state: SweepState): readonly unknown[] | undefined {
	const column = trialColumns(state).find(({name}) => name === 'source_trial');
	return column === undefined
		? undefined
		: state.trials.map(trial => (trial === undefined ? undefined : column.cell(trial)));
}

test("the source's own numbers are a column where they are others, shown beside ours", () => {
	const state = importOf('0', '1', undefined, 'a7f');
	assert.deepEqual(sourcesOf(state), [0, 1, 3, 'a7f']);
	assert.equal(trialColumns(state).at(-1)?.name, 'source_trial', 'no column of trials.csv moves');
	const [first, second] = tableColumns(importOf('0', '1'));
	assert.deepEqual([first?.title, second?.title, second?.byDefault], ['#', 'source #', true]);
});

test('there is no such column where the numbers are ours, or the source has none', () => {
	assert.equal(sourcesOf(importOf('1', '2')), undefined);
	assert.equal(sourcesOf(importOf(undefined, '')), undefined);
});

test('a number that is no plain one stays a text', () => {
	assert.deepEqual(sourcesOf(importOf('007', '12345678901234567890')), ['007', '12345678901234567890']);
});

test('trials of merged runs keep the numbers of their program, else those of their own run', () => {
	const {state} = mergeRuns([
		{name: 'r1', state: importOf('0', '1')},
		{name: 'r2', state: importOf(undefined, undefined)},
	]);
	assert.deepEqual(sourcesOf(state), [0, 1, 1, 2]);
	assert.deepEqual(
		state.trials.map(trial => trial?.params['run']),
		['r1', 'r1', 'r2', 'r2'],
	);
});

test('a trial that is written as another run keeps its name', () => {
	const [first] = importOf('0').trials;
	assert.ok(first);
	assert.equal(fromRecord(first).label, '0');
});

test('a trial is named by both numbers where its program has another one', () => {
	assert.equal(trialName({trial: 2, sourceTrial: '1'}), '#2 (source 1)');
	assert.equal(trialName({trial: 2, sourceTrial: '2'}), '#2');
	assert.equal(trialName({trial: 2}), '#2');
});
