import {TELEMETRY_COLUMNS} from '../../source/domain/column/columns.ts';
import {findMetric, unitOfFigure} from '../../source/domain/ranking/figure.ts';
import {lastReported} from '../../source/domain/ranking/last-reported.ts';
import {hasNumber} from '../../source/domain/ranking/metric-value.ts';
import {own} from '../../source/domain/record.ts';
import {formatValue} from '../../source/domain/space.ts';
import {createSpreadReader} from '../../source/domain/statistics/spread.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import {unitOfColumn} from '../../source/domain/column/trial-columns.ts';
import {isTerminal, type TrialRecord} from '../../source/domain/trial.ts';
import type {Glyphs, Line, Picture} from '../../source/plot/cells.ts';
import {formatFigure} from '../../source/plot/measured-text.ts';
import {chooseFormat, formatQuantity, formatResult} from '../../source/plot/quantity.ts';
import {createEstimateTest} from '../../source/store/estimates.ts';
import {column, fitLine, outside, run} from '../lines.ts';
import {BEST, DIM, WARNING} from '../style.ts';
import {differenceRuns, otherValueRuns, type Reference} from './trial-references.ts';

type Pair = readonly [name: string, value: Line];

/** Columns that are left to values beside long names: an energy with its interval, `52.3 J  (48.0–56.7 J)`. */
const LEAST_VALUE = 22;

/** `name   value` with the names in a column; the value is cut first. */
function pairLines(pairs: readonly Pair[], columns: number, glyphs: Glyphs): Picture {
	const room = Math.max(Math.floor(columns / 2), columns - LEAST_VALUE);
	const width = Math.min(room, Math.max(0, ...pairs.map(([name]) => name.length)) + 3);
	return pairs.map(([name, value]) =>
		fitLine([column(`  ${name}`, width, 'start', glyphs, DIM), run(' '), ...value], columns, glyphs),
	);
}

/** Where lines are set. */
type Room = {readonly columns: number; readonly glyphs: Glyphs};

/** Parameters of a trial, one a line, with those of other trials that differ. */
export function parameterLines(trial: TrialRecord, references: readonly Reference[], {columns, glyphs}: Room): Picture {
	const pairs = Object.entries(trial.params).map(
		([name, value]): Pair => [
			name,
			[outside(formatValue(value), glyphs), ...otherValueRuns(trial, name, references, glyphs)],
		],
	);
	return pairLines(pairs, columns, glyphs);
}

/**
 * Metrics of a trial, before them the duration where it is searched for, with what is known of their doubt, and how far
 * others are; of one that has no value what was last reported, or why.
 */
export function metricLines(
	state: SweepState,
	trial: TrialRecord,
	references: readonly Reference[],
	{columns, glyphs}: Room,
): Picture {
	const {sweep} = state;
	if (sweep === undefined) return [];
	const isEstimate = createEstimateTest(state);
	const durations = sweep.objectives.flatMap(({metric}) => (metric === 'duration_s' ? [metric] : []));
	const metrics = [...sweep.metrics.map(metric => metric.name), ...Object.keys(trial.metrics)];
	const names = [...new Set([...durations, ...metrics])];
	const pairs = names.map(
		(name): Pair => [
			name,
			hasNumber(trial, name)
				? [
						...metricRuns(sweep, trial, name, glyphs),
						...estimateRuns(isEstimate(name)),
						...differenceRuns(trial, name, references, glyphs),
					]
				: (reportedRuns(sweep, trial, name, glyphs) ?? [missingRun(whyMissing(trial, name), glyphs)]),
		],
	);
	return pairLines(pairs, columns, glyphs);
}

function whyMissing(trial: TrialRecord, name: string): string {
	return own(trial.missing, name) ?? (isTerminal(trial.state) ? 'no value' : 'not reported yet');
}

/** What a trial without a value had last reported, with its step; undefined where that is nothing. */
function reportedRuns(sweep: Sweep, trial: TrialRecord, name: string, glyphs: Glyphs): Line | undefined {
	const point = lastReported(trial, name);
	if (point === undefined) return undefined;
	const text = formatResult(point.value, unitOfFigure(sweep, name), findMetric(sweep, name)?.format);
	return [outside(text, glyphs), run(` @${point.step}  last reported`, DIM)];
}

