/** Ticks of one CPU since boot: all, busy (neither idle nor waiting for I/O) and taken by the hypervisor. */
type Ticks = {readonly total: number; readonly busy: number; readonly steal: number};

/** `/proc/stat` at one moment: `t` in monotonic ms, ticks by CPU number. */
export type CpuTimes = {readonly t: number; readonly cpus: ReadonlyMap<number, readonly number[]>};

/** Share of the time of all CPUs, 0 to 1; `ticks` is how many ticks it rests on. */
export type CpuLoad = {readonly busy: number; readonly steal: number; readonly ticks: number};

const FIELDS = 8;

/**
 * Parses the `cpuN` lines of `/proc/stat` (proc(5)): user nice system idle iowait irq softirq steal. The last two
 * fields, guest and guest_nice, are contained in user and nice. The summed `cpu` line is not used: it keeps the idle
 * time of CPUs that were taken offline.
 */
export function parseCpuTimes(text: string, t: number): CpuTimes {
	const cpus = new Map<number, readonly number[]>();
	for (const line of text.split('\n')) {
		if (!line.startsWith('cpu')) break;
		const cells = line.split(/\s+/);
		const name = cells[0]?.slice(3) ?? '';
		if (name === '') continue;
		cpus.set(
			Number(name),
			Array.from({length: FIELDS}, (_, field) => Number(cells[field + 1] ?? 0)),
		);
	}
	return {t, cpus};
}

/**
 * The load between two moments over the CPUs that are online in both. A field that went backwards (iowait may,
 * proc(5)) counts as unchanged. Undefined when no tick passed.
 */
export function loadBetween(from: CpuTimes, to: CpuTimes): CpuLoad | undefined {
	let total = 0;
	let busy = 0;
	let steal = 0;
	for (const [cpu, now] of to.cpus) {
		const before = from.cpus.get(cpu);
		if (before === undefined) continue;
		const ticks = sumUp(now.map((value, field) => Math.max(0, value - (before[field] ?? 0))));
		total += ticks.total;
		busy += ticks.busy;
		steal += ticks.steal;
	}
	return total === 0 ? undefined : {busy: busy / total, steal: steal / total, ticks: total};
}

function sumUp(fields: readonly number[]): Ticks {
	const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = fields;
	// Stolen time is not ours: the hypervisor ran somebody else.
	const busy = user + nice + system + irq + softirq;
	return {total: busy + idle + iowait + steal, busy, steal};
}
