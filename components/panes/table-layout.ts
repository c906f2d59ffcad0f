import type {SweepState} from '../../source/domain/sweep-state.ts';
import type {TrialRecord} from '../../source/domain/trial.ts';
import type {Glyphs, Line} from '../../source/plot/cells.ts';
import {displayWidth} from '../../source/plot/width.ts';
import type {Table} from '../../source/store/table.ts';
import {type ColumnDigits, type LaidColumn, layColumn} from './column-writer.ts';

/** Columns as they fit on a width. */
export type TableLayout = {
	readonly columns: readonly LaidColumn[];
	/** Columns that found no room to the right. */
	readonly hidden: number;
	/** What says so at the end of the heading, with how they are come to; empty where all are seen. */
	readonly more: string;
	/** Columns that were scrolled out to the left, behind the first {@link frozen} ones. */
	readonly scrolled: number;
	readonly frozen: number;
};

/** Layouts and painted rows that are kept from frame to frame: most rows of most frames are the same. */
export type TableMemory = {
	/** {@link layoutTable}, made again only for another table or width, and when a pause begins or ends. */
	readonly layout: (table: Table, state: SweepState, columns: number, glyphs: Glyphs) => TableLayout;
	/** The line of a trial under a key that says all else it depends on; made again only when either changed. */
	readonly line: (trial: TrialRecord, layout: TableLayout, key: string, paint: () => Line) => Line;
};

/** An empty memory. Lines go with their trials. */
export function createTableMemory(): TableMemory {
	let last: {readonly parts: readonly unknown[]; readonly layout: TableLayout} | undefined;
	const digits: ColumnDigits = new Map();
	const lines = new WeakMap<TrialRecord, {readonly layout: TableLayout; readonly key: string; readonly line: Line}>();
	return {
		layout: (table, state, columns, glyphs) => {
			const parts = [table, columns, glyphs, state.phase];
			if (last === undefined || parts.some((part, index) => part !== last?.parts[index])) {
				last = {parts, layout: layoutTable(table, state, columns, glyphs, digits)};
			}
			return last.layout;
		},
		line: (trial, layout, key, paint) => {
			const known = lines.get(trial);
			if (known !== undefined && known.layout === layout && known.key === key) return known.line;
			const line = paint();
			lines.set(trial, {layout, key, line});
			return line;
		},
	};
}

/** Between two columns. */
export const TABLE_GAP = 2;
/** Cursor, mark, and whether it is the best. */
export const TABLE_MARGIN = 3;

/** The direction of a key of the order, with its place where there are several; nothing for other columns. */
export function sortMark(id: string, sort: Table['sort'], glyphs: Glyphs): string {
	const place = sort.findIndex(key => key.column === id);
	const key = sort[place];
	if (key === undefined) return '';
	// The signs of ASCII are those of `--sort`, and stand apart from the heading.
	const arrow = glyphs === 'ascii' ? (key.descending ? ' -' : ' +') : key.descending ? '▼' : '▲';
	return sort.length === 1 ? arrow : `${arrow}${place + 1}`;
}

/** What stands at a place of the heading: a column, or the sign of columns that were scrolled out or found no room. */
export type HeadingPart =
	| {readonly kind: 'column'; readonly id: string}
	| {readonly kind: 'scroll'; readonly by: 1 | -1};

/** What stands at a column of cells, counted from the left edge of a table of `columns`; blanks belong to what follows. */
export function headingAt(layout: TableLayout, at: number, columns: number): HeadingPart | undefined {
	if (layout.more !== '' && at >= columns - layout.more.length) return {kind: 'scroll', by: 1};
	let end = TABLE_MARGIN;
	for (const [index, laid] of layout.columns.entries()) {
		const between = index === 0 ? 0 : TABLE_GAP;
		if (layout.scrolled > 0 && index === layout.frozen && at >= end && at < end + between)
			return {kind: 'scroll', by: -1};
		end += between + laid.width + barWidth(laid);
		if (at < end) return {kind: 'column', id: laid.column.id};
	}
	return undefined;
}

/** Columns of the bar behind a value and of the blank before it. */
export function barWidth(laid: LaidColumn): number {
	return laid.barColumns === 0 ? 0 : laid.barColumns + 1;
}

/** Rows that decide about formats and widths, so that scrolling and new trials seldom move a column. */
const SAMPLE = 200;

/** Columns of a bar with the blank before it: wider where there is room, narrower before any column goes. */
const MOST_BAR = 24;
const LEAST_BAR = 5;
const LEAST_WITH_BAR = 72;
/** Columns of a bar that the person asked for, with the blank before it. */
const CHOSEN_BAR = 9;

