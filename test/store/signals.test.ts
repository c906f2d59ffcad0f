import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createSweepState} from '../../source/domain/sweep-state.ts';
import {createSampleStore} from '../../source/store/samples.ts';
import {selectSignals} from '../../source/store/signals.ts';
import {foldImport} from '../helpers/imported.ts';

test('what this machine has no source for is told, and not of the results of another program', () => {
	const samples = createSampleStore();
	assert.deepEqual(selectSignals(createSweepState(), samples).missing, ['cpu', 'gpu', 'temp']);
	const trials = [{params: {lr: 0.1}, state: 'complete', metrics: {loss: 1}}] as const;
	const imported = foldImport({name: 'results', objectives: [], trials});
	assert.deepEqual(selectSignals(imported, samples).missing, []);
	const command = {kind: 'shell', script: './train'} as const;
	const own = {...imported, sweep: imported.sweep && {...imported.sweep, command}};
	assert.deepEqual(selectSignals(own, samples).missing, ['cpu', 'gpu', 'temp']);
});
