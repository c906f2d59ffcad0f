import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {createColumnMemory, memoryOf} from '../../source/domain/column/column-memory.ts';
import {own} from '../../source/domain/record.ts';
import type {ParameterValue, Params} from '../../source/domain/space.ts';
import {createSweepState} from '../../source/domain/sweep-state.ts';
import type {TrialRecord} from '../../source/domain/trial.ts';

function trialOf(trial: number, params: Params, metrics: TrialRecord['metrics'] = {}): TrialRecord {
	return {
		trial,
		state: 'complete',
		by: 'sampler',
		params,
		metrics,
		telemetry: {},
		flags: [],
		missing: {},
		executions: [],
		curves: {},
	};
}

const readX = (trial: TrialRecord): ParameterValue | undefined => own(trial.params, 'x');
const numberOf = (trial: TrialRecord): number => {
	const value = readX(trial);
	return typeof value === 'number' ? value : Number.NaN;
};

const values = fc.oneof(
	fc.constantFrom<ParameterValue>('a', 'b', '[1,2]', true, 1, Number.NaN),
	fc.constant(0).map((): ParameterValue => [1, 2]),
	fc.constant(0).map((): ParameterValue => [2, 1]),
);
const metrics = fc.constantFrom<TrialRecord['metrics']>(
	{},
	{loss: 1},
	{loss: 1, acc: 2},
	{acc: 2},
	{['__proto__x']: 1},
);

test('a memory that follows a sweep says at each point what one made at that point says', () => {
	const change = fc.record({
		/** A replay looks at a list as it was when it was shorter. */
		length: fc.option(fc.nat(12), {nil: undefined, freq: 5}),
		index: fc.nat(12),
		params: fc.option(values, {nil: undefined}).map((x): Params => (x === undefined ? {} : {x})),
		metrics,
		isLooked: fc.boolean(),
	});
	fc.assert(
		fc.property(fc.array(change, {maxLength: 60}), changes => {
			const trials: (TrialRecord | undefined)[] = [];
			const memory = createColumnMemory(trials);
			for (const {length, index, params, metrics: figures, isLooked} of changes) {
				if (length !== undefined) trials.length = Math.min(trials.length, length);
				while (trials.length < index) trials.push(undefined);
				trials[index] = trialOf(index + 1, params, figures);
				if (!isLooked) continue;
				memory.refresh();
				assertSame(memory, createColumnMemory(trials), trials);
			}
			memory.refresh();
			assertSame(memory, createColumnMemory(trials), trials);
		}),
	);
});

function assertSame(
	memory: ReturnType<typeof createColumnMemory>,
	fresh: ReturnType<typeof createColumnMemory>,
	trials: readonly (TrialRecord | undefined)[],
): void {
	const all = trials.filter(trial => trial !== undefined);
	const read = memory.numbers('x', numberOf);
	assert.deepEqual(all.map(read), all.map(numberOf));
	const [placed, expected] = [memory.values('x', readX), fresh.values('x', readX)];
	assert.deepEqual(placed.values, expected.values);
	assert.deepEqual(all.map(placed.placeOf), all.map(expected.placeOf));
	for (const trial of all) assert.deepEqual(placed.values[placed.placeOf(trial)], readX(trial));
	assert.deepEqual(memory.keys('metrics'), [...new Set(all.flatMap(trial => Object.keys(trial.metrics)))]);
}

test('each record is read once, whatever asks for it and how often', () => {
	const trials = Array.from({length: 50}, (_, index) => trialOf(index + 1, {x: index}));
	let reads = 0;
	const counted = (trial: TrialRecord): number => {
		reads += 1;
		return numberOf(trial);
	};
	const memory = createColumnMemory(trials);
	for (let time = 0; time < 3; time++) trials.map(memory.numbers('x', counted));
	assert.equal(reads, 50);
	trials[7] = trialOf(8, {x: -1});
	memory.refresh();
	assert.equal(memory.numbers('x', counted)(trials[7]), -1);
	assert.equal(reads, 51);
});

test('a reader that was handed out reads a newer record itself, and an older one as it was', () => {
	const old = trialOf(1, {x: 1});
	const trials = [old, trialOf(2, {x: 2})];
	const memory = createColumnMemory(trials);
	const [read, {placeOf, values: seen}] = [memory.numbers('x', numberOf), memory.values('x', readX)];
	assert.equal(read(old), 1);
	const next = trialOf(1, {x: 2});
	trials[0] = next;
	assert.deepEqual([read(next), read(old), seen[placeOf(next)]], [2, 1, 2]);
	memory.refresh();
	assert.deepEqual([read(next), read(old), seen[placeOf(next)]], [2, 1, 2]);
	assert.deepEqual(memory.values('x', readX).values, [2]);
});

test('a part of a sweep has its own keys and values, and the numbers of the whole', () => {
	const trials = [trialOf(1, {x: 'a'}, {loss: 1}), trialOf(2, {x: 'b'}, {acc: 2})];
	const memory = createColumnMemory(trials);
	const part = memoryOf({...createSweepState(), trials: [undefined, trials[1]], memory});
	assert.deepEqual(part.keys('metrics'), ['acc']);
	assert.deepEqual(part.values('x', readX).values, ['b']);
	assert.equal(part.numbers, memory.numbers);
	assert.equal(memoryOf({...createSweepState(), trials, memory}), memory);
});
