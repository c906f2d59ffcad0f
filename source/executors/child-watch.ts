import type {ProcessIdentity, ProcessTable} from './process-table.ts';

/** What a running program is watched for. */
export type ChildWatchOptions = {
	readonly table: ProcessTable;
	readonly leader: ProcessIdentity;
	readonly watchMs: number;
	/** Path of its terminal; undefined where it has none. */
	readonly terminal?: string;
	readonly onStopped: () => void;
	/** The program reads its terminal and nothing is there to be read. */
	readonly onWaitingForInput: () => void;
};

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
		const info = table.read(leader.pid);
		if (info?.startTicks !== leader.startTicks) return;
		const rss = table.peakRssBytes(leader.pid);
		if (rss !== undefined) peak = Math.max(peak ?? 0, rss);
		const stopped = info.state === 'T';
		if (stopped && !isStopped) options.onStopped();
		isStopped = stopped;
		if (!stopped && waitsForInput(options)) options.onWaitingForInput();
	};
	const timer = setInterval(look, options.watchMs);
	return {peakRssBytes: () => peak, close: () => clearInterval(timer)};
}

/** A look goes no further than this many processes. */
const MAX_LOOKED_AT = 64;

function waitsForInput({table, leader, terminal}: ChildWatchOptions): boolean {
	if (terminal === undefined) return false;
	const pids = [leader.pid];
	for (let index = 0; index < pids.length && index < MAX_LOOKED_AT; index += 1) {
		const pid = pids[index] ?? 0;
		if (readsTerminal(table, pid, terminal)) return true;
		pids.push(...table.childrenOf(pid));
	}
	return false;
}

function readsTerminal(table: ProcessTable, pid: number, terminal: string): boolean {
	const call = table.systemCallOf(pid);
	if (call === undefined || call.number !== READ_CALLS.get(process.arch)) return false;
	const target = table.descriptorOf(pid, call.argument);
	return target === terminal || target === '/dev/tty';
}
