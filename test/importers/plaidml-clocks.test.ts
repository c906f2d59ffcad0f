import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {mergeActivities} from '../../source/importers/plaidml/plaidml-activities.ts';
import {alignClocks} from '../../source/importers/plaidml/plaidml-clocks.ts';
import {readEventLog} from '../../source/importers/plaidml/plaidml-events.ts';
import {plantForest} from '../../source/importers/plaidml/plaidml-invocations.ts';
import {type EventToWrite, writeEventLog} from '../helpers/event-log-writer.ts';

const HOST_ZERO = 1_524_125_748_000_000_000n;

function align(events: readonly EventToWrite[]) {
	const activities = mergeActivities(readEventLog(writeEventLog(events)));
	const shifts = alignClocks(activities);
	return {activities, shifts, forest: plantForest(activities, shifts)};
}

test('clocks behind clocks: the offsets add up along the tree', () => {
	const {shifts} = align([
		{id: 1, parent: 0, verb: 'a', startNs: HOST_ZERO + 1000n, endNs: HOST_ZERO + 9000n},
		{id: 2, parent: 1, verb: 'b', clock: 1, startNs: 50_000n, endNs: 51_000n},
		{id: 3, parent: 2, verb: 'c', clock: 2, startNs: 7000n, endNs: 7001n},
	]);
	assert.equal(shifts.get(1)?.offsetNs, HOST_ZERO + 1000n - 50_000n);
	assert.equal(shifts.get(2)?.offsetNs, (shifts.get(1)?.offsetNs ?? 0n) + 43_000n);
	assert.ok([...shifts.values()].every(shift => !shift.isAdrift));
});

test('a clock that is ahead is not set back, and one that nothing joins stays as it is', () => {
	const {shifts} = align([
		{id: 1, parent: 0, verb: 'a', startNs: 1000n, endNs: 9000n},
		{id: 2, parent: 1, verb: 'b', clock: 1, startNs: 5_000_000_000n, endNs: 5_000_000_010n},
		{id: 3, parent: 0, verb: 'c', clock: 2, startNs: 3_000_000_000n, endNs: 3_000_000_001n},
	]);
	assert.deepEqual([shifts.get(1)?.offsetNs, shifts.get(1)?.shiftNs], [0n, 5_000_000_000]);
	assert.deepEqual([shifts.get(2)?.isAdrift, shifts.get(2)?.shiftNs], [true, 3_000_000_000]);
});

test('the greatest difference of all pairs counts: no child starts before its parent', () => {
	const span = fc.record({host: fc.nat(1_000_000), device: fc.nat(1_000_000)});
	fc.assert(
		fc.property(fc.array(span, {minLength: 1, maxLength: 20}), spans => {
			const events = spans.flatMap(({host, device}, index): readonly EventToWrite[] => [
				{id: 2 * index + 1, parent: 0, verb: 'run', startNs: HOST_ZERO + BigInt(host)},
				{id: 2 * index + 2, parent: 2 * index + 1, verb: 'executing', clock: 1, startNs: BigInt(device)},
			]);
			const {activities, forest} = align(events);
			for (const activity of activities.byId.values()) {
				const parent = activities.byId.get(activity.parent);
				if (parent !== undefined) assert.ok(forest.startOf(activity) >= forest.startOf(parent));
				assert.ok(forest.startOf(activity) >= 0);
			}
		}),
	);
});

test('times further than 104 days from the first on their clock count as absent', () => {
	const {activities} = align([
		{id: 1, parent: 0, verb: 'a', startNs: HOST_ZERO, endNs: HOST_ZERO + 1n},
		{id: 2, parent: 0, verb: 'b', startNs: HOST_ZERO * 2n, endNs: HOST_ZERO * 2n},
	]);
	assert.equal(activities.wildTimes, 2);
	assert.equal(activities.byId.get(2)?.startNs, undefined);
});
