import type {Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {chooseInterval} from './reading/interval.ts';
import {type GpuPlan, type GpuRow, planGpu} from './nvidia/nvidia-channels.ts';
import {chooseFields} from './nvidia/nvidia-query.ts';
import {openNvidiaStream} from './nvidia/nvidia-stream.ts';

/** NVIDIA GPUs by one long-lived `nvidia-smi`. */
export const nvidiaSmiProbe: ProbeDefinition = {
	id: 'nvidia-smi',
	title: 'NVIDIA GPUs by nvidia-smi',
	open: openNvidiaSmi,
};

/** A driver that does not answer: 6 s were seen on machines with many GPUs. */
const OPEN_LIMIT_MS = 15_000;
const STEP_MS = 20;

const RUN_BY_HAND = 'run nvidia-smi by hand and see what it says';

/** Queued readings of a source that nobody drains. */
const MOST_QUEUED = 10_000;

async function openNvidiaSmi(context: ProbeContext): Promise<OpenProbe | Rejection> {
	if (everyGpuSleeps(context)) {
		return {reason: 'the GPU is suspended, and asking would wake it', mend: 'wake it first, if the trials use it'};
	}
	const help = await runOnce(context, ['nvidia-smi', '--help-query-gpu']);
	const fields = chooseFields(help.lines);
	if (!fields.includes('index')) {
		return help.why.includes('ENOENT')
			? {reason: 'nvidia-smi is not installed', mend: 'none without an NVIDIA GPU'}
			: {reason: `nvidia-smi: ${help.lines[0] ?? help.why}`, mend: RUN_BY_HAND};
	}
	return openStream(context, fields);
}

async function openStream(context: ProbeContext, fields: readonly string[]): Promise<OpenProbe | Rejection> {
	const intervalMs = chooseInterval(context.intervalMs, 200);
	const rows = new Map<string, GpuRow>();
	let isComplete = false;
	let plans: ReadonlyMap<string, GpuPlan> | undefined;
	let queue: Reading[] = [];
	const onRow = (row: GpuRow, t: number): void => {
		const index = row.get('index') ?? '0';
		if (plans === undefined) {
			isComplete ||= rows.has(index) || rows.size + 1 >= Number(row.get('count') ?? Number.POSITIVE_INFINITY);
			rows.set(index, row);
		} else if (queue.length < MOST_QUEUED) queue.push(...readRow(plans.get(index), row, t));
	};
	const stream = openNvidiaStream(context, {fields, intervalMs, onRow});
	const why = await waitForRows(
		context,
		() => isComplete,
		() => stream.check(),
	);
	plans = new Map([...rows].map(([index, row]) => [index, planGpu(row, intervalMs)]));
	const all = [...plans.values()];
	const channels = all.flatMap(plan => plan.channels.map(({definition}) => definition));
	if (channels.length === 0) {
		stream.close();
		return rejectEmpty(rows, why);
	}

	function sample(): readonly Reading[] {
		const down = stream.check();
		const drained = queue;
		queue = [];
		if (down === undefined || drained.length > 0) return drained;
		const t = context.now();
		return channels.map(({channel}) => ({channel, t, missing: down}));
	}

	return {
		channels,
		missing: all.flatMap(plan => plan.missing),
		intervalMs: Math.max(intervalMs, context.intervalMs === 'auto' ? 500 : 0),
		sample,
		close: () => stream.close(),
	};
}

function rejectEmpty(rows: ReadonlyMap<string, GpuRow>, why: string | undefined): Rejection {
	const [row] = rows.values();
	if (row === undefined) return {reason: why ?? 'nvidia-smi gave no row', mend: RUN_BY_HAND};
	const name = row.get('name') ?? 'the GPU';
	return {reason: `${name} tells nvidia-smi nothing`, mend: 'none: the GPU of a Jetson board is read elsewhere'};
}

function readRow(plan: GpuPlan | undefined, row: GpuRow, t: number): readonly Reading[] {
	return (plan?.channels ?? []).map(({definition: {channel}, read}) => {
		const checked = read(row);
		return checked.kind === 'value' ? {channel, t, value: checked.value} : {channel, t, missing: checked.reason};
	});
}

async function waitForRows(
	context: ProbeContext,
	isComplete: () => boolean,
	check: () => string | undefined,
): Promise<string | undefined> {
	const start = context.now();
	while (!isComplete()) {
		const why = check() ?? (context.now() - start > OPEN_LIMIT_MS ? 'nvidia-smi does not answer' : undefined);
		if (why !== undefined) return why;
		await context.wait(STEP_MS);
	}
	return undefined;
}

/** Runs a short helper to its end; once, while opening. */
async function runOnce(
	context: ProbeContext,
	argv: readonly string[],
): Promise<{readonly lines: readonly string[]; readonly why: string}> {
	const lines: string[] = [];
	const ended: {why?: string} = {};
	const child = context.stream(
		argv,
		line => lines.push(line),
		why => {
			ended.why = why;
		},
	);
	const start = context.now();
	while (ended.why === undefined && context.now() - start < OPEN_LIMIT_MS) await context.wait(STEP_MS);
	child.close();
	return {lines, why: ended.why ?? 'does not answer'};
}

/** Laptops put an unused GPU to sleep (D3cold); nvidia-smi would wake it and cost 5 to 7 W. */
function everyGpuSleeps(context: ProbeContext): boolean {
	const folder = '/sys/bus/pci/drivers/nvidia';
	const devices = context.files.list(folder).filter(name => /^[0-9a-f]{4,}:[0-9a-f]{2}:/.test(name));
	return (
		devices.length > 0 &&
		devices.every(device => {
			const status = context.files.read(`${folder}/${device}/power/runtime_status`);
			return status.kind === 'value' && status.text === 'suspended';
		})
	);
}
