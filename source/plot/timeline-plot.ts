import {UserError} from '../domain/errors.ts';
import {firstAfter} from '../domain/series.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {traceOf} from '../domain/signal/trace.ts';
import {unitOfChannel} from '../domain/signal/channel-unit.ts';
import {WHOLE_POWER} from '../domain/signal/whole-power.ts';
import {createCellGrid} from './cell-grid.ts';
import {clampWindow} from './channel/channel-trace.ts';
import {drawMessage} from './message.ts';
import {definePlot, type PlotInput} from './plot-definition.ts';
import {paintTimeline, rowOfCursor, type TimelineChannel, type TimelineInput} from './timeline/timeline.ts';
import {selectTimeline} from './timeline/timeline-data.ts';

/** Channels of the power of parts, what usually takes most first. */
const PART_POWER = [/^gpu\d*\.power_w$/, /^cpu_gpu\.power_w$/, /\.power_w$/] as const;

/** The least window that can be looked at. */
const LEAST_WINDOW_MS = 10;

/** Gate waits, warm-ups and executions of every trial over time, with the power under them. */
export const timelinePlot = definePlot('timeline', input => {
	const {state, choice, ranking, whole} = input;
	const channel = chooseChannel(input);
	const lastSampleMs = channel === undefined ? undefined : channel.trace.timeAt(channel.trace.length - 1);
	const nowMs =
		state.phase === 'running' ? Math.max(state.lastMonoMs, lastSampleMs ?? state.lastMonoMs) : state.lastMonoMs;
	const timeline = selectTimeline(state, nowMs);
	const axes = {y: input.channels};
	const shown = {y: channel?.name};
	if (timeline.span === undefined) {
		const text = waitingText(state);
		return {axes, shown, paint: ({columns, rows, glyphs}) => drawMessage(createCellGrid(columns, rows), text, glyphs)};
	}
	// What is looked back at keeps the axis that it will have in the end.
	const span = (whole === undefined ? undefined : selectTimeline(whole, whole.lastMonoMs).span) ?? timeline.span;
	const {startMs} = span;
	const endMs = Math.max(span.endMs, startMs + LEAST_WINDOW_MS);
	const window = clampWindow(choice.window ?? {fromMs: startMs, toMs: endMs}, {startMs, endMs}, LEAST_WINDOW_MS);
	const rows = timeline.rows.filter(row => row.toMs >= window.fromMs && row.fromMs <= window.toMs);
	const drawn: TimelineInput = {
		rows,
		trials: timeline.rows.length,
		window,
		startMs,
		instantMs: choice.instantMs,
		channel,
		best: ranking.best,
		resumptions: state.resumptions,
	};
	// The rows in view follow the cursor, so a click is looked up in what was painted last.
	let trialOfRow: (row: number) => number | undefined = () => undefined;
	return {
		axes,
		shown,
		time: {...window, startMs, endMs},
		paint: (options, cursor) => {
			const painted = paintTimeline(drawn, options, cursor);
			trialOfRow = painted.trialOfRow;
			return painted.picture;
		},
		trialAt: (_options, _column, row) => trialOfRow(row),
		rows: cursor => ({trials: rows.map(row => row.trial), at: rowOfCursor(drawn, cursor)}),
	};
});

/** The power of everything, of which the joules of trials are; else that of a part, else what there is. */
function usualChannel(channels: readonly string[]): string | undefined {
	const powers = PART_POWER.flatMap(pattern => channels.filter(channel => pattern.test(channel)));
	return WHOLE_POWER.find(channel => channels.includes(channel)) ?? powers[0] ?? channels[0];
}

/** The chosen channel, else the usual one. */
function chooseChannel({choice, channels, samples, state}: PlotInput): TimelineChannel | undefined {
	const wanted = choice.y;
	if (wanted !== undefined && !channels.includes(wanted)) {
		throw new UserError(
			`no channel is called ${wanted}`,
			channels.length === 0 ? 'the run has no samples: sweeptop probes says why' : `there are: ${channels.join(', ')}`,
		);
	}
	const name = wanted ?? usualChannel(channels);
	const found = name === undefined ? undefined : samples(name);
	if (name === undefined || found === undefined || firstAfter(found, Number.NEGATIVE_INFINITY) >= found.length)
		return undefined;
	const definitions = state.sources.flatMap(source => source.channels);
	const isEstimate = definitions.some(definition => definition.channel === name && definition.scope === 'estimate');
	return {name, unit: unitOfChannel(state, name), trace: traceOf(found), isEstimate};
}

function waitingText(state: SweepState): string {
	if (state.phase === 'ended') return 'No trial was run.';
	return 'The timeline shows every trial with its waits and executions: it begins with the first trial.';
}
