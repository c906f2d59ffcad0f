import type {SweepState} from '../../source/domain/sweep-state.ts';
import {formatScalar} from '../../source/domain/space.ts';
import {isTerminal, type TrialRecord} from '../../source/domain/trial.ts';
import type {Glyphs, Line} from '../../source/plot/cells.ts';
import {chooseFormat} from '../../source/plot/quantity.ts';
import {cellText, displayWidth} from '../../source/plot/width.ts';
import type {Table} from '../../source/store/table.ts';
import type {TableColumn} from '../../source/store/table-columns.ts';

/** A column with its width and the way to write its values. */
export type LaidColumn = {
	readonly column: TableColumn;
	readonly heading: string;
	readonly width: number;
	readonly text: (trial: TrialRecord) => string;
	/** Width of the bar behind the value; 0 for none. */
	readonly barColumns: number;
	readonly barLow: number;
	readonly barHigh: number;
};

/** Columns as they fit on a width. */
export type TableLayout = {
	readonly columns: readonly LaidColumn[];
	/** Columns that found no room. */
	readonly hidden: number;
};

/** Layouts and painted rows that are kept from frame to frame: most rows of most frames are the same. */
export type TableMemory = {
	/** {@link layoutTable}, made again only for another table or width. */
	readonly layout: (table: Table, state: SweepState, columns: number, glyphs: Glyphs) => TableLayout;
	/** The line of a trial under a key that says all else it depends on; made again only when either changed. */
	readonly line: (trial: TrialRecord, layout: TableLayout, key: string, paint: () => Line) => Line;
};

