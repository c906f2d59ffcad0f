import {type ColumnMemory, createColumnMemory} from '../domain/column/column-memory.ts';
import {findLeader, type Leader} from '../domain/ranking/leader.ts';
import {INFEASIBLE, type Ranking, rankTrials} from '../domain/ranking/rank.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {PatternCompiler} from '../domain/query/query.ts';
import {paletteFilter} from './text-field.ts';
import {inOrder, type Sort, type TableChoice} from './table-choice.ts';
import {type TableColumn, tableColumns} from './table-columns.ts';
import {compileFilter, type FilterProblem, filterTrials} from './table-filter.ts';
import {sortByColumn} from './table-order.ts';
import type {UiState} from './ui-state.ts';

/** The leaderboard as it is sorted, filtered and cut now. */
export type Table = {
	readonly ranking: Ranking;
	/** The trial that stands for the sweep. */
	readonly leader: Leader | undefined;
	/** Complete trials that break a constraint, while no trial is feasible; else 0. */
	readonly infeasible: number;
	/** Every column, in order. */
	readonly all: readonly TableColumn[];
	/** Those that are shown, in order. */
	readonly columns: readonly TableColumn[];
	/** Trial numbers from the first row down. */
	readonly order: readonly number[];
	/** Rows before the filter. */
	readonly total: number;
	/** What the order is of, most important first; empty is the rank over several objectives. */
	readonly sort: readonly Sort[];
	/** What is wrong with the filter; every trial passes one that is wrong. */
	readonly problem: FilterProblem | undefined;
	/** What the person chose. */
	readonly choice: TableChoice;
	/** Columns of the trials, for whatever else looks at them. */
	readonly memory: ColumnMemory;
};

/** Computes the {@link Table}; each step is kept until what it depends on changes. */
export type TableSelector = (state: SweepState, ui: UiState) => Table;

type Base = {
	readonly ranking: Ranking;
	readonly leader: Leader | undefined;
	readonly infeasible: number;
	readonly columns: readonly TableColumn[];
	readonly trials: SweepState['trials'];
	readonly memory: ColumnMemory;
};

/**
 * While trials end faster than a large table can be sorted, it is sorted again only after this many times the time
 * that the last sort took: at most a tenth of a core goes into it.
 */
const REST_FACTOR = 9;

/** A selector with an empty memory. `nowMs` is any monotonic clock; `pattern` compiles regular expressions of filters. */
export function createTableSelector(nowMs: () => number, pattern?: PatternCompiler): TableSelector {
	const baseOf = createBaseSelector(nowMs);
	const sorted = memoize(sortBase);
	const filtered = memoize((base: Base, order: readonly number[], filter: string) => {
		const compiled = compileFilter(filter, base.columns, pattern);
		return compiled.kind === 'query'
			? {order: filterTrials(base.trials, order, base.columns, compiled.query), problem: undefined}
			: {order, problem: compiled.problem};
	});
	const shown = memoize(shownColumns);
	const table = memoize(
		(
			base: Base,
			columns: readonly TableColumn[],
			{order, problem}: {readonly order: readonly number[]; readonly problem: FilterProblem | undefined},
			state: SweepState,
			choice: TableChoice,
		): Table => ({
			ranking: base.ranking,
			leader: base.leader,
			infeasible: base.infeasible,
			all: base.columns,
			columns,
			order,
			total: base.ranking.order.length,
			sort: sortOf(state, choice.sort),
			problem,
			choice,
			memory: base.memory,
		}),
	);
	// The sweep never changes within a run, so the state counts for the sort's default only: kept by its sweep.
	let keyState: SweepState | undefined;
	return (state, ui) => {
		if (keyState?.sweep !== state.sweep || keyState === undefined) keyState = state;
		// No frame comes after that of a step in a replay: it is drawn from what is true there.
		const isStep = ui.mode.kind === 'replay' && !ui.mode.playing;
		const base = baseOf(state, isStep);
		const passed = filtered(base, sorted(base, ui.table.sort), filterText(ui));
		const columns = shown(base, ui.hiddenColumns, ui.hideUnchanged, ui.table.order);
		return table(base, columns, passed, keyState, ui.table);
	};
}

