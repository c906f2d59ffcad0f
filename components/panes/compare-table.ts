import {
	type ComparedCell,
	type ComparedRow,
	type Comparison,
	compareTrials,
} from '../../source/domain/trial/compare.ts';
import {findMetric} from '../../source/domain/ranking/figure.ts';
import {formatScalar} from '../../source/domain/space.ts';
import {hasRepeatsOf} from '../../source/domain/statistics/spread.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import type {ColumnGroup} from '../../source/domain/column/trial-columns.ts';
import type {TrialRecord} from '../../source/domain/trial.ts';
import type {Glyphs, Line, Picture, Run, Style} from '../../source/plot/cells.ts';
import {chooseFormat} from '../../source/plot/quantity.ts';
import {createEstimateTest} from '../../source/store/estimates.ts';
import {cellText, displayWidth} from '../../source/plot/width.ts';
import {column, fitLine, outside, run} from '../lines.ts';
import {curveStyle} from './curve-chart.ts';
import {ACCENT, ACCENT_BOLD, BEST, DIM, WARNING} from '../style.ts';

/** The compared trials: those that are marked, in the order in which they were. */
export function markedTrials(state: SweepState, marks: ReadonlySet<number>): readonly TrialRecord[] {
	return [...marks].flatMap(number => state.trials[number - 1] ?? []);
}

/** How the width is shared out: names, then a column a trial with its parts. */
type Widths = {readonly name: number; readonly cell: number; readonly value: number; readonly chance: boolean};

/** Below this a difference is marked. */
const MARKED_BELOW = 0.05;
const RATIO_COLUMNS = 7;
const WIDEST_CELL = 34;
const CHANCE_COLUMNS = 8;

const SECTIONS: readonly (readonly [group: ColumnGroup, title: string])[] = [
	['parameter', 'parameters that differ'],
	['metric', 'metrics'],
	['telemetry', 'telemetry'],
	['trial', 'trial'],
];

/**
 * Trials side by side, a line a figure: value, ratio to the first, and what chance would give. Their numbers have the
 * colours of their curves, where these stand below.
 */
export function compareLines(
	state: SweepState,
	trials: readonly TrialRecord[],
	columns: number,
	{glyphs, hasCurves}: {readonly glyphs: Glyphs; readonly hasCurves: boolean},
): Picture {
	const comparison = compareTrials(state, trials);
	const isEstimate = createEstimateTest(state);
	const widths = widthsOf(comparison, columns, isEstimate);
	const lines: Line[] = [fitLine(headingLine(comparison, widths, {glyphs, hasCurves}), columns, glyphs)];
	for (const [group, title] of SECTIONS) {
		const rows = comparison.rows.filter(row => row.group === group && (!row.same || group !== 'parameter'));
		if (rows.length === 0) continue;
		lines.push(fitLine([run(` ${title}`, ACCENT)], columns, glyphs));
		for (const row of rows)
			lines.push(...rowLines(row, state, widths, {glyphs, isEstimate}).map(line => fitLine(line, columns, glyphs)));
	}
	const same = comparison.rows.filter(row => row.group === 'parameter' && row.same);
	if (same.length > 0) lines.push(fitLine(sameLine(same, glyphs), columns, glyphs));
	lines.push(fitLine(legendLine(comparison, widths, glyphs), columns, glyphs));
	return lines;
}

/** Tells of a column whether it rests on assumed power. */
type EstimateTest = ReturnType<typeof createEstimateTest>;

/** Stands behind the unit of an estimate. */
const ESTIMATE = 'est';

