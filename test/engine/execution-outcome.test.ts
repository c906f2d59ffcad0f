import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ExecutionResult} from '../../source/domain/executor.ts';
import type {Metric} from '../../source/domain/metric.ts';
import {classify, type Given} from '../../source/engine/execution-outcome.ts';
import {createIntake} from '../../source/engine/intake.ts';

const EXITED = {outcome: 'exited', code: 0, why: ''} as unknown as ExecutionResult;

/** What comes of a program that prints this and ends well. */
function outcomeOf(printed: string, metric: Partial<Metric> = {}) {
	const intake = createIntake({metrics: [{name: 'y', reduce: 'last', stream: false, ...metric}]});
	intake.feed(Buffer.from(printed));
	const metrics = Object.fromEntries([...intake.finish()].map(([name, {value}]) => [name, value]));
	const given: Given = {required: ['y'], metrics, unread: intake.unread(), pruned: undefined};
	return classify(EXITED, given);
}

test('a number with a unit right behind it is no value, and the failure says what to do', () => {
	const why =
		'no value for "y": its number has "ms" right behind it; print a blank between them, or give the metric unit = "ms"';
	assert.deepEqual(outcomeOf('y=1ms\n'), {outcome: 'failed', why});
	assert.deepEqual(outcomeOf('y: 12.5ms\ny=-3e2ms\n'), {outcome: 'failed', why}, 'the same for every number');
});

test('what it says works: a blank, or the unit of the metric', () => {
	for (const [printed, unit] of [
		['y=1 ms\n', undefined],
		['y=1ms\n', 'ms'],
	] as const)
		assert.equal(outcomeOf(printed, unit === undefined ? {} : {unit}).outcome, 'complete', printed);
});

test('what is no number with a unit gets no advice', () => {
	for (const printed of ['', 'y=none\n', 'y=ms\n', 'y=1.2.3ms\n', 'z=1ms\n'])
		assert.equal(outcomeOf(printed).why, 'no value for "y"', printed);
});