/** The filter that is set, or the one that is being typed: its effect is seen before it is set. */
function filterText({mode, filter}: UiState): string {
	if (mode.kind === 'field' && mode.field === 'filter') return mode.input.text.trim();
	return (mode.kind === 'palette' ? paletteFilter(mode.input.text) : undefined) ?? filter;
}

/** Ranking and columns; made anew when a trial changed its state. */
function createBaseSelector(nowMs: () => number): (state: SweepState, mayNotRest: boolean) => Base {
	let base: Base | undefined;
	let counts: SweepState['counts'] | undefined;
	let sweep: SweepState['sweep'];
	let restUntil = 0;
	return (state, mayNotRest) => {
		const started = nowMs();
		const fresh = base !== undefined && counts === state.counts && sweep === state.sweep;
		const resting =
			base !== undefined && sweep === state.sweep && started < restUntil && state.phase !== 'ended' && !mayNotRest;
		if (base !== undefined && (fresh || resting)) return base;
		const memory = base?.trials === state.trials ? base.memory : createColumnMemory(state.trials);
		memory.refresh();
		const ranking = rankTrials(state);
		const columns = tableColumns({...state, memory});
		const leader = findLeader(state, ranking);
		base = {ranking, leader, infeasible: countInfeasible(state, ranking), columns, trials: state.trials, memory};
		[counts, sweep] = [state.counts, state.sweep];
		const took = nowMs() - started;
		restUntil = took < 2 ? 0 : started + took * (REST_FACTOR + 1);
		return base;
	};
}

function countInfeasible({trials, counts}: SweepState, {pareto}: Ranking): number {
	if (pareto.length > 0 || counts.complete === 0) return 0;
	let count = 0;
	for (const trial of trials) if (trial?.state === 'complete' && trial.flags.includes(INFEASIBLE)) count++;
	return count;
}

/** The least important key first: the sort is stable, so that each later one keeps its order among equals. */
function sortBase(base: Base, sort: readonly Sort[]): readonly number[] {
	return sort.reduceRight((order, key) => {
		const column = base.columns.find(c => c.id === key.column);
		return column === undefined
			? order
			: sortByColumn(base.trials, order, {...column, name: column.id}, key.descending);
	}, base.ranking.order);
}

function sortOf(state: SweepState, sort: readonly Sort[]): readonly Sort[] {
	if (sort.length > 0) return sort;
	const objectives = state.sweep?.objectives ?? [];
	const [objective] = objectives;
	if (objective === undefined || objectives.length > 1) return [];
	return [{column: objective.metric, descending: objective.direction === 'maximize'}];
}

function shownColumns(
	base: Base,
	hidden: ReadonlySet<string>,
	hideUnchanged: boolean,
	order: readonly string[],
): readonly TableColumn[] {
	const shown = base.columns.filter(column => {
		if (column.byDefault === hidden.has(column.id)) return false;
		return !hideUnchanged || column.group === 'trial' || changes(column, base.trials);
	});
	return inOrder(shown, order);
}

/** Whether two trials differ in a column. */
function changes(column: TableColumn, trials: SweepState['trials']): boolean {
	let first: ReturnType<TableColumn['cell']>;
	for (const trial of trials) {
		const cell = trial === undefined ? undefined : column.cell(trial);
		if (cell === undefined) continue;
		if (first === undefined) first = cell;
		else if (!Object.is(first, cell)) return true;
	}
	return false;
}

/** Keeps the last result while every argument is the same object or value. */
export function memoize<A extends readonly unknown[], R>(compute: (...inputs: A) => R): (...inputs: A) => R {
	let last: {readonly inputs: A; readonly result: R} | undefined;
	return (...inputs) => {
		if (last !== undefined && inputs.every((input, index) => Object.is(input, last?.inputs[index]))) return last.result;
		last = {inputs, result: compute(...inputs)};
		return last.result;
	};
}
