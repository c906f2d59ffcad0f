import assert from 'node:assert/strict';
import test from 'node:test';
import {watchMotion} from '../../source/domain/signal/motion.ts';
import {samplesOf} from '../../source/domain/series.ts';

/** A sensor that has a new value every `periodMs`, asked every `askMs` for two seconds. */
function ask(periodMs: number, askMs: number): ReturnType<typeof watchMotion> {
	const times = Array.from({length: Math.floor(2000 / askMs)}, (_, index) => index * askMs);
	return watchMotion(
		samplesOf(
			times,
			times.map(t => Math.sin(Math.floor(t / periodMs))),
		),
	);
}

test('the spacing of new values, not of questions', () => {
	assert.deepEqual(ask(100, 10), {samples: 200, changes: 19, periodMs: 100});
	assert.deepEqual(ask(10, 100), {samples: 20, changes: 19, periodMs: 100}, 'no finer than the questions');
});

test('a value that comes twice by chance does not change it; one that hardly moves tells none', () => {
	const times = Array.from({length: 12}, (_, index) => index * 50);
	const values = [1, 2, 3, 3, 4, 5, 6, 7, 7, 8, 9, 10];
	assert.deepEqual(watchMotion(samplesOf(times, values)), {samples: 12, changes: 9, periodMs: 50});
	assert.deepEqual(watchMotion(samplesOf([0, 50, 100], [4, 4, 5])), {samples: 3, changes: 1});
	assert.deepEqual(watchMotion(samplesOf([], [])), {samples: 0, changes: 0});
});
