import assert from 'node:assert/strict';
import {test} from 'node:test';
import {engineSweep} from './sweep.ts';
import {createBench} from './engine-bench.ts';

const SPEED = {name: 'speed', reduce: 'last', stream: false} as const;

test('a trial whose repeats scatter far more than those before it is flagged', async () => {
	const bench = createBench(
		{
			run: {...engineSweep().run, repeats: 3},
			metrics: [SPEED],
			objectives: [{metric: 'speed', direction: 'maximize'}],
		},
		({trial, execution}) => {
			const share = trial === 8 ? 0.3 : 0.02;
			return {outcome: 'complete', metrics: {speed: trial * (1 + share * (execution - 2))}};
		},
	);
	await bench.engine.run();
	const flagged = bench.state().trials.flatMap(trial => (trial?.flags.includes('NOISY') ? trial.trial : []));
	assert.deepEqual(flagged, [8]);
});
