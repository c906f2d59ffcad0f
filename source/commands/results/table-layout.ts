import {findKnee} from '../../domain/ranking/leader.ts';
import {lastReported} from '../../domain/ranking/last-reported.ts';
import {numberNamed} from '../../domain/ranking/metric-value.ts';
import type {Metric} from '../../domain/metric.ts';
import {isRankable} from '../../domain/number.ts';
import {createPowerTest, holdsEstimate} from '../../domain/energy/power-estimate.ts';
import type {Ranking} from '../../domain/ranking/rank.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {Column} from '../../domain/column/trial-columns.ts';
import type {CurvePoint, TrialRecord} from '../../domain/trial.ts';
import type {Glyphs} from '../../plot/cells.ts';
import {choosePrefix, NO_PREFIX, type Prefix, saysUnit} from '../../plot/quantity.ts';
import {scatterGlyphs} from '../../plot/scatter/scatter-legend.ts';
import {type TableColumn, numberColumn, textColumn} from '../../plot/text-table.ts';

type TrialColumn = Column<TrialRecord>;

/** The trials as columns of a printed table, with their numbers and the marks of the best and of ties before them. */
export function layoutTrials(
	state: SweepState,
	ranking: Ranking,
	{
		columns,
		rows,
		glyphs,
	}: {readonly columns: readonly TrialColumn[]; readonly rows: readonly TrialRecord[]; readonly glyphs: Glyphs},
): readonly TableColumn[] {
	const knee = findKnee(state, ranking);
	const front: ReadonlySet<number> = new Set(ranking.best === undefined ? ranking.pareto : []);
	const marks = rows.map(({trial}) => markOf(trial, {ranking, knee, front, glyphs}));
	const styleOf = (row: number): {readonly foreground: {readonly kind: 'role'; readonly role: 'best'}} | undefined =>
		marks[row] === '' || marks[row] === '=' ? undefined : {foreground: {kind: 'role', role: 'best'}};
	const numbers = {
		...numberColumn(
			'#',
			rows.map(trial => trial.trial),
			{glyphs},
		),
		styleOf,
	};
	const marked: TableColumn[] = marks.every(mark => mark === '')
		? []
		: [{title: '', unit: '', align: 'start', cells: marks, styleOf}];
	// Asked of each of thousands of columns.
	const metrics = new Map((state.sweep?.metrics ?? []).map(metric => [metric.name, metric]));
	const layout: Layout = {state, rows, glyphs, metrics, isOfPower: createPowerTest(state.sweep)};
	const body = columns.filter(column => column.name !== 'trial').map(column => layoutColumn(column, layout));
	return [numbers, ...marked, ...body];
}

type Marks = {
	readonly ranking: Ranking;
	readonly knee: number | undefined;
	readonly front: ReadonlySet<number>;
	readonly glyphs: Glyphs;
};

function markOf(trial: number, {ranking, knee, front, glyphs}: Marks): string {
	const {best, pareto, knee: bent} = scatterGlyphs(glyphs);
	if (ranking.best === trial) return best;
	if (trial === knee) return bent;
	if (front.has(trial)) return pareto;
	return ranking.tied.has(trial) ? '=' : '';
}

/** What all columns are laid out with. */
type Layout = {
	readonly state: SweepState;
	readonly rows: readonly TrialRecord[];
	readonly glyphs: Glyphs;
	readonly metrics: ReadonlyMap<string, Metric>;
	/** Whether a figure comes from power. */
	readonly isOfPower: (figure: string) => boolean;
};

function layoutColumn(column: TrialColumn, {state, rows, glyphs, metrics, isOfPower}: Layout): TableColumn {
	// A pruned trial has no value; what it had last reported stands there with its step, and its state beside.
	const reported = rows.map(trial => (column.cell(trial) === undefined ? reportedOf(column, trial) : undefined));
	const cells = rows.map((trial, row) => column.cell(trial) ?? reported[row]?.value);
	if (!cells.some(cell => typeof cell === 'number')) {
		const absent = column.name === 'flags' ? '' : undefined;
		const texts = cells.map(cell => (cell === undefined ? absent : String(cell)));
		return textColumn(column.name, texts, glyphs);
	}
	const values = cells.map(cell => (typeof cell === 'boolean' ? String(cell) : cell));
	if (column.group === 'parameter') return parameterColumn(state, column, values, glyphs);
	const figure = column.name.replace(SPREAD_PART, '');
	const metric = metrics.get(figure);
	const numbers = numberColumn(column.name, values, {
		unit: column.unit,
		format: metric?.format,
		digits: column.name.endsWith('.std') ? 3 : 4,
		glyphs,
		// What a figure scatters by stands under the prefix of the figure.
		prefix: prefixOf(
			figure,
			column.unit,
			figure === column.name ? values : rows.map(trial => numberNamed(trial, figure)),
		),
	});
	const marked = withSteps(numbers, reported);
	const restsOnPower = !COUNTS.test(column.name) && isOfPower(figure);
	return restsOnPower ? withEstimates(marked, rows) : marked;
}

/** Below it a value without a prefix is hard to read. */
const LEAST_PLAIN = 1e-3;

/** None where the name, by which a column is chosen and sorted, says the unit, and the values can be read like that. */
function prefixOf(name: string, unit: string, values: readonly unknown[]): Prefix {
	let largest = 0;
	for (const value of values) {
		if (typeof value === 'number' && isRankable(value)) largest = Math.max(largest, Math.abs(value));
	}
	return saysUnit(name, unit) && largest >= LEAST_PLAIN ? NO_PREFIX : choosePrefix(largest, unit);
}

function reportedOf({name, group}: TrialColumn, trial: TrialRecord): CurvePoint | undefined {
	return group === 'metric' ? lastReported(trial, name) : undefined;
}

/** Says of what was reported last the step it is of: no value of a whole trial stands like that. */
function withSteps(column: TableColumn, reported: readonly (CurvePoint | undefined)[]): TableColumn {
	const marks = reported.map(point => (point === undefined ? '' : ` @${point.step}`));
	const width = marks.reduce((most, mark) => Math.max(most, mark.length), 0);
	if (width === 0) return column;
	return {...column, cells: column.cells.map((cell, row) => cell + (marks[row] ?? '').padEnd(width))};
}

/** What stands behind the name of a figure where a column is about its spread. */
const SPREAD_PART = /\.(?:std|min|max)$/;

/** Columns about a spread that are no quantity of the figure's own unit. */
const COUNTS = /\.(?:n|p|tied)$/;

/** Says `est` with the unit where all rows rest on an estimated power, else behind those that do. */
function withEstimates(column: TableColumn, rows: readonly TrialRecord[]): TableColumn {
	const estimated = rows.map(trial => holdsEstimate(trial.telemetry));
	if (!estimated.includes(true)) return column;
	if (!estimated.includes(false)) return {...column, unit: `${column.unit} est`.trim()};
	return {...column, cells: column.cells.map((cell, row) => `${cell}${estimated[row] === true ? ' est' : '    '}`)};
}

/** Values that the sweep file lists are shown as they are; those that a search drew are rounded. */
function parameterColumn(
	state: SweepState,
	column: TrialColumn,
	values: readonly (number | string | undefined)[],
	glyphs: Glyphs,
): TableColumn {
	const domain = state.sweep?.space.parameters.find(parameter => parameter.name === column.name)?.domain;
	if (domain?.kind === 'real') return numberColumn(column.name, values, {digits: 4, glyphs});
	const texts = values.map(value => (value === undefined ? undefined : String(value)));
	return {...numberColumn(column.name, texts, {glyphs}), unit: column.unit};
}