function widthsOf({trials, rows}: Comparison, columns: number, isEstimate: EstimateTest): Widths {
	const names = Math.max(
		...rows.map(({name, unit}) => name.length + unit.length + 1 + (isEstimate(name) ? ESTIMATE.length + 1 : 0)),
	);
	const name = Math.min(Math.max(12, names + 3), Math.max(14, Math.floor(columns * 0.3)));
	const cell = Math.min(WIDEST_CELL, Math.floor((columns - name) / Math.max(1, trials.length)));
	const chance = cell >= 12 + RATIO_COLUMNS + CHANCE_COLUMNS;
	const beside = cell >= 9 + RATIO_COLUMNS ? RATIO_COLUMNS + (chance ? CHANCE_COLUMNS : 1) : 1;
	return {name, cell, value: Math.min(14, cell - beside - 1), chance};
}

function headingLine(
	{trials}: Comparison,
	widths: Widths,
	{glyphs, hasCurves}: {readonly glyphs: Glyphs; readonly hasCurves: boolean},
): Line {
	return [
		run(' '.repeat(widths.name)),
		...trials.flatMap((trial, index): Run[] => {
			const style = hasCurves ? {...curveStyle(index), bold: true} : ACCENT_BOLD;
			return [
				column(`#${trial.trial}`, widths.value + 1, 'end', glyphs, style),
				run(' '.repeat(Math.max(0, widths.cell - widths.value - 1))),
			];
		}),
	];
}

type RowStyle = {readonly glyphs: Glyphs; readonly isEstimate: EstimateTest};

/** The line of a figure; where ratios find no room beside the values, those of a metric or objective stand under them. */
function rowLines(row: ComparedRow, state: SweepState, widths: Widths, style: RowStyle): Picture {
	const {glyphs} = style;
	const line = rowLine(row, state, widths, style);
	const room = widths.cell - widths.value - 1;
	if (room > RATIO_COLUMNS || !(row.group === 'metric' || isObjective(row, state))) return [line];
	const ratios = row.cells.flatMap(({ratio, reported}): Run[] => [
		column(besideText(ratio, reported, glyphs), widths.value + 1, 'end', glyphs, DIM),
		run(' '.repeat(Math.max(0, room))),
	]);
	return [line, [run(' '.repeat(widths.name)), ...ratios]];
}

function isObjective({name}: ComparedRow, {sweep}: SweepState): boolean {
	return sweep?.objectives.some(({metric}) => metric === name) === true;
}

/** The ratio of a value, or the step of one that was only reported. */
function besideText(ratio: ComparedCell['ratio'], reported: ComparedCell['reported'], glyphs: Glyphs): string {
	if (reported !== undefined) return `@${reported.step}`;
	return ratio === undefined ? '' : timesText(ratio, glyphs);
}

function timesText(ratio: number, glyphs: Glyphs): string {
	return `${glyphs === 'ascii' ? 'x' : '×'}${formatRatio(ratio)}`;
}

function rowLine(row: ComparedRow, state: SweepState, widths: Widths, {glyphs, isEstimate}: RowStyle): Line {
	const metric = findMetric(state.sweep, row.name);
	const numbers = row.cells.flatMap(({cell, reported}) =>
		typeof cell === 'number' ? [cell] : (reported?.value ?? []),
	);
	const format = chooseFormat(numbers, {unit: row.unit, format: metric?.format});
	const asGiven = row.group === 'parameter';
	const comparedText = ({cell, reported}: ComparedCell): string => {
		if (reported !== undefined) return format.text(reported.value);
		if (cell === undefined) return glyphs === 'ascii' ? '-' : '—';
		return typeof cell === 'number' && !asGiven ? format.text(cell) : formatScalar(cell);
	};
	const best = bestOf(row, state);
	const named = displayWidth(cellText(format.unit, glyphs)) > widths.name / 2 ? '' : cellText(format.unit, glyphs);
	const unit = [named, isEstimate(row.name) ? ESTIMATE : ''].filter(Boolean).join(' ');
	return [
		column(`   ${row.name}`, widths.name - displayWidth(unit) - 1, 'start', glyphs),
		column(` ${unit}`, displayWidth(unit) + 1, 'start', glyphs, DIM),
		...row.cells.flatMap((cell, index): Run[] => [
			column(comparedText(cell), widths.value + 1, 'end', glyphs, styleOf(cell, index === best)),
			...besideRuns(cell, widths, glyphs),
		]),
	];
}

