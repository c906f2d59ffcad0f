import {memoryOf, type RememberedSweep} from '../domain/column/column-memory.ts';
import {STRONG_CORRELATION, createCorrelator} from '../domain/statistics/correlation.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {emptyReason} from './plot-words.ts';
import {completeTrials, measuredNames, numbersOf} from './trial-numbers.ts';
import {type ParameterColumn, measureReader, parameterColumns, unknownName, varyingParameters} from './trial-axis.ts';

/** A figure of every trial, as a row or a column of the matrix. */
export type CorrelationSide = {readonly name: string; readonly kind: 'parameter' | 'measure'; readonly isLog: boolean};

/** All that a matrix of correlations shows, without a size. */
export type CorrelationInput = {
	/** Parameters, then what was measured. */
	readonly rows: readonly CorrelationSide[];
	/** What was measured. */
	readonly columns: readonly CorrelationSide[];
	/** Pearson's r by row and column; NaN where it cannot be said. */
	readonly matrix: readonly (readonly number[])[];
	/** Pairs that say nearly the same, strongest first. */
	readonly strong: readonly {readonly a: string; readonly b: string; readonly r: number}[];
	/** Parameters whose values have no order. */
	readonly unordered: readonly string[];
	readonly trials: number;
	readonly empty: string;
};

/** Complete trials from which on a correlation is shown: two points always lie on a line. */
const LEAST_TRIALS = 3;
/** More measures than these are not compared: the screen would not hold them. */
const MOST_MEASURES = 12;

/** What bounds another column or says how well it was measured: related by how it is made, and of no interest. */
const OF_THE_MEASUREMENT: ReadonlySet<string> = new Set([
	'energy_lo_j',
	'energy_hi_j',
	'executions',
	'n_eff',
	'coverage',
]);

type Column = CorrelationSide & {readonly values: Float64Array};

/**
 * Correlations of parameters and measures with measures. Parameters that the sweep spreads by magnitude count by their
 * logarithm, truth values as 0 and 1; names have no order and are left out.
 * @param y one measure to look at; all when absent. @throws UserError for one that does not exist.
 */
export function selectCorrelation(state: SweepState, y?: string): CorrelationInput {
	const trials = completeTrials(state);
	const {ordered, unordered} = parametersOf(state);
	const parameters = ordered.map(column => parameterValues(state, column, trials)).filter(varies);
	const measures = measuresOf(state, trials);
	if (y !== undefined && measures.length > 0 && !measures.some(({name}) => name === y)) {
		throw unknownName(
			y,
			measures.map(({name}) => name),
		);
	}
	const columns = y === undefined ? measures : measures.filter(({name}) => name === y);
	const rows = [...parameters, ...measures];
	const isEnough = trials.length >= LEAST_TRIALS;
	const lacking = isEnough
		? 'Nothing that was measured differs between the trials.'
		: `Correlation needs at least ${LEAST_TRIALS} complete trials: there ${trials.length === 1 ? 'is' : 'are'} ${trials.length}.`;
	if (!isEnough || columns.length === 0) {
		return {
			rows: [],
			columns: [],
			matrix: [],
			strong: [],
			unordered,
			trials: trials.length,
			empty: emptyReason(state, lacking),
		};
	}
	const of = createCorrelator(rows);
	const places = columns.map(column => rows.indexOf(column));
	const matrix = rows.map((_, row) => places.map(place => of(row, place)));
	return {
		rows: rows.map(sideOf),
		columns: columns.map(sideOf),
		matrix,
		strong: strongOf(rows, columns, matrix),
		unordered,
		trials: trials.length,
		empty: '',
	};
}

/** Names of the measures that a matrix can be cut down to. */
export function correlationTargets(state: SweepState): readonly string[] {
	return measuresOf(state, completeTrials(state)).map(({name}) => name);
}

function sideOf({name, kind, isLog}: Column): CorrelationSide {
	return {name, kind, isLog};
}

function parametersOf(state: SweepState): {
	readonly ordered: readonly ParameterColumn[];
	readonly unordered: readonly string[];
} {
	const columns = varyingParameters(state).flatMap(parameter => {
		const all = parameterColumns(parameter);
		return parameter.domain.kind === 'tuple' ? all.slice(1) : all;
	});
	const isOrdered = ({listed, isNumeric}: ParameterColumn): boolean =>
		isNumeric || (listed?.every(value => typeof value === 'boolean') ?? false);
	return {
		ordered: columns.filter(isOrdered),
		unordered: columns.filter(column => !isOrdered(column)).map(({name}) => name),
	};
}

function parameterValues(state: RememberedSweep, column: ParameterColumn, trials: readonly TrialRecord[]): Column {
	const {domain} = column.parameter;
	const isLog = (domain.kind === 'integer' || domain.kind === 'real') && domain.scale === 'log';
	const read = memoryOf(state).numbers(`order of ${column.name}`, trial => {
		const value = column.read(trial);
		return typeof value === 'boolean' ? Number(value) : typeof value === 'number' ? value : Number.NaN;
	});
	const values = numbersOf(trials, isLog ? trial => Math.log(read(trial)) : read);
	return {name: column.name, kind: 'parameter', isLog, values};
}

/** Measures that differ between trials, objectives first, at most twelve. */
function measuresOf(state: SweepState, trials: readonly TrialRecord[]): readonly Column[] {
	const objectives = (state.sweep?.objectives ?? []).map(({metric}) => metric);
	const measured = measuredNames(state).filter(name => !OF_THE_MEASUREMENT.has(name));
	const found: Column[] = [];
	for (const name of new Set([...objectives, ...measured])) {
		if (found.length === MOST_MEASURES) break;
		const read = name === 'duration_s' ? durationOf : measureReader(state, name);
		const column: Column = {name, kind: 'measure', isLog: false, values: numbersOf(trials, read)};
		if (varies(column)) found.push(column);
	}
	return found;
}

function durationOf({durationS}: TrialRecord): number {
	return durationS ?? Number.NaN;
}

function varies({values}: Column): boolean {
	let first = Number.NaN;
	for (const value of values) {
		if (!Number.isFinite(value)) continue;
		if (Number.isNaN(first)) first = value;
		else if (value !== first) return true;
	}
	return false;
}

function strongOf(
	rows: readonly Column[],
	columns: readonly Column[],
	matrix: readonly (readonly number[])[],
): CorrelationInput['strong'] {
	const pairs = rows.flatMap((row, place) =>
		columns.flatMap((column, index) => {
			const r = matrix[place]?.[index] ?? Number.NaN;
			// Of two measures both corners are in the matrix: one of them is enough.
			const isMirror = row.kind === 'measure' && columns.indexOf(row) >= index;
			return !isMirror && row !== column && Math.abs(r) > STRONG_CORRELATION ? [{a: row.name, b: column.name, r}] : [];
		}),
	);
	return pairs.toSorted((a, b) => Math.abs(b.r) - Math.abs(a.r));
}
