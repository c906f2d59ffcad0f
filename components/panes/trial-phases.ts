import {inChosenUnit} from '../../source/domain/settings.ts';
import type {ExecutionState, TrialRecord} from '../../source/domain/trial.ts';
import {binValues} from '../../source/plot/bins.ts';
import type {Glyphs, Line, Picture} from '../../source/plot/cells.ts';
import {formatQuantity} from '../../source/plot/quantity.ts';
import {renderSparkline} from '../../source/plot/sparkline.ts';
import type {TimedValue} from '../../source/store/samples.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import type {Signal} from '../../source/store/signals.ts';
import {column, fitLine, outside, run} from '../lines.ts';
import {ACCENT, DIM, WARNING} from '../style.ts';

/** A part of a trial's time. Times are monotonic ms. */
export type Phase = {
	readonly kind: 'gate' | ExecutionState['role'];
	readonly label: string;
	readonly fromMs: number;
	readonly toMs: number;
};

/** The phases of the latest run of a trial: what it waited for, then its executions; those that run end now. */
export function phasesOf(trial: TrialRecord, nowMonoMs: number): readonly Phase[] {
	const current = trial.executions.filter(execution => execution.superseded === undefined);
	const executions = current.map(
		({execution, role, startedMonoMs, durationS}): Phase => ({
			kind: role,
			label: `e${String(execution).padStart(2, '0')} ${role}`,
			fromMs: startedMonoMs,
			toMs: durationS === undefined ? Math.max(startedMonoMs, nowMonoMs) : startedMonoMs + durationS * 1000,
		}),
	);
	const first = executions[0]?.fromMs ?? nowMonoMs;
	const {gate} = trial;
	if (gate === undefined || gate.sinceMonoMs >= first) return executions;
	return [{kind: 'gate', label: 'waits', fromMs: gate.sinceMonoMs, toMs: first}, ...executions];
}

const LABEL_COLUMNS = 11;
const RANGE_COLUMNS = 25;
const WIDEST = 90;

/** Telemetry over a trial, a row a signal, and under it the phases on the same time axis; empty without samples. */
export function phaseLines(
	{samples, signals, nowMonoMs, ui}: ScreenModel,
	trial: TrialRecord,
	columns: number,
	glyphs: Glyphs,
): Picture {
	const phases = phasesOf(trial, nowMonoMs);
	const fromMs = phases[0]?.fromMs ?? 0;
	const toMs = phases.reduce((latest, phase) => Math.max(latest, phase.toMs), fromMs);
	const most = Math.min(WIDEST, columns - LABEL_COLUMNS - RANGE_COLUMNS);
	if (most < 8 || toMs <= fromMs) return [];
	const rows = signals.chief.flatMap(({label, unit: measured, source, shows}) => {
		if (source.kind !== 'channel') return [];
		const {unit} = inChosenUnit(0, measured, ui.settings);
		const values = samples
			.between(source.channel, fromMs, toMs)
			.map(({t, value}) => ({t, value: inChosenUnit(value, measured, ui.settings).value}));
		return values.length < 2 ? [] : [{label, unit, values, shows, periodMs: source.periodMs}];
	});
	if (rows.length === 0) return [];
	// No more cells than the row with the most samples has: others would be blank between two of them.
	const width = Math.min(most, Math.max(...rows.map(row => row.values.length)));
	const lines = rows.map(({label, unit, values, ...signal}): Line => {
		const all = values.map(sample => sample.value);
		const range = `${formatQuantity(Math.min(...all), unit)} to ${formatQuantity(Math.max(...all), unit)}`;
		const spark = renderSparkline(binned(values, signal, {fromMs, toMs, width}), {
			columns: width,
			glyphs,
			style: {foreground: {kind: 'role', role: 'series', index: 0}},
		});
		return [column(`  ${label}`, LABEL_COLUMNS, 'start', glyphs, DIM), ...spark, outside(`  ${range}`, glyphs, DIM)];
	});
	return [...lines, phaseLine(phases, {fromMs, toMs, width}, glyphs)].map(line => fitLine(line, columns, glyphs));
}

type Axis = {readonly fromMs: number; readonly toMs: number; readonly width: number};

/** A value lasts until the next one, where that comes in its time: two periods. */
const LASTING_PERIODS = 2;

/** What the signal shows of each cell's samples; a cell between two of them holds the one before, one of a pause is a gap. */
function binned(
	values: readonly TimedValue[],
	{shows, periodMs}: Pick<Signal, 'shows'> & {readonly periodMs: number},
	{fromMs, toMs, width}: Axis,
): readonly (number | undefined)[] {
	const cells = binValues(
		values.map(({t, value}) => [t, value] as const),
		{from: fromMs, to: toMs, count: width},
	);
	const lasting = (LASTING_PERIODS * periodMs * width) / (toMs - fromMs);
	let held = -1;
	return cells.map((own, at) => {
		if (own !== undefined) held = at;
		const cell = at - held <= lasting ? cells[held] : undefined;
		return shows === 'highest' ? cell?.high : cell?.mean;
	});
}

const MARKS: Readonly<Record<Phase['kind'], readonly [unicode: string, ascii: string]>> = {
	gate: ['░', '.'],
	warmup: ['▒', '~'],
	discarded: ['▒', '~'],
	anchor: ['▓', '+'],
	measured: ['█', '='],
};

function phaseLine(phases: readonly Phase[], {fromMs, toMs, width}: Axis, glyphs: Glyphs): Line {
	const cellMs = (toMs - fromMs) / width;
	const phaseAt = (cell: number): Phase | undefined => {
		const middle = fromMs + (cell + 0.5) * cellMs;
		return phases.findLast(phase => middle >= phase.fromMs && middle <= phase.toMs);
	};
	const cells = Array.from({length: width}, (_, cell) => {
		const kind = phaseAt(cell)?.kind;
		const mark = kind === undefined ? ' ' : MARKS[kind][glyphs === 'unicode' ? 0 : 1];
		return run(mark, kind === 'gate' ? WARNING : kind === 'measured' ? ACCENT : DIM);
	});
	const kinds = [...new Set(phases.map(phase => phase.kind))];
	const legend = kinds.map(kind => `${MARKS[kind][glyphs === 'unicode' ? 0 : 1]} ${kind}`).join(' ');
	return [column('  phases', LABEL_COLUMNS, 'start', glyphs, DIM), ...cells, run(`  ${legend}`, DIM)];
}
