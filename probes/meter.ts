import type {Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {median} from '../source/domain/statistics/stats.ts';
import {LineStream} from './reading/line-stream.ts';
import {createMeterClock} from './meter-clock.ts';
import {checkValue} from './reading/plausibility.ts';

/** A meter outside of the machine, read by a program of the person's: it measures what no sensor inside can. */
export const meterProbe: ProbeDefinition = {
	id: 'meter',
	title: 'a power meter outside of the machine, by a command of yours',
	open: openMeter,
};

const CHANNEL = 'meter.power_w';
/** Spacings that tell how often it measures. */
const FIRST_LINES = 4;
const OPEN_LIMIT_MS = 10_000;
const STEP_MS = 20;
/** Silence of so many periods is taken for a hang, and of less than so many ms never. */
const STALLED_PERIODS = 5;
const LEAST_STALL_MS = 10_000;
const MOST_QUEUED = 10_000;

/** A line of a meter: its own time in seconds, from any origin, and what it says. */
export type MeterLine = {readonly seconds: number; readonly watts: number};

/** Parses `t,watts`; undefined for any other line. More cells may follow. */
export function parseMeterLine(line: string): MeterLine | undefined {
	const [seconds = '', watts = ''] = line.split(',').map(cell => cell.trim());
	if (!isNumber(seconds) || !isNumber(watts)) return undefined;
	return {seconds: Number(seconds), watts: Number(watts)};
}

function isNumber(text: string): boolean {
	return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text);
}

async function openMeter(context: ProbeContext): Promise<OpenProbe | Rejection> {
	const {meter} = context;
	if (meter === undefined) return {reason: 'no meter is named', mend: 'name one by [telemetry] meter, if you have one'};
	const {argv, gain, offsetWatts} = meter;
	const name = argv[0] ?? '';
	const toClock = createMeterClock(() =>
		context.notice(`${name}: its times are no seconds of a clock; its lines count from when they come`),
	);
	const times: number[] = [];
	let queue: Reading[] = [];
	const stream = new LineStream(context, {
		name,
		argv: () => argv,
		stallMs: LEAST_STALL_MS,
		onLine: (text, arrivedMs) => {
			const line = parseMeterLine(text);
			if (line === undefined) return 'other';
			const t = toClock(line.seconds, arrivedMs);
			times.push(t);
			if (times.length > 2 * STALLED_PERIODS) times.shift();
			const checked = checkValue('w', line.watts * gain + offsetWatts);
			if (queue.length < MOST_QUEUED) {
				const {kind} = checked;
				queue.push({channel: CHANNEL, t, ...(kind === 'value' ? {value: checked.value} : {missing: checked.reason})});
			}
			return 'data';
		},
	});
	const why = await waitForLines(context, stream, () => times.length >= FIRST_LINES);
	if (why !== undefined) {
		stream.close();
		return {reason: why, mend: 'run it by hand: it must print lines "t,watts", t in seconds, and flush each'};
	}
	const periodMs = Math.max(1, Math.round(median(times.slice(1).map((t, index) => t - (times[index] ?? t)))));
	return {
		channels: [
			{
				channel: CHANNEL,
				unit: 'W',
				scope: 'board',
				source: 'meter',
				periodMs,
				// How it averages is not told.
				windowMs: periodMs,
				note: 'outside of the machine',
			},
		],
		missing: [],
		intervalMs: Math.min(1000, Math.max(50, periodMs)),
		sample: () => {
			const down = stream.check();
			const drained = queue;
			queue = [];
			return down === undefined || drained.length > 0 ? drained : [{channel: CHANNEL, t: context.now(), missing: down}];
		},
		close: () => stream.close(),
	};
}

async function waitForLines(
	context: ProbeContext,
	stream: LineStream,
	isEnough: () => boolean,
): Promise<string | undefined> {
	const startMs = context.now();
	while (!isEnough()) {
		const why = stream.check();
		if (why !== undefined) return why;
		if (context.now() - startMs > OPEN_LIMIT_MS) return `it gave fewer than ${FIRST_LINES} lines in 10 s`;
		await context.wait(STEP_MS);
	}
	return undefined;
}