function metricRuns(sweep: Sweep, trial: TrialRecord, name: string, glyphs: Glyphs): Line {
	const isObjective = sweep.objectives.some(objective => objective.metric === name);
	const {text, n} = formatFigure(sweep, trial, name);
	return [outside(text, glyphs, isObjective ? BEST : undefined), ...(n === undefined ? [] : [run(` (n=${n})`, DIM)])];
}

/** From where to where a value may be: `±` is for what repeats scatter by. Nothing where it is a point. */
function intervalRuns(low: number, high: number, unit: string, glyphs: Glyphs): Line {
	if (!(high > low) || !Number.isFinite(high - low)) return [];
	const format = chooseFormat([low, high], {unit});
	return [outside(`  (${format.text(low)}–${format.text(high)} ${format.unit})`, glyphs, DIM)];
}

function estimateRuns(isEstimate: boolean): Line {
	return isEstimate ? [run(' est', WARNING)] : [];
}

function missingRun(reason: string, glyphs: Glyphs): Line[number] {
	return outside(`${glyphs === 'ascii' ? '-' : '—'} ${reason}`, glyphs, DIM);
}

/** The bounds of the energy stand behind it and need no lines of their own. */
const BOUNDS: ReadonlySet<string> = new Set(['energy_lo_j', 'energy_hi_j']);

/** Telemetry of a trial in the order of `trials.csv`, and how far others are; what is missing says why. */
export function telemetryLines(
	state: SweepState,
	trial: TrialRecord,
	references: readonly Reference[],
	{columns, glyphs}: Room,
): Picture {
	const isEstimate = createEstimateTest(state);
	const known: readonly string[] = TELEMETRY_COLUMNS;
	const has = (name: string): boolean =>
		own(trial.telemetry, name) !== undefined || own(trial.missing, name) !== undefined;
	const others = Object.keys(trial.telemetry).filter(name => !known.includes(name));
	const names = [...known.filter(has), ...others].filter(name => !BOUNDS.has(name));
	const pairs = names.map((name): Pair => {
		const value = own(trial.telemetry, name);
		if (value === undefined) return [name, [missingRun(own(trial.missing, name) ?? '', glyphs)]];
		if (typeof value !== 'number') return [name, [outside(value, glyphs)]];
		// By chance alone: beside an assumed power it would read as what is known of the joules.
		const doubt =
			name === 'energy_j' && !isEstimate(name)
				? intervalRuns(telemetryNumber(trial, 'energy_lo_j'), telemetryNumber(trial, 'energy_hi_j'), 'J', glyphs)
				: [];
		const unit = unitOfColumn(name);
		// A count is no measurement: it has no digits to cut.
		const text = unit === '' && Number.isInteger(value) ? String(value) : formatQuantity(value, unit);
		const scattered = scatteredRuns(state.sweep, trial, name, glyphs);
		const differences = unit === '' ? [] : differenceRuns(trial, name, references, glyphs);
		return [
			name,
			[...(scattered ?? [outside(text, glyphs)]), ...estimateRuns(isEstimate(name)), ...differences, ...doubt],
		];
	});
	return pairLines(pairs, columns, glyphs);
}

/** The energy, or what is searched for, of a trial with repeats; undefined for all else. */
function scatteredRuns(sweep: SweepState['sweep'], trial: TrialRecord, name: string, glyphs: Glyphs): Line | undefined {
	const isTold = name === 'energy_j' || sweep?.objectives.some(({metric}) => metric === name) === true;
	if (sweep === undefined || !isTold || createSpreadReader(sweep, name)(trial) === undefined) return undefined;
	return metricRuns(sweep, trial, name, glyphs);
}

function telemetryNumber(trial: TrialRecord, name: string): number {
	const value = own(trial.telemetry, name);
	return typeof value === 'number' ? value : Number.NaN;
}
