import {splitNames} from '../domain/text/split-names.ts';
import type {Direction} from '../domain/metric.ts';
/** One key of the order of the leaderboard. */
export type Sort = {readonly column: string; readonly descending: boolean};

/** How a column shows its values: digits alone, with a bar behind them, or in the colour of the value. */
export type CellStyle = 'text' | 'bar' | 'gradient';

/** Every {@link CellStyle}, in the order in which a key steps through them. */
export const CELL_STYLES = ['text', 'bar', 'gradient'] as const satisfies readonly CellStyle[];

/** What the person chose for one column; absent is the default of the data. */
export type ColumnChoice = {
	readonly style?: CellStyle | undefined;
	/** As in the sweep file, e.g. `.4f`. */
	readonly format?: string | undefined;
	/** Values at the ends of bars and colours. */
	readonly range?: {readonly low: number; readonly high: number} | undefined;
};

/** How the person wants to see the leaderboard. */
export type TableChoice = {
	/** Most important first; empty is by rank. */
	readonly sort: readonly Sort[];
	/** Ids of columns in the order that the person gave them; empty is the order of the data. */
	readonly order: readonly string[];
	/** So many columns from the left stay where they are while the others are scrolled. */
	readonly frozen: number;
	/** So many columns behind the frozen ones are scrolled out to the left. */
	readonly scrolled: number;
	readonly columns: ReadonlyMap<string, ColumnChoice>;
	/** Values as they were reported, without prefixes (`1320000000` in place of `1.32 G`). */
	readonly raw: boolean;
};

/** The leaderboard as it opens: its first column, the number of the trial, always in view. */
export const TABLE_CHOICE: TableChoice = {
	sort: [],
	order: [],
	frozen: 1,
	scrolled: 0,
	columns: new Map(),
	raw: false,
};

/** A change of {@link TableChoice}. */
export type TableChange =
	| {readonly change: 'sort'; readonly sort: readonly Sort[]}
	| {readonly change: 'order'; readonly order: readonly string[]}
	| {readonly change: 'freeze'; readonly count: number}
	| {readonly change: 'scroll'; readonly to: number}
	| {readonly change: 'column'; readonly column: string; readonly to: ColumnChoice}
	| {readonly change: 'raw'}
	/** Columns as with nothing chosen; the order of the rows stays. */
	| {readonly change: 'default'};

/** Folds one change; one that changes nothing gives the same object. */
export function changeTable(choice: TableChoice, change: TableChange): TableChoice {
	switch (change.change) {
		case 'sort':
			return {...choice, sort: change.sort};
		case 'order':
			return {...choice, order: change.order};
		case 'freeze':
			return {...choice, frozen: Math.max(0, change.count), scrolled: 0};
		case 'scroll': {
			const scrolled = Math.max(0, change.to);
			return scrolled === choice.scrolled ? choice : {...choice, scrolled};
		}
		case 'column': {
			const known = choice.columns.get(change.column);
			return {...choice, columns: new Map(choice.columns).set(change.column, {...known, ...change.to})};
		}
		case 'raw':
			return {...choice, raw: !choice.raw};
		case 'default':
			return {...TABLE_CHOICE, sort: choice.sort};
	}
}

/** Whether a column begins with its largest value: an objective that is minimised begins with its smallest. */
export function bestFirst(goal: Direction | undefined): boolean {
	return goal !== 'minimize';
}

/** The keys after one was chosen alone: in the direction given, and turned round when it is chosen again. */
export function sortedBy(sort: readonly Sort[], column: string, descending = true): readonly Sort[] {
	const [first] = sort;
	const again = sort.length === 1 && first?.column === column && first.descending === descending;
	return [{column, descending: again ? !descending : descending}];
}

/** The keys with one more at their end: in the direction given, then turned round, then gone again. */
export function sortedAlsoBy(sort: readonly Sort[], column: string, descending = true): readonly Sort[] {
	const known = sort.find(key => key.column === column);
	if (known === undefined) return [...sort, {column, descending}];
	return sort.flatMap(key => {
		if (key.column !== column) return [key];
		return key.descending === descending ? [{column, descending: !descending}] : [];
	});
}

/**
 * The keys of a text as `--sort` takes it: `-acc,lr` is by falling `acc`, then by rising `lr`. Undefined where a name is
 * empty; names are not checked.
 */
export function parseSort(text: string): readonly Sort[] | undefined {
	const keys = splitNames(text).map(word => ({column: word.replace(/^[+-]/, ''), descending: word.startsWith('-')}));
	return keys.some(key => key.column === '') ? undefined : keys;
}

/** The text of keys, as {@link parseSort} reads it. */
export function formatSort(sort: readonly Sort[]): string {
	return sort.map(key => `${key.descending ? '-' : ''}${key.column}`).join(',');
}

/** Items in the order of their ids in a list; those that it does not name keep their place among themselves behind. */
export function inOrder<T extends {readonly id: string}>(items: readonly T[], order: readonly string[]): readonly T[] {
	if (order.length === 0) return items;
	const places = new Map(order.map((id, place) => [id, place]));
	const placeOf = ({id}: T): number => places.get(id) ?? order.length;
	return items.toSorted((a, b) => placeOf(a) - placeOf(b));
}
