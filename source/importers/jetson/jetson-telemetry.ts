import type {ImportedTelemetry, ImportedTrial} from '../../domain/importer.ts';
import type {PowerSample} from '../jetson-data.ts';

/** A trial and the readings that were taken while it ran. */
export type MeteredTrial = {readonly trial: ImportedTrial; readonly samples: readonly PowerSample[]};

/** Between two trials that are laid one after the other. */
const GAP_MS = 1000;
/** Serial meters send once a second. */
const PERIOD_MS = 1000;

/**
 * The trials with their times and all readings as one channel `board.power_w`. Trials whose times overlap (copies of
 * one clock, several boards) would mix their readings: then they are laid one after the other, and a note says so.
 */
export function placeInTime(metered: readonly MeteredTrial[]): {
	readonly trials: readonly ImportedTrial[];
	readonly telemetry?: ImportedTelemetry;
	readonly notes: readonly string[];
} {
	const timed = metered.filter(({samples}) => samples.length > 0);
	if (timed.length === 0) return {trials: metered.map(({trial}) => trial), notes: []};
	const isApart = standApart(timed);
	const placed = isApart ? metered.map(keep) : layInRow(metered);
	const rows = placed
		.flatMap(({shiftMs, samples}) => samples.map(({timeMs, watts}) => ({timeMs: timeMs + shiftMs, values: [watts]})))
		.toSorted((a, b) => a.timeMs - b.timeMs);
	return {
		trials: placed.map(({trial}) => trial),
		telemetry: {
			channels: [{channel: 'board.power_w', unit: 'W', source: 'meter', periodMs: PERIOD_MS}],
			rows,
		},
		notes: isApart ? [] : ['times of trials overlap: they were laid one after the other, 1 s apart'],
	};
}

type Placed = MeteredTrial & {readonly shiftMs: number};

function standApart(timed: readonly MeteredTrial[]): boolean {
	const spans = timed.map(({samples}) => spanOf(samples)).toSorted((a, b) => a.fromMs - b.fromMs);
	return spans.every((span, index) => index === 0 || span.fromMs > (spans[index - 1]?.toMs ?? 0));
}

function spanOf(samples: readonly PowerSample[]): {readonly fromMs: number; readonly toMs: number} {
	let fromMs = Number.POSITIVE_INFINITY;
	let toMs = Number.NEGATIVE_INFINITY;
	for (const {timeMs} of samples) {
		fromMs = Math.min(fromMs, timeMs);
		toMs = Math.max(toMs, timeMs);
	}
	return {fromMs, toMs};
}

function keep({trial, samples}: MeteredTrial): Placed {
	return {trial: withTimes(trial, samples, 0), samples, shiftMs: 0};
}

function layInRow(metered: readonly MeteredTrial[]): readonly Placed[] {
	let nextMs: number | undefined;
	return metered.map(({trial, samples}) => {
		if (samples.length === 0) return {trial, samples, shiftMs: 0};
		const {fromMs, toMs} = spanOf(samples);
		const shiftMs: number = (nextMs ?? fromMs) - fromMs;
		nextMs = toMs + shiftMs + GAP_MS;
		return {trial: withTimes(trial, samples, shiftMs), samples, shiftMs};
	});
}

function withTimes(trial: ImportedTrial, samples: readonly PowerSample[], shiftMs: number): ImportedTrial {
	if (samples.length === 0) return trial;
	const {fromMs, toMs} = spanOf(samples);
	return {...trial, startedMs: fromMs + shiftMs, durationS: (toMs - fromMs) / 1000};
}
