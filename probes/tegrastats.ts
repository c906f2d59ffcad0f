import type {ChannelDefinition, Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {chooseInterval} from './reading/interval.ts';
import {type JetsonBoard, railChannel, recogniseBoard} from './jetson/jetson-boards.ts';
import {LineStream} from './reading/line-stream.ts';
import {checkWholeWatts} from './reading/plausibility.ts';
import {parseTegrastatsLine, type TegrastatsLine} from './jetson/tegrastats-line.ts';
import {textOrEmpty} from './reading/text-or-empty.ts';

/** tegrastats where the rails cannot be read, as in a container. */
export const tegrastatsProbe: ProbeDefinition = {
	id: 'tegrastats',
	title: 'tegrastats, where the rails of a Jetson board cannot be read',
	insteadOf: ['board.power_w', 'module.power_w'],
	open: openTegrastats,
};

const PATHS = ['/usr/bin/tegrastats', '/home/nvidia/tegrastats'];

const STALLED_INTERVALS = 5;
const LEAST_STALL_MS = 3000;
const FIRST_LINE_MS = 5000;
const STEP_MS = 20;

/** Readings of a source that nobody drains. */
const MOST_QUEUED = 10_000;

/** One line as readings by channel. */
type Row = ReadonlyMap<string, number>;

async function openTegrastats(context: ProbeContext): Promise<OpenProbe | Rejection> {
	const program = PATHS.find(path => context.files.exists(path));
	if (program === undefined) return {reason: 'tegrastats is not installed', mend: 'none without a Jetson board'};
	const intervalMs = chooseInterval(context.intervalMs, 500);
	const state: {first?: TegrastatsLine; queue: Reading[]} = {queue: []};
	let take = (line: TegrastatsLine, _t: number): void => {
		state.first ??= line;
	};
	const stream = new LineStream(context, {
		name: 'tegrastats',
		argv: () => [program, '--interval', String(intervalMs)],
		stallMs: Math.max(LEAST_STALL_MS, STALLED_INTERVALS * intervalMs),
		onLine: (text, t) => {
			const line = parseTegrastatsLine(text);
			if (line !== undefined) take(line, t);
			return line === undefined ? 'other' : 'data';
		},
	});
	const why = await waitForLine(context, stream, () => state.first !== undefined);
	if (state.first === undefined) {
		stream.close();
		return {reason: why ?? 'tegrastats prints nothing', mend: 'run tegrastats by hand and see what it says'};
	}
	const board = recogniseBoard(textOrEmpty(context, '/proc/device-tree/compatible'), new Set(state.first.rails.keys()));
	const channels = defineChannels(state.first, board, intervalMs);
	take = (line, t) => {
		if (state.queue.length < MOST_QUEUED) state.queue.push(...readRow(channels, rowOf(line, board), t));
	};

	function sample(): readonly Reading[] {
		const down = stream.check();
		const drained = state.queue;
		state.queue = [];
		if (down === undefined || drained.length > 0) return drained;
		const t = context.now();
		return channels.map(({channel}) => ({channel, t, missing: down}));
	}

	return {channels, missing: [], intervalMs, sample, close: () => stream.close()};
}

async function waitForLine(
	context: ProbeContext,
	stream: LineStream,
	isThere: () => boolean,
): Promise<string | undefined> {
	const start = context.now();
	while (!isThere() && context.now() - start < FIRST_LINE_MS) {
		const why = stream.check();
		if (why !== undefined) return why;
		await context.wait(STEP_MS);
	}
	return undefined;
}

/** Values, rails and the sums of the board's table by channel. A sum lacks where one of its rails does, or draws nothing. */
function rowOf({values, rails}: TegrastatsLine, board: JetsonBoard | undefined): Row {
	const row = new Map(values);
	for (const [rail, watts] of rails) row.set(railChannel(rail), watts);
	for (const {channel, rail} of board?.parts ?? []) {
		const watts = rails.get(rail);
		if (watts !== undefined) row.set(channel, watts);
	}
	for (const total of board?.totals ?? []) {
		const watts = total.rails.map(rail => rails.get(rail) ?? Number.NaN).reduce((sum, value) => sum + value, 0);
		if (checkWholeWatts(watts).kind === 'value') row.set(total.channel, watts);
	}
	return row;
}

const UNITS: Readonly<Record<string, string>> = {w: 'W', c: '°C', hz: 'Hz', pct: '%', bytes: 'bytes'};

function defineChannels(
	first: TegrastatsLine,
	board: JetsonBoard | undefined,
	intervalMs: number,
): readonly ChannelDefinition[] {
	const totals = new Map((board?.totals ?? []).map(total => [total.channel as string, total]));
	const notes = new Map((board?.parts ?? []).map(({channel, note}) => [channel as string, note]));
	return [...new Set([...rowOf(first, board).keys(), ...first.silent])].map(channel => {
		const isPower = channel.endsWith('.power_w');
		const total = totals.get(channel);
		const note = total === undefined ? notes.get(channel) : `${board?.name}: ${total.rails.join(' + ')}`;
		return {
			channel,
			unit: UNITS[channel.slice(channel.lastIndexOf('_') + 1)] ?? '',
			scope: total?.scope ?? (isPower ? 'rail' : 'device'),
			source: 'tegrastats',
			periodMs: intervalMs,
			// The monitor's own averaging is not told.
			windowMs: isPower ? intervalMs : 0,
			...(note === undefined ? {} : {note}),
		};
	});
}

function readRow(channels: readonly ChannelDefinition[], row: Row, t: number): readonly Reading[] {
	return channels.map(({channel}) => {
		const value = row.get(channel);
		return value === undefined
			? {channel, t, missing: 'no reading in this line (gated, off or out of range)'}
			: {channel, t, value};
	});
}
