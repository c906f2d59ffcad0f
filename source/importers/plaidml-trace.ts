import type {Activities} from './plaidml/plaidml-activities.ts';
import {mergeActivities} from './plaidml/plaidml-activities.ts';
import {alignClocks, type ClockShift} from './plaidml/plaidml-clocks.ts';
import {type ActivityId, type EventLog, readEventLog} from './plaidml/plaidml-events.ts';
import {collectInvocations, plantForest} from './plaidml/plaidml-invocations.ts';
import {collectKernels, createKernelFinder} from './plaidml/plaidml-kernels.ts';
import {readDeviceInfo} from './plaidml/plaidml-metadata.ts';
import {WireError} from './tfevents/protobuf-fields.ts';
import type {Trace} from './trace.ts';

/** Reads an inflated PlaidML event log, of either schema, as a trace. */
export function readPlaidmlTrace(bytes: Uint8Array): Trace {
	const log = readEventLog(bytes);
	const activities = mergeActivities(log);
	const shifts = alignClocks(activities);
	const forest = plantForest(activities, shifts);
	const finder = createKernelFinder(activities, log.schema);
	const {kernels, unresolved} = collectKernels(activities, log.schema, finder);
	const host = activities.clocks[0];
	return {
		kernels,
		invocations: collectInvocations(activities, forest, finder),
		verbs: spansByVerb(activities),
		devices: devicesOf(activities),
		spanNs: forest.spanNs,
		...(host === undefined ? {} : {startMs: host.epochSeconds * 1000 + forest.originNs / 1e6}),
		notes: [...logNotes(log, activities, unresolved), ...clockNotes(shifts)],
	};
}

function spansByVerb({byId}: Activities): ReadonlyMap<string, readonly number[]> {
	const spans = new Map<string, number[]>();
	for (const {verb, startNs, endNs} of byId.values()) {
		const known = spans.get(verb) ?? [];
		if (startNs !== undefined && endNs !== undefined) known.push(endNs - startNs);
		spans.set(verb, known);
	}
	return spans;
}

function devicesOf({byId}: Activities): Trace['devices'] {
	return [...byId.values()].flatMap(activity =>
		activity.metadata.flatMap(({type, bytes}) => {
			if (type !== 'DeviceInfo') return [];
			try {
				const facts = readDeviceInfo(bytes);
				return [{name: String(facts['name'] ?? 'device'), facts}];
			} catch (error) {
				if (error instanceof WireError) return [];
				throw error;
			}
		}),
	);
}

function logNotes(log: EventLog, {byId, unfinished, wildTimes}: Activities, unresolved: number): readonly string[] {
	const notes = [
		`event log of schema ${log.schema}: ${log.records} records, ${log.events.length} events, ${byId.size} activities`,
	];
	if (log.isCut) notes.push('the last record is cut: what stands before it was read');
	if (log.broken > 0) notes.push(`${log.broken} records are no messages and were left out`);
	if (unfinished > 0) notes.push(`${unfinished} activities have no end: they end at the last time on their clock`);
	if (wildTimes > 0) notes.push(`${wildTimes} times are more than 104 days from the first on their clock: left out`);
	if (unresolved > 0)
		notes.push(`${unresolved} runs name no kernel that the log describes: they stand as "unresolved"`);
	return notes;
}

function clockNotes(shifts: ReadonlyMap<ActivityId, ClockShift>): readonly string[] {
	return [...shifts.values()].slice(1).map(({clock, offsetNs, isAdrift}) => {
		if (isAdrift) return `clock ${clock} has no parent or child on another clock: its times are as written`;
		const digits = String(offsetNs < 0n ? -offsetNs : offsetNs).padStart(10, '0');
		const seconds = `${offsetNs < 0n ? '-' : ''}${digits.slice(0, -9)}.${digits.slice(-9)}`;
		return `clock ${clock} was aligned to the host's: ${seconds} s added`;
	});
}