/**
 * Lays out the columns of a table: formats and widths by the first rows of the ranking, the frozen ones first, then
 * those from the first scrolled one on, cut from the right; flags always, in full where all have room. The bar shrinks
 * before a column is cut. Parameters say which trial it is: before one is cut, the bar goes, and metrics that nothing is
 * searched or sorted by.
 * @param digits the digits that columns had, which they keep; those of this layout are put into it.
 */
export function layoutTable(
	table: Table,
	state: SweepState,
	columns: number,
	glyphs: Glyphs,
	digits?: ColumnDigits,
): TableLayout {
	const {choice} = table;
	const sample = sampleOf(table, state, 0);
	// Words about a state are of trials that rank behind all complete ones.
	const withLast = [...sample, ...sampleOf(table, state, Math.max(SAMPLE, table.ranking.order.length - SAMPLE))];
	const pruned = state.counts.pruned === 0 ? undefined : state.trials.find(trial => trial?.state === 'pruned');
	const flagged = pruned === undefined ? withLast : [...withLast, pruned];
	const standing = {phase: state.phase, sweep: state.sweep};
	const units = table.columns.map(column => column.unit);
	const laid = table.columns.map(column =>
		layColumn(column, {
			sample: column.id === 'flags' ? flagged : sample,
			standing,
			ranking: table.ranking,
			units,
			glyphs,
			raw: choice.raw,
			choice: choice.columns.get(column.id),
			markColumns: sortMark(column.id, table.sort, glyphs).length,
			...(digits === undefined ? {} : {digits}),
		}),
	);
	const flags = laid.filter(({column}) => column.id === 'flags');
	const others = laid.filter(({column}) => column.id !== 'flags');
	const frozen = Math.min(choice.frozen, others.length);
	const scrolled = Math.max(0, Math.min(choice.scrolled, others.length - frozen - 1));
	const wanted = [...others.slice(0, frozen), ...others.slice(frozen + scrolled)];
	const main = columns < LEAST_WITH_BAR ? undefined : mainBar(wanted, table);
	// Who chose the order, or scrolled, sees it as it is.
	const isOwn = choice.order.length > 0 || scrolled > 0;
	const isSpared = (laid: LaidColumn, place: number): boolean =>
		!isOwn && place >= frozen && isBeside(laid, table.sort);
	const fitBeside = (ends: Ends): Fit => fit(wanted, main, columns - TABLE_MARGIN - ends.columns, isSpared);
	const {ends, kept, bar} = fitWithEnds(wanted.length, flags, fitBeside, glyphs);
	const barred = kept.map(column => withBar(column, column === main ? bar : undefined));
	const hidden = wanted.length - kept.length;
	const laidOut = hidden === 0 ? ends.flags.map(laid => withRoom(laid, barred, flagged, columns)) : ends.flags;
	return {columns: [...barred, ...laidOut], hidden, more: ends.more, scrolled, frozen};
}

/** The column of flags as wide as its widest text, as far as all others leave room. */
function withRoom(
	laid: LaidColumn,
	others: readonly LaidColumn[],
	trials: readonly TrialRecord[],
	columns: number,
): LaidColumn {
	const used = others.reduce((sum, other) => sum + other.width + barWidth(other) + TABLE_GAP, TABLE_MARGIN);
	const widest = trials.reduce((most, trial) => Math.max(most, displayWidth(laid.text(trial))), laid.width);
	return {...laid, width: Math.max(laid.width, Math.min(widest, columns - used))};
}

/** Up to {@link SAMPLE} trials of the ranking, from a place on. */
function sampleOf({ranking}: Table, {trials}: SweepState, from: number): readonly TrialRecord[] {
	return ranking.order.slice(from, from + SAMPLE).flatMap(number => trials[number - 1] ?? []);
}

/** What stands behind the columns that are cut: flags, and how many columns were. */
type Ends = {readonly flags: readonly LaidColumn[]; readonly more: string; readonly columns: number};

/**
 * All columns, else as many as find room beside words about the others: those that cost no further column and not the
 * bar, else the short ones.
 */
function fitWithEnds(
	wanted: number,
	flags: readonly LaidColumn[],
	fitBeside: (ends: Ends) => Fit,
	glyphs: Glyphs,
): Fit & {readonly ends: Ends} {
	const plain = endsWith(flags, '');
	const all = {...fitBeside(plain), ends: plain};
	if (all.kept.length === wanted) return all;
	const [long, short] = [true, false].map(isLong => {
		const ends = (hidden: number): Ends => endsWith(flags, moreText(hidden, isLong, glyphs));
		const {kept, bar} = fitBeside(ends(wanted - all.kept.length));
		return {kept, bar, ends: ends(wanted - kept.length)};
	});
	const costsNothing = (fit: Fit | undefined): boolean =>
		fit?.kept.length === all.kept.length && (fit.bar > 0 || short?.bar === 0);
	return [long, short].find(costsNothing) ?? short ?? all;
}

