import type {Activities, LogClock} from './plaidml-activities.ts';
import type {ActivityId} from './plaidml-events.ts';

/** How one clock stands to the host's. */
export type ClockShift = {
	readonly clock: ActivityId;
	/** Ns to add to a time of this clock (since its own epoch) to have it since the host clock's epoch. */
	readonly shiftNs: number;
	/** Host time minus time of this clock, in whole ns: exact, for the person. */
	readonly offsetNs: bigint;
	/** No activity joins it to the host's clock: its times are as written. */
	readonly isAdrift: boolean;
};

type Edge = {readonly from: ActivityId; readonly to: ActivityId; lead: number};

/**
 * Puts every clock on the host's. For each pair of clocks the child's offset is the greatest (parent's start - child's
 * start) of all parents and children on them, never negative, so that no child starts before its parent; from the host
 * clock the pairs are walked as a spanning tree.
 * Source: clock alignment of plaidml/plaidml's log analysis (tools/analysis).
 */
export function alignClocks({byId, clocks}: Activities): ReadonlyMap<ActivityId, ClockShift> {
	const epochs = new Map(clocks.map(clock => [clock.id, clock.epochSeconds]));
	const edges = new Map<string, Edge>();
	for (const {clock, parent, startNs} of byId.values()) {
		const above = byId.get(parent);
		if (startNs === undefined || above?.startNs === undefined || above.clock === clock) continue;
		const lead = above.startNs - startNs;
		const key = `${above.clock} ${clock}`;
		const edge = edges.get(key);
		if (edge === undefined) edges.set(key, {from: above.clock, to: clock, lead});
		else if (lead > edge.lead) edge.lead = lead;
	}
	const shifts = new Map<ActivityId, ClockShift>();
	const host = clocks[0];
	if (host === undefined) return shifts;
	shifts.set(host.id, {clock: host.id, shiftNs: 0, offsetNs: 0n, isAdrift: false});
	walk([...edges.values()], epochs, shifts);
	for (const clock of clocks) if (!shifts.has(clock.id)) shifts.set(clock.id, adrift(clock, host));
	return shifts;
}

function walk(
	edges: readonly Edge[],
	epochs: ReadonlyMap<ActivityId, number>,
	shifts: Map<ActivityId, ClockShift>,
): void {
	// A map gives what is added while it is walked: that is the queue. A parent's pair goes before a child's.
	for (const {clock, shiftNs, offsetNs} of shifts.values()) {
		for (const {from, to, lead, forward} of pairsOf(edges, clock)) {
			if (shifts.has(to)) continue;
			const apart = BigInt((epochs.get(from) ?? 0) - (epochs.get(to) ?? 0)) * 1_000_000_000n;
			const direct = forward ? apart + BigInt(lead) : -(-apart + BigInt(lead));
			const clamped = (forward ? direct < 0n : direct > 0n) ? 0n : direct;
			shifts.set(to, {
				clock: to,
				shiftNs: shiftNs + Number(clamped - apart),
				offsetNs: offsetNs + clamped,
				isAdrift: false,
			});
		}
	}
}

function pairsOf(edges: readonly Edge[], clock: ActivityId): readonly (Edge & {readonly forward: boolean})[] {
	const down = edges.filter(edge => edge.from === clock).map(edge => ({...edge, forward: true}));
	const up = edges.filter(edge => edge.to === clock);
	return [...down, ...up.map(edge => ({from: clock, to: edge.from, lead: edge.lead, forward: false}))];
}

function adrift(clock: LogClock, host: LogClock): ClockShift {
	const shiftNs = (clock.epochSeconds - host.epochSeconds) * 1e9;
	return {clock: clock.id, shiftNs, offsetNs: 0n, isAdrift: true};
}
