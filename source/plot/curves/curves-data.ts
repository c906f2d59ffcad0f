import type {Aggregate} from '../../domain/view/aggregate.ts';
import {counted} from '../../domain/text/counted.ts';
import {UserError} from '../../domain/errors.ts';
import {findMetric} from '../../domain/ranking/figure.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import {type Target, targetOf} from '../../domain/ranking/target.ts';
import type {TrialRecord} from '../../domain/trial.ts';
import {summarizeCurves} from './curves-band.ts';
import {CURVE_AXES, type CurveAxis, EPOCH, curvePoints} from './curves-points.ts';
import type {LineChartInput, LinePoint, LineSeries} from '../line-chart.ts';
import {quiet} from '../plot-words.ts';
import {ACCENT, POINT} from '../style.ts';
import {directionOf, trialAxis, unknownName} from '../trial-axis.ts';

/** Names of metrics that any trial has a curve of, in the order of the sweep file. */
export function curveNames(state: SweepState): readonly string[] {
	const found = new Set<string>();
	for (const trial of state.trials) for (const name of Object.keys(trial?.curves ?? {})) found.add(name);
	const declared = (state.sweep?.metrics ?? []).map(metric => metric.name).filter(name => found.has(name));
	return [...new Set([...declared, ...found])];
}

/** What curves can run over here: epochs only where they were reported. */
export function curveAxes(state: SweepState): readonly CurveAxis[] {
	const hasEpochs = state.trials.some(trial => trial !== undefined && Object.hasOwn(trial.curves, EPOCH));
	return CURVE_AXES.filter(axis => axis !== 'epoch' || hasEpochs);
}

/** What of the curves is shown. */
export type CurveChoice = {
	/** `step` when absent. */
	readonly axis?: string | undefined;
	/** The first objective that has a curve, else the first curve, when absent. */
	readonly metric?: string | undefined;
	/** Drawn over the others and named. */
	readonly emphasized?: readonly number[];
	/** A parameter or column by whose values curves are put together; `none` for none. */
	readonly color?: string | undefined;
	/** The line through many curves; `count` draws each of them, `best` only those that stand out. */
	readonly aggregate?: Aggregate;
};

/** Up to so many curves are drawn one by one. */
const FEW = 8;

/**
 * A metric over its steps: each trial where they are few, else their mean with the range of most of them behind it; on
 * top the lines that stand out, and the target of the budget.
 * @throws UserError for a metric or axis that does not exist.
 */
export function selectCurves(state: SweepState, choice: CurveChoice = {}): LineChartInput {
	const names = curveNames(state);
	const objective = state.sweep?.objectives.find(candidate => names.includes(candidate.metric))?.metric;
	const metric = choice.metric ?? objective ?? names[0] ?? '';
	const definition = findMetric(state.sweep, metric);
	if (choice.metric !== undefined && definition === undefined && !names.includes(metric)) {
		throw unknownName(metric, names);
	}
	const axis = parseAxis(choice.axis);
	const curves = state.trials.flatMap((trial): Curve[] => {
		const points = trial === undefined ? [] : curvePoints(trial, metric, axis);
		return trial === undefined || points.length === 0 ? [] : [{trial, points}];
	});
	const {series, notes = [], ...rest} = linesOf(state, curves, {metric, choice});
	const source = state.sweep?.budget.target;
	const target = source === undefined ? undefined : targetOf(source, metric);
	return {
		x: {name: axis, unit: axis === 'time' ? 's' : '', kind: axis === 'time' ? 'duration' : 'number'},
		y: {name: metric, unit: definition?.unit ?? '', scale: 'linear'},
		level: target?.value,
		notes: target === undefined ? notes : [...notes, [{text: targetText(target, definition?.unit), style: ACCENT}]],
		series,
		...rest,
		empty:
			metric === ''
				? 'Waiting for a curve: no trial reported a metric with a step.'
				: `No trial reported ${metric} with ${axis === 'epoch' ? 'an epoch' : 'a step'}.`,
	};
}

/** The line of one trial, as {@link selectCurves} names it; undefined where it has none. */
export function curveOf(trial: TrialRecord | undefined, input: LineChartInput): LineSeries | undefined {
	const axis = CURVE_AXES.find(candidate => candidate === input.x.name) ?? 'step';
	const points = trial === undefined ? [] : curvePoints(trial, input.y.name, axis);
	return trial === undefined || points.length === 0 ? undefined : {name: `#${trial.trial}`, points};
}

function parseAxis(name: string | undefined): CurveAxis {
	const axis = CURVE_AXES.find(candidate => candidate === (name ?? 'step'));
	if (axis !== undefined) return axis;
	throw new UserError(`curves cannot run over "${name}"`, `One of: ${CURVE_AXES.join(', ')}.`);
}

type Curve = {readonly trial: TrialRecord; readonly points: readonly LinePoint[]};
type Lines = Pick<LineChartInput, 'series' | 'band' | 'notes'>;

function linesOf(
	state: SweepState,
	curves: readonly Curve[],
	{metric, choice}: {readonly metric: string; readonly choice: CurveChoice},
): Lines {
	const {aggregate = 'mean', color} = choice;
	const direction = directionOf(state, metric);
	const emphasized = new Set(choice.emphasized);
	const single = (wanted: readonly Curve[]): readonly LineSeries[] =>
		wanted.map(({trial, points}) => ({
			name: `#${trial.trial}`,
			points,
			...(emphasized.has(trial.trial) ? {isEmphasized: true} : {}),
		}));
	const standing = curves.filter(({trial}) => emphasized.has(trial.trial));
	if (color !== undefined && color !== 'none') return groupedLines(state, curves, {color, aggregate, metric});
	if (aggregate === 'best')
		return {series: single(standing), notes: [[quiet(`${standing.length} of ${curves.length} trials`)]]};
	if (aggregate === 'count' || (aggregate === 'mean' && curves.length <= FEW)) return {series: single(curves)};
	const {centre, band} = summarizeCurves(
		curves.map(({points}) => points),
		aggregate,
		direction,
	);
	const title = `${aggregate} of ${counted(curves.length, 'trial')}, dots p10 to p90`;
	return {
		series: [{name: aggregate, points: centre, style: POINT}, ...single(standing)],
		band,
		notes: [[quiet(title)]],
	};
}

/** One line a value of a parameter: the aggregate of the curves of its trials. */
function groupedLines(
	state: SweepState,
	curves: readonly Curve[],
	{color, aggregate, metric}: {readonly color: string; readonly aggregate: Aggregate; readonly metric: string},
): Lines {
	const group = trialAxis(state, color);
	const groups = new Map<number, Curve[]>();
	for (const curve of curves) {
		const place = group.read(curve.trial);
		if (Number.isNaN(place)) continue;
		const own = groups.get(place);
		if (own === undefined) groups.set(place, [curve]);
		else own.push(curve);
	}
	const line = aggregate === 'count' ? 'mean' : aggregate;
	const series = [...groups]
		.toSorted(([a], [b]) => a - b)
		.map(([place, own]): LineSeries => {
			const {centre} = summarizeCurves(
				own.map(({points}) => points),
				line,
				directionOf(state, metric),
			);
			return {name: group.categories?.[place] ?? String(place), points: centre};
		});
	return {series, notes: [[quiet(`${line} by `), {text: color}]]};
}

function targetText({operator, value}: Target, unit = ''): string {
	return `target ${operator.replace('<=', '≤').replace('>=', '≥')} ${value}${unit === '' ? '' : ` ${unit}`}`;
}