function moreText(hidden: number, isLong: boolean, glyphs: Glyphs): string {
	const noun = isLong ? (hidden === 1 ? ' col' : ' cols') : '';
	return `+${hidden}${noun} ${glyphs === 'ascii' ? '>' : '›'}`;
}

/** The column of flags is wide enough for its heading and the words behind it. */
function endsWith(flags: readonly LaidColumn[], more: string): Ends {
	const wide = flags.map(laid => ({
		...laid,
		width: more === '' ? laid.width : Math.max(laid.width, laid.heading.length + 1 + more.length),
	}));
	const bare = more === '' || flags.length > 0 ? 0 : more.length + TABLE_GAP;
	return {flags: wide, more, columns: wide.reduce((sum, {width}) => sum + width + TABLE_GAP, bare)};
}

/** A metric that nothing is searched or sorted by. */
function isBeside({column}: LaidColumn, sort: Table['sort']): boolean {
	return column.group === 'metric' && column.objective === undefined && !sort.some(key => key.column === column.id);
}

/** Columns that found room, in their order, and the columns of the main bar with the blank before it. */
type Fit = {readonly kept: readonly LaidColumn[]; readonly bar: number};

/** The first of three ways that cuts no parameter, else the last: with a bar, without one, what is spared last. */
function fit(
	wanted: readonly LaidColumn[],
	main: LaidColumn | undefined,
	room: number,
	isSpared: (laid: LaidColumn, place: number) => boolean,
): Fit {
	const least = main === undefined || !hasChosenBar(main) ? 0 : CHOSEN_BAR;
	const full = fitInOrder(wanted, main, room, main === undefined ? 0 : LEAST_BAR);
	if (hasAllParameters(full, wanted)) return full;
	const slim = fitInOrder(wanted, main, room, least);
	if (hasAllParameters(slim, wanted)) return slim;
	const spared = wanted.filter(isSpared);
	if (spared.length === 0) return full;
	const others = wanted.filter(laid => !spared.includes(laid));
	const behind = others.findLastIndex(({column}) => column.group === 'parameter') + 1;
	const {kept, bar} = fitInOrder([...others.slice(0, behind), ...spared, ...others.slice(behind)], main, room, least);
	return {kept: wanted.filter(laid => kept.includes(laid)), bar};
}

function hasAllParameters({kept}: Fit, wanted: readonly LaidColumn[]): boolean {
	return wanted.every(laid => laid.column.group !== 'parameter' || kept.includes(laid));
}

/** Columns from the left that find room beside a bar of `least` columns; it takes what is left. */
function fitInOrder(wanted: readonly LaidColumn[], main: LaidColumn | undefined, room: number, least: number): Fit {
	const kept: LaidColumn[] = [];
	let used = least;
	for (const laid of wanted) {
		const bar = laid !== main && hasChosenBar(laid) ? CHOSEN_BAR : 0;
		if (used + laid.width + bar > room) break;
		kept.push(laid);
		used += laid.width + bar + TABLE_GAP;
	}
	const bar = Math.min(MOST_BAR, least + Math.max(0, room - used));
	return {kept, bar: bar < LEAST_BAR ? 0 : bar};
}

function hasChosenBar(laid: LaidColumn): boolean {
	return laid.style === 'bar' && laid.column.numeric && !Number.isNaN(laid.low);
}

/** The column whose bar takes what room is left: the one that the table is sorted by, or the first objective. */
function mainBar(wanted: readonly LaidColumn[], {sort, choice}: Table): LaidColumn | undefined {
	const [first] = sort;
	const candidates = wanted.filter(
		({column, low}) =>
			column.numeric &&
			(column.group !== 'trial' || column.objective !== undefined) &&
			!Number.isNaN(low) &&
			(choice.columns.get(column.id)?.style ?? 'bar') === 'bar',
	);
	return (
		candidates.find(({column}) => column.id === first?.column) ??
		candidates.find(({column}) => column.objective !== undefined)
	);
}

/** `bar` is that of the main column; other columns have one where the person asked for it. */
function withBar(laid: LaidColumn, bar = hasChosenBar(laid) ? CHOSEN_BAR : 0): LaidColumn {
	const barColumns = bar - 1;
	if (barColumns <= 0) return laid;
	// Bars begin at 0, so that twice the value is twice as long; colours take the whole range of the values.
	return {...laid, style: 'bar', barColumns, low: Math.min(0, laid.low), high: Math.max(0, laid.high)};
}
