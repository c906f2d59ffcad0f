import type {ProcessIdentity, ProcessTable} from './process-table.ts';

/** What a running program is watched for. */
export type ChildWatchOptions = {
	readonly table: ProcessTable;
	readonly leader: ProcessIdentity;
	readonly watchMs: number;
	/** Path of its terminal; undefined where it has none. */
	readonly terminal?: string;
	/** It or a child of it was stopped: SIGSTOP, or SIGTTIN for reading the terminal in the background. */
	readonly onStopped: () => void;
	/** The program reads its terminal and nothing is there to be read. */
	readonly onWaitingForInput: () => void;
};

/** A watch that runs until closed. */
export type ChildWatch = {
	/** Highest resident set seen, bytes; undefined when it ended before the first look. */
	readonly peakRssBytes: () => number | undefined;
	readonly close: () => void;
};

/** Number of read(2), by Node's name of the processor. */
const READ_CALLS: ReadonlyMap<string, number> = new Map([
	['x64', 0],
	['arm64', 63],
]);

/** Looks at a program now and then: a few small reads of /proc a look. */
export function watchChild(options: ChildWatchOptions): ChildWatch {
	const {table, leader} = options;
	let peak: number | undefined;
	let isStopped = false;
	const look = (): void => {
		if (table.read(leader.pid)?.startTicks !== leader.startTicks) return;
		const rss = table.peakRssBytes(leader.pid);
		if (rss !== undefined) peak = Math.max(peak ?? 0, rss);
		const pids = treeOf(table, leader.pid);
		const stopped = pids.some(pid => table.read(pid)?.state === 'T');
		if (stopped && !isStopped) options.onStopped();
		isStopped = stopped;
		const {terminal} = options;
		const isWaiting = terminal !== undefined && pids.some(pid => readsTerminal(table, pid, terminal));
		if (isWaiting) options.onWaitingForInput();
	};
	const timer = setInterval(look, options.watchMs);
	return {peakRssBytes: () => peak, close: () => clearInterval(timer)};
}

/** A look goes no further than this many processes. */
const MAX_LOOKED_AT = 64;

function treeOf(table: ProcessTable, leader: number): readonly number[] {
	const pids = [leader];
	for (let index = 0; index < pids.length && pids.length < MAX_LOOKED_AT; index += 1) {
		pids.push(...table.childrenOf(pids[index] ?? 0));
	}
	return pids.slice(0, MAX_LOOKED_AT);
}

function readsTerminal(table: ProcessTable, pid: number, terminal: string): boolean {
	const call = table.systemCallOf(pid);
	if (call === undefined || call.number !== READ_CALLS.get(process.arch)) return false;
	const target = table.descriptorOf(pid, call.argument);
	return target === terminal || target === '/dev/tty';
}
