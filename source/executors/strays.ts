import type {ExecutorContext} from './context.ts';
import {endTree} from './end-tree.ts';
import type {ProcessIdentity, ProcessTable} from './process-table.ts';
import {describeProcesses, selectTree, type TreeQuery} from './process-tree.ts';

/** An execution that ended, whose process tree may not have. */
export type EndedExecution = {
	readonly leader: ProcessIdentity;
	readonly marker: string;
	readonly graceMs: number;
	readonly onNotice: (text: string) => void;
};

/** Ends what programs leave running, without holding up the next one. */
export type StrayCollector = {
	readonly collect: (ended: EndedExecution) => void;
	/** Resolves when all collected so far are gone or given up. */
	readonly settle: () => Promise<void>;
};

/** One scan of /proc costs milliseconds, so that it serves all executions that ended in this time. */
const SCAN_DELAY_MS = 500;

/** Creates the collector of one executor. */
export function createStrayCollector(context: ExecutorContext): StrayCollector {
	const {table} = context;
	const endings = new Set<Promise<void>>();
	let queue: {readonly ended: EndedExecution; readonly query: TreeQuery}[] = [];
	let timer: NodeJS.Timeout | undefined;
	const end = (ended: EndedExecution, query: TreeQuery): void => {
		const ending = endStrays(context, ended, query).finally(() => endings.delete(ending));
		endings.add(ending);
	};
	const scan = (): void => {
		clearTimeout(timer);
		timer = undefined;
		const due = queue;
		queue = [];
		const processes = due.length === 0 ? [] : table.list();
		const looked = rememberEnvironments(table);
		for (const {ended, query} of due) {
			if (selectTree(looked, processes, query).length > 0) end(ended, query);
		}
	};
	return {
		collect: ended => {
			const isMarked = (marker: string) => marker === ended.marker;
			// One system call finds what stayed in the program's process group; the uptime tells it from a later namesake.
			if (table.groupExists(ended.leader.pid)) {
				end(ended, {leader: ended.leader, leaderEndedTicks: table.uptimeTicks(), isMarked});
				return;
			}
			queue.push({ended, query: {leader: ended.leader, isMarked}});
			timer ??= setTimeout(scan, SCAN_DELAY_MS).unref();
		},
		settle: async () => {
			scan();
			await Promise.all(endings);
		},
	};
}

/** A table that reads the environment of a process once, however many executions ask whether it is theirs. */
function rememberEnvironments(table: ProcessTable): ProcessTable {
	const known = new Map<string, string | undefined>();
	return {
		...table,
		environmentOf: (pid, name) => {
			const key = `${pid} ${name}`;
			if (!known.has(key)) known.set(key, table.environmentOf(pid, name));
			return known.get(key);
		},
	};
}

async function endStrays(context: ExecutorContext, ended: EndedExecution, query: TreeQuery): Promise<void> {
	const {table, sleep, unkillableMs} = context;
	const {found, survivors} = await endTree({table, sleep, query, graceMs: ended.graceMs, unkillableMs});
	if (survivors.length > 0) ended.onNotice(`left running and not to be killed: ${describeProcesses(survivors)}`);
	else if (found.length > 0) ended.onNotice(`ended what the program left running: ${describeProcesses(found)}`);
}