function styleOf({reported}: ComparedCell, isBest: boolean): Style | undefined {
	return reported === undefined ? (isBest ? BEST : undefined) : DIM;
}

/** The trial with the best value of an objective. */
function bestOf(row: ComparedRow, {sweep}: SweepState): number | undefined {
	const objective = sweep?.objectives.find(candidate => candidate.metric === row.name);
	if (objective === undefined || row.same) return undefined;
	const sign = objective.direction === 'maximize' ? -1 : 1;
	let best: {readonly index: number; readonly value: number} | undefined;
	for (const [index, {cell}] of row.cells.entries()) {
		if (typeof cell !== 'number' || !Number.isFinite(cell)) continue;
		if (best === undefined || sign * cell < best.value) best = {index, value: sign * cell};
	}
	return best?.index;
}

/** Ratio and chance behind a value, or the step of one that was only reported, as far as there is room; always as wide as the rest of the cell. */
function besideRuns({ratio, chance, reported}: ComparedCell, widths: Widths, glyphs: Glyphs): readonly Run[] {
	const room = widths.cell - widths.value - 1;
	const differs = chance !== undefined && chance.welch < MARKED_BELOW;
	const star = differs ? '*' : '';
	if (room < RATIO_COLUMNS + 1) return [column(star, room, 'start', glyphs, WARNING)];
	const times = besideText(ratio, reported, glyphs);
	const p = chance === undefined ? '' : `p${formatChance(chance.welch)}`;
	return [
		column(` ${times}`, RATIO_COLUMNS, 'start', glyphs, DIM),
		widths.chance
			? column(p, room - RATIO_COLUMNS, 'start', glyphs, differs ? WARNING : DIM)
			: column(star, room - RATIO_COLUMNS, 'start', glyphs, WARNING),
	];
}

/** Three digits: `0.98`, `1.32`, `12.4`, `231`. */
function formatRatio(ratio: number): string {
	const size = Math.abs(ratio);
	if (size === 0) return '0';
	if (size >= 9999.5 || size < 0.005) return ratio.toExponential(0);
	return ratio.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** `<.001`, `.012`, `.43`; of 1 nothing is cut. */
function formatChance(p: number): string {
	if (Number.isNaN(p)) return ' ?';
	if (p < 0.001) return '<.001';
	return p >= 0.995 ? ' 1' : ` ${p.toFixed(p < 0.1 ? 3 : 2).slice(1)}`;
}

function sameLine(rows: readonly ComparedRow[], glyphs: Glyphs): Line {
	const words = rows.map(({name, cells: [first]}) => {
		const cell = first?.cell;
		return `${name}=${cell === undefined ? '' : formatScalar(cell)}`;
	});
	return [run(' the same in all  ', DIM), outside(words.join('  '), glyphs)];
}

function legendLine({trials, rows}: Comparison, widths: Widths, glyphs: Glyphs): Line {
	const [first] = trials;
	const repeated = rows.some(row => row.cells.some(cell => cell.chance !== undefined));
	const times = glyphs === 'ascii' ? 'x' : '×';
	const tests = widths.chance
		? `p: chance of such a difference, Welch's t test over repeats`
		: `* differs by more than chance gives (p < ${MARKED_BELOW}, Welch's t test over repeats)`;
	const isReported = rows.some(row => row.cells.some(cell => cell.reported !== undefined));
	const steps = isReported ? '@ last reported, no result   ' : '';
	const none = trials.some(hasRepeatsOf)
		? 'nothing to test: it takes two executions with a value on both sides'
		: 'one execution each: run.repeats tells chance from difference';
	return [run(` ${times} ratio to #${first?.trial ?? ''}   ${steps}`, DIM), run(repeated ? tests : none, DIM)];
}
