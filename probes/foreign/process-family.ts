import type {Rejection} from '../../source/domain/channel.ts';
import type {ProbeFiles} from '../../source/domain/probe.ts';

/** CPU time in ticks of 10 ms, of a process and of the children that it has waited for. */
export type FamilyMember = {readonly pid: number; readonly ticks: number};

/** More threads than this are no family that can be read again and again for little. */
const MOST_THREADS = 2000;

/** Why the family of a process cannot be told here; undefined where the kernel tells its children (proc(5)). */
export function lacksChildren(files: ProbeFiles, pid: number): Rejection | undefined {
	if (files.exists(childrenPath(pid, String(pid)))) return undefined;
	return {reason: 'the kernel does not tell the children of a process', mend: 'a kernel with CONFIG_PROC_CHILDREN'};
}

/**
 * A process and all that descends from it, those alive. Descendants come before their parents: a child that ends
 * between two reads is counted twice for once, and never as a stranger's. Undefined where there are too many.
 */
export function readFamily(files: ProbeFiles, rootPid: number): readonly FamilyMember[] | undefined {
	const seen = new Set<number>();
	const members: FamilyMember[] = [];
	const budget = {threads: MOST_THREADS};
	const visit = (pid: number): void => {
		if (seen.has(pid) || budget.threads < 0) return;
		seen.add(pid);
		for (const child of childrenOf(files, pid, budget)) visit(child);
		const stat = files.read(`/proc/${pid}/stat`);
		const ticks = stat.kind === 'value' ? parseTicks(stat.text) : undefined;
		if (ticks !== undefined) members.push({pid, ticks});
	};
	visit(rootPid);
	return budget.threads < 0 ? undefined : members;
}

/** A child belongs to the thread that made it. */
function childrenOf(files: ProbeFiles, pid: number, budget: {threads: number}): readonly number[] {
	const threads = files.list(`/proc/${pid}/task`);
	budget.threads -= threads.length;
	return threads.flatMap(thread => {
		const text = files.read(childrenPath(pid, thread));
		return text.kind === 'value' ? text.text.split(' ').filter(Boolean).map(Number) : [];
	});
}

function childrenPath(pid: number, thread: string): string {
	return `/proc/${pid}/task/${thread}/children`;
}

/** Fields 14 to 17 of `/proc/<pid>/stat` (proc(5)): utime, stime, cutime, cstime. The name before may hold anything. */
function parseTicks(stat: string): number | undefined {
	const cells = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const ticks = cells.slice(11, 15).reduce((sum, cell) => sum + Number(cell), 0);
	return cells.length < 15 || Number.isNaN(ticks) ? undefined : ticks;
}