/** An empty memory. Lines go with their trials. */
export function createTableMemory(): TableMemory {
	let last:
		| {readonly table: Table; readonly columns: number; readonly glyphs: Glyphs; readonly layout: TableLayout}
		| undefined;
	const lines = new WeakMap<TrialRecord, {readonly layout: TableLayout; readonly key: string; readonly line: Line}>();
	return {
		layout: (table, state, columns, glyphs) => {
			if (last === undefined || last.table !== table || last.columns !== columns || last.glyphs !== glyphs) {
				last = {table, columns, glyphs, layout: layoutTable(table, state, columns, glyphs)};
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
/** Cursor and mark. */
export const TABLE_MARGIN = 3;

/** Rows that decide about formats and widths, so that scrolling and new trials seldom move a column. */
const SAMPLE = 200;
const WIDEST_TEXT = 18;
const FLAGS = 8;

/** Columns of a bar with the blank before it; wider where there is room. */
const BAR = 11;
const LEAST_WITH_BAR = 72;

/** Lays out the columns of a table: formats and widths by the first rows of the ranking, cut from the right. */
export function layoutTable(table: Table, state: SweepState, columns: number, glyphs: Glyphs): TableLayout {
	const sample = table.ranking.order.slice(0, SAMPLE).flatMap(number => state.trials[number - 1] ?? []);
	const units = table.columns.map(column => column.unit);
	const flags = table.columns
		.filter(column => column.id === 'flags')
		.map(column => layColumn(column, sample, units, glyphs));
	const others = table.columns
		.filter(column => column.id !== 'flags')
		.map(column => layColumn(column, sample, units, glyphs));
	const reserved = flags.reduce((sum, laid) => sum + laid.width + TABLE_GAP, 0);
	const room = columns - TABLE_MARGIN - reserved;
	// A bar says more at a glance than the columns that it displaces.
	const bar = others.some(laid => laid.column.objective !== undefined) && columns >= LEAST_WITH_BAR ? BAR : 0;
	const kept: LaidColumn[] = [];
	let used = bar;
	for (const laid of others) {
		if (used + laid.width > room) break;
		kept.push(laid);
		used += laid.width + TABLE_GAP;
	}
	const hidden = others.length - kept.length;
	const spare = Math.max(0, room - used);
	return {columns: [...addBar(kept, table, sample, bar === 0 ? 0 : Math.min(24, bar + spare)), ...flags], hidden};
}

function layColumn(
	column: TableColumn,
	sample: readonly TrialRecord[],
	units: readonly string[],
	glyphs: Glyphs,
): LaidColumn {
	const {text, unit} = writerOf(column, sample, glyphs);
	const heading = headingOf(column, unit, units);
	const widest = sample.reduce((width, trial) => Math.max(width, displayWidth(text(trial))), 0);
	// Room for the mark of the order behind the heading.
	const named = displayWidth(cellText(heading, glyphs)) + (column.objective === undefined ? 0 : 1);
	const width =
		column.id === 'flags' ? Math.min(12, Math.max(FLAGS, widest)) : Math.min(WIDEST_TEXT, Math.max(named, widest));
	return {column, heading, width, text, barColumns: 0, barLow: 0, barHigh: 0};
}

function writerOf(
	column: TableColumn,
	sample: readonly TrialRecord[],
	glyphs: Glyphs,
): {readonly text: (trial: TrialRecord) => string; readonly unit: string} {
	if (column.id === 'flags') return {text: trial => flagsText(trial), unit: ''};
	const missing = glyphs === 'ascii' ? '-' : '—';
	if (!column.numeric || column.id === 'trial') {
		return {text: trial => textOf(column, trial) ?? missing, unit: column.unit};
	}
	const values = sample.flatMap(trial => {
		const cell = column.cell(trial);
		return typeof cell === 'number' ? [cell] : [];
	});
	const format = chooseFormat(values, {unit: column.unit, format: column.format});
	const parameter = column.group === 'parameter';
	return {
		unit: format.unit,
		text: trial => {
			const cell = column.cell(trial);
			if (typeof cell !== 'number') return textOf(column, trial) ?? (isTerminal(trial.state) ? missing : '');
			// A parameter is a name of its trial: it is written as the program got it.
			return parameter && column.format === undefined && formatScalar(cell).length <= 8
				? formatScalar(cell)
				: format.text(cell);
		},
	};
}

function textOf(column: TableColumn, trial: TrialRecord): string | undefined {
	const cell = column.cell(trial);
	return cell === undefined ? undefined : formatScalar(cell);
}

/** State where it is not complete, then flags. */
export function flagsText(trial: TrialRecord): string {
	const state = trial.state === 'complete' ? [] : [trial.state];
	return [...state, ...trial.flags].join(' ');
}

/** Name and unit where they are short, the unit alone where it tells the column from the others, else the name. */
function headingOf(column: TableColumn, unit: string, units: readonly string[]): string {
	const estimate = column.estimate ? ' est' : '';
	if (unit === '' || unit === column.title) return column.title + estimate;
	const both = `${column.title} ${unit}`;
	if (both.length <= 12) return both + estimate;
	const alone = units.filter(other => other === column.unit).length === 1;
	return (alone && column.group === 'metric' ? unit : column.title) + estimate;
}

/** Gives the column that the table is sorted by, or the first objective, a bar. */
function addBar(
	kept: readonly LaidColumn[],
	table: Table,
	sample: readonly TrialRecord[],
	room: number,
): readonly LaidColumn[] {
	const wanted =
		kept.find(laid => laid.column.id === table.sortColumn && laid.column.numeric && laid.column.group !== 'trial') ??
		kept.find(laid => laid.column.objective !== undefined);
	if (wanted === undefined || room < 6) return kept;
	const values = sample.flatMap(trial => {
		const cell = wanted.column.cell(trial);
		return typeof cell === 'number' && Number.isFinite(cell) && Math.abs(cell) < 9e99 ? [cell] : [];
	});
	if (values.length === 0) return kept;
	const bar = {barColumns: room - 1, barLow: Math.min(0, ...values), barHigh: Math.max(0, ...values)};
	return kept.map(laid => (laid === wanted ? {...laid, ...bar} : laid));
}
