import {isAlive, type ProcessIdentity, type ProcessInfo, type ProcessTable} from './process-table.ts';

/** Name of the environment variable by which a process is known as ours. */
export const MARKER_VARIABLE = 'SWEEPTOP_MARKER';

/** Which processes belong together. */
export type TreeQuery = {
	/** The session leader that was started. */
	readonly leader?: ProcessIdentity;
	/** Uptime in ticks when the leader ended, where it did: a younger session of its number is a stranger's. */
	readonly leaderEndedTicks?: number;
	/** Whether a value of {@link MARKER_VARIABLE} is ours. */
	readonly isMarked: (marker: string) => boolean;
	/** Members seen before; they and their children belong, whatever they did to their session and environment. */
	readonly known?: readonly ProcessIdentity[];
};

/**
 * Every living process of an execution, by session and process group of its leader, descent, and the marker in the
 * environment. A process is never taken by its number alone: start times tell a reused number.
 */
export function findTree(table: ProcessTable, query: TreeQuery): readonly ProcessInfo[] {
	return selectTree(table, table.list(), query);
}

/** As {@link findTree}, from a list that was read before: one scan serves many queries. */
export function selectTree(
	table: ProcessTable,
	processes: readonly ProcessInfo[],
	query: TreeQuery,
): readonly ProcessInfo[] {
	const members = new Map<number, ProcessInfo>();
	const known = new Map(query.known?.map(k => [k.pid, k.startTicks]));
	const oldest = query.leader?.startTicks ?? 0;
	const bySession = sessionTest(processes, query);
	for (const info of processes) {
		const marked = () => query.isMarked(table.environmentOf(info.pid, MARKER_VARIABLE) ?? '');
		const belongs =
			known.get(info.pid) === info.startTicks || (info.startTicks >= oldest && (bySession(info) || marked()));
		if (belongs && info.pid !== process.pid) members.set(info.pid, info);
	}
	addDescendants(members, processes);
	return [...members.values()].filter(isAlive);
}

function sessionTest(processes: readonly ProcessInfo[], query: TreeQuery): (info: ProcessInfo) => boolean {
	const {leader, leaderEndedTicks} = query;
	if (leader === undefined) return () => false;
	const holder = processes.find(p => p.pid === leader.pid);
	const inSession = (info: ProcessInfo) => info.session === leader.pid || info.group === leader.pid;
	if (holder !== undefined) return holder.startTicks === leader.startTicks ? inSession : () => false;
	// The number is free: its session is still ours if the member is older than the leader's end.
	return info => inSession(info) && leaderEndedTicks !== undefined && info.startTicks < leaderEndedTicks;
}

function addDescendants(members: Map<number, ProcessInfo>, processes: readonly ProcessInfo[]): void {
	let added = members.size > 0;
	while (added) {
		added = false;
		for (const info of processes) {
			if (members.has(info.pid) || !members.has(info.parent)) continue;
			members.set(info.pid, info);
			added = true;
		}
	}
}

/** Sends `signals` in turn to every member once: to the leader's group as one, to the others one by one. */
export function signalTree(
	table: ProcessTable,
	members: readonly ProcessInfo[],
	leader: ProcessIdentity | undefined,
	signals: readonly NodeJS.Signals[],
): void {
	for (const signal of signals) {
		const asGroup = leader !== undefined && table.signalGroup(leader, signal);
		for (const member of members) {
			if (!asGroup || member.group !== leader.pid) table.signal(member, signal);
		}
	}
}

/** Names and numbers for a notice: `sleep (4711), python3 (4712) and 3 more`. */
export function describeProcesses(processes: readonly ProcessInfo[]): string {
	const shown = processes.slice(0, 5).map(p => `${p.name} (${p.pid})`);
	const rest = processes.length - shown.length;
	return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
