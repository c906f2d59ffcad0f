import {isAlive, type ProcessIdentity, type ProcessInfo, type ProcessTable} from './process-table.ts';
import {findTree, MARKER_VARIABLE, signalTree, type TreeQuery} from './process-tree.ts';

/** How a tree is ended. */
export type EndTreeOptions = {
	readonly table: ProcessTable;
	readonly sleep: (ms: number) => Promise<void>;
	readonly query: TreeQuery;
	/** Between TERM and KILL. */
	readonly graceMs: number;
	/** A process that lives this long after KILL is given up. */
	readonly unkillableMs: number;
	/** Becomes true when the grace is to be cut short. */
	readonly isHurried?: () => boolean;
};

/** What came of it. */
export type TreeEnd = {
	/** Every process that was signalled. */
	readonly found: readonly ProcessInfo[];
	/** Whether KILL had to be used. */
	readonly killed: boolean;
	/** Still there `unkillableMs` after KILL. */
	readonly survivors: readonly ProcessInfo[];
};

/** TERM and CONT (so that a stopped process hears it) to a whole tree, after the grace KILL until none is left. */
export async function endTree(options: EndTreeOptions): Promise<TreeEnd> {
	const {table, query, sleep} = options;
	const found = new Map<string, ProcessInfo>();
	const scan = (): readonly ProcessInfo[] => {
		const members = findTree(table, {...query, known: [...(query.known ?? []), ...found.values()]});
		for (const member of members) found.set(keyOf(member), member);
		return members;
	};
	const isHurried = options.isHurried ?? (() => false);
	let members = scan();
	if (members.length === 0) return {found: [], killed: false, survivors: []};
	if (options.graceMs > 0) {
		signalTree(table, members, query.leader, ['SIGTERM', 'SIGCONT']);
		for (let waitedMs = 0; waitedMs < options.graceMs && !isHurried(); ) {
			const stepMs = Math.min(100, Math.max(5, waitedMs), options.graceMs - waitedMs);
			await sleep(stepMs);
			waitedMs += stepMs;
			// A scan of /proc costs milliseconds: only when all that were known are gone is it looked at anew.
			members = members.filter(m => isAlive(sameProcess(table, m)));
			if (members.length === 0) members = scan();
			if (members.length === 0) return {found: [...found.values()], killed: false, survivors: []};
		}
	}
	for (let waitedMs = 0; ; ) {
		members = scan();
		if (members.length === 0 || waitedMs >= options.unkillableMs) break;
		signalTree(table, members, query.leader, ['SIGKILL']);
		const stepMs = Math.min(500, Math.max(5, waitedMs));
		await sleep(stepMs);
		waitedMs += stepMs;
	}
	return {found: [...found.values()], killed: true, survivors: members};
}

/**
 * Ends what an engine that died left running: every process whose marker begins with `markerPrefix`.
 * @returns what was found, and what would not die.
 */
export function endOrphans(options: Omit<EndTreeOptions, 'query'> & {readonly markerPrefix: string}): Promise<TreeEnd> {
	const {markerPrefix} = options;
	if (markerPrefix === '') throw new Error(`an empty ${MARKER_VARIABLE} prefix would match every process`);
	return endTree({...options, query: {isMarked: marker => marker.startsWith(markerPrefix)}});
}

function sameProcess(table: ProcessTable, identity: ProcessIdentity): ProcessInfo | undefined {
	const info = table.read(identity.pid);
	return info?.startTicks === identity.startTicks ? info : undefined;
}

function keyOf(identity: ProcessIdentity): string {
	return `${identity.pid}:${identity.startTicks}`;
}
