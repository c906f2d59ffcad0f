import type {ActivityId, EventLog, LoggedEvent, Metadatum, WireTime} from './plaidml-events.ts';

/** All events of one id put together. Times are ns since `epochSeconds` of its clock: whole and exact for 104 days. */
export type Activity = {
	readonly id: ActivityId;
	/** 0 is the root, which has no times. */
	readonly parent: ActivityId;
	readonly verb: string;
	readonly clock: ActivityId;
	readonly startNs?: number;
	/** Of an activity that has a start but no end: the last time seen on its clock. */
	readonly endNs?: number;
	readonly isUnfinished: boolean;
	readonly metadata: readonly Metadatum[];
};

/** One clock of a log. */
export type LogClock = {readonly id: ActivityId; readonly epochSeconds: number};

/** The activities of a log in order of their first event, by id, and the clocks that they are on. */
export type Activities = {
	readonly byId: ReadonlyMap<ActivityId, Activity>;
	/** The host's first. */
	readonly clocks: readonly LogClock[];
	/** Activities that have a start and no end. */
	readonly unfinished: number;
	/** Times outside of what fits 104 days on their clock; they count as absent. */
	readonly wildTimes: number;
};

/** Stands for the host's clock, which schema 2 does not name. */
const HOST_CLOCK = 0;

/**
 * Merges the events of each id: fields that are set later win, metadata accumulates. An activity that was never ended
 * ends at the last time seen on its clock.
 */
export function mergeActivities(log: EventLog): Activities {
	const merged = new Map<ActivityId, Merged>();
	for (const event of log.events) {
		const {id} = event;
		const known = merged.get(id);
		if (known === undefined) merged.set(id, {event, metadata: event.metadata});
		else merged.set(id, join(known, event));
	}
	return settle(merged);
}

type Merged = {readonly event: LoggedEvent; readonly metadata: readonly Metadatum[]};

function join({event: earlier, metadata}: Merged, later: LoggedEvent): Merged {
	return {
		event: {...earlier, ...later},
		metadata: later.metadata.length === 0 ? metadata : [...metadata, ...later.metadata],
	};
}

function settle(merged: ReadonlyMap<ActivityId, Merged>): Activities {
	const epochs = new Map<ActivityId, number>();
	const latest = new Map<ActivityId, number>();
	let wildTimes = 0;
	const timeOn = (clock: ActivityId, time: WireTime | undefined): number | undefined => {
		if (time === undefined) return undefined;
		const epoch = epochs.get(clock) ?? time.seconds;
		epochs.set(clock, epoch);
		const ns = (time.seconds - epoch) * 1e9 + time.nanoseconds;
		if (!Number.isSafeInteger(ns)) {
			wildTimes++;
			return undefined;
		}
		latest.set(clock, Math.max(ns, latest.get(clock) ?? ns));
		return ns;
	};
	const timed = [...merged.values()].map(({event, metadata}) => {
		const clock = event.clock ?? HOST_CLOCK;
		return {event, metadata, clock, startNs: timeOn(clock, event.start), endNs: timeOn(clock, event.end)};
	});
	let unfinished = 0;
	const byId = new Map<ActivityId, Activity>();
	for (const {event, metadata, clock, startNs, endNs} of timed) {
		const isUnfinished = startNs !== undefined && endNs === undefined;
		if (isUnfinished) unfinished++;
		const end = isUnfinished ? latest.get(clock) : endNs;
		byId.set(event.id, {
			id: event.id,
			parent: event.parent ?? 0,
			verb: event.verb ?? '',
			clock,
			isUnfinished,
			metadata,
			...(startNs === undefined ? {} : {startNs}),
			...(end === undefined ? {} : {endNs: end}),
		});
	}
	const clocks = [...epochs].map(([id, epochSeconds]) => ({id, epochSeconds}));
	return {byId, clocks: hostFirst(clocks, byId), unfinished, wildTimes};
}

/** Schema 2's host clock has no name; in schema 1 it is the clock of the first activity below the root. */
function hostFirst(clocks: readonly LogClock[], byId: ReadonlyMap<ActivityId, Activity>): readonly LogClock[] {
	const isHost = clocks.some(clock => clock.id === HOST_CLOCK);
	const top = [...byId.values()].find(activity => activity.parent === 0 && activity.startNs !== undefined);
	const host = isHost ? HOST_CLOCK : (top?.clock ?? clocks[0]?.id);
	return clocks.toSorted((a, b) => Number(b.id === host) - Number(a.id === host));
}
