import assert from 'node:assert/strict';
import {type TestContext, test} from 'node:test';
import type {SamplesFrame} from '../../source/domain/protocol.ts';
import {createHeldSamples} from '../../source/engine/held-samples.ts';

function frameAt(t0: number, value: number): SamplesFrame {
	return {t0, channels: ['cpu.temp_c'], rows: [[0, value]]};
}

function open(t: TestContext) {
	t.mock.timers.enable({apis: ['setTimeout']});
	const sent: SamplesFrame[] = [];
	return {sent, held: createHeldSamples(frame => sent.push(frame)), tick: (ms: number) => t.mock.timers.tick(ms)};
}

test('without a pace each frame goes at once', t => {
	const {sent, held} = open(t);
	held.add(frameAt(0, 1));
	held.add(frameAt(250, 2));
	assert.deepEqual(sent, [frameAt(0, 1), frameAt(250, 2)]);
});

test('with a pace the first goes at once, and what follows together', t => {
	const {sent, held, tick} = open(t);
	held.space(1000);
	for (const t0 of [0, 250, 500, 750]) {
		held.add(frameAt(t0, t0));
		tick(250);
	}
	assert.deepEqual(sent, [
		frameAt(0, 0),
		{
			t0: 250,
			channels: ['cpu.temp_c'],
			rows: [
				[0, 250],
				[250, 500],
				[500, 750],
			],
		},
	]);
	tick(1000);
	assert.equal(sent.length, 2, 'nothing is sent where nothing came');
	held.add(frameAt(3000, 3));
	assert.deepEqual(sent.at(-1), frameAt(3000, 3), 'after a rest the next goes at once');
});

test('a new pace holds nothing back, and what is forgotten never goes', t => {
	const {sent, held, tick} = open(t);
	held.space(1000);
	held.add(frameAt(0, 1));
	held.add(frameAt(250, 2));
	held.space(0);
	assert.deepEqual(sent.at(-1), frameAt(250, 2));
	held.space(1000);
	held.add(frameAt(500, 3));
	held.add(frameAt(750, 4));
	held.clear();
	tick(2000);
	assert.deepEqual(sent.at(-1), frameAt(500, 3));
});
