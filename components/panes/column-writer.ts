import {lastReported, reportedStep} from '../../source/domain/ranking/last-reported.ts';
import type {Ranking} from '../../source/domain/ranking/rank.ts';
import {formatScalar} from '../../source/domain/space.ts';
import {type Standing, standingOf} from '../../source/domain/trial/trial-standing.ts';
import {isTerminal, type TrialRecord} from '../../source/domain/trial.ts';
import type {Glyphs} from '../../source/plot/cells.ts';
import {chooseFormat, type KeptDigits} from '../../source/plot/quantity.ts';
import {cellText, displayWidth} from '../../source/plot/width.ts';
import type {CellStyle, ColumnChoice} from '../../source/store/table-choice.ts';
import type {Cell} from '../../source/domain/column/trial-columns.ts';
import type {TableColumn} from '../../source/store/table-columns.ts';

/** A column with its width and the way to write its values. */
export type LaidColumn = {
	readonly column: TableColumn;
	readonly heading: string;
	readonly width: number;
	readonly text: (trial: TrialRecord) => string;
	readonly style: CellStyle;
	/** Width of the bar behind the value; 0 for none. */
	readonly barColumns: number;
	/** Values at the ends of bar and colours. */
	readonly low: number;
	readonly high: number;
};

/** What a column is laid out by. */
export type ColumnContext = {
	readonly sample: readonly TrialRecord[];
	readonly standing: Standing;
	readonly ranking: Pick<Ranking, 'tied' | 'diverged'>;
	/** Units of all shown columns. */
	readonly units: readonly string[];
	readonly glyphs: Glyphs;
	readonly raw: boolean;
	readonly choice: ColumnChoice | undefined;
	/** The digits of columns, which stay while trials end; absent where nothing is kept. */
	readonly digits?: ColumnDigits;
	/** Columns that the mark of the order takes behind the heading. */
	readonly markColumns: number;
};

/** What columns have kept of their digits, by id. */
export type ColumnDigits = Map<string, KeptDigits>;

/** From so many values on, a column keeps its digits: of fewer, the spread says little about that of all. */
const SETTLED = 8;

const WIDEST_TEXT = 18;
const FLAGS = 8;
/** Room for `running @100`. */
const FLAGS_WITH_STEP = 12;
/** Room for `diverged SHORT`. What is longer is cut in any case, and then to the room of a step. */
const MOST_FLAGS = 14;

/** Lays out one column by some of its values: format, width, range. It has no bar yet. */
export function layColumn(column: TableColumn, context: ColumnContext): LaidColumn {
	const {sample, units, glyphs, choice} = context;
	const written = writerOf(column, context);
	const {unit} = written;
	const text = column.numeric && column.id !== 'trial' ? onDecimalPoint(written.text, sample) : written.text;
	const heading = headingOf(column, unit, units);
	// Room for the mark of the order behind the heading.
	const usualMark = glyphs === 'ascii' ? 2 : 1;
	const mark = Math.max(context.markColumns, column.objective === undefined ? 0 : usualMark);
	const named = displayWidth(cellText(heading, glyphs)) + mark;
	const width =
		column.id === 'flags'
			? flagsWidth(context, text)
			: Math.min(
					WIDEST_TEXT,
					sample.reduce((most, trial) => Math.max(most, displayWidth(text(trial))), named),
				);
	const {low, high} = choice?.range ?? rangeOf(column, sample);
	const coloured = column.objective === undefined ? 'text' : 'gradient';
	return {column, heading, width, text, style: choice?.style ?? coloured, barColumns: 0, low, high};
}

function flagsWidth(context: ColumnContext, text: Writer['text']): number {
	// Once nothing runs, the step at which a trial was pruned is no reason to cut a column of all trials.
	const isOver = context.standing.phase === 'ended';
	return context.sample.reduce((most, trial) => {
		const width = displayWidth(isOver ? withoutStep(text(trial)) : text(trial));
		return Math.max(most, width > MOST_FLAGS ? FLAGS_WITH_STEP : width);
	}, leastFlags(context));
}

/** The step of a trial grows while it runs, and a pause may come at any time: the columns stay where they are. */
function leastFlags({sample, standing: {phase, sweep}}: ColumnContext): number {
	if (phase === 'ended') return FLAGS;
	if (sample.some(trial => reportedStep(trial) !== undefined)) return FLAGS_WITH_STEP;
	const {repeats = 1, warmup = 0} = sweep?.run ?? {};
	const planned = warmup + repeats;
	return planned > 1 ? Math.max(FLAGS, `paused ${planned - 1}/${planned}`.length) : FLAGS;
}

/** A number with a fraction; an exponent has no place that others could be aligned by. */
const FRACTION = /^[-+]?\d+(?<fraction>\.\d+)?$/;

/** Columns behind the digits at most: beyond, the point of the largest value would stand far from its heading. */
const MOST_FRACTION = 8;

/** Values of a column one below the other by their decimal points, where they are written with different decimals. */
function onDecimalPoint(write: Writer['text'], sample: readonly TrialRecord[]): Writer['text'] {
	let [least, most] = [Number.POSITIVE_INFINITY, 0];
	for (const trial of sample) {
		const columns = fractionColumns(write(trial));
		if (columns === undefined) continue;
		least = Math.min(least, columns);
		most = Math.max(most, columns);
	}
	if (least >= most || most > MOST_FRACTION) return write;
	return trial => {
		const text = write(trial);
		const columns = fractionColumns(text);
		return columns === undefined || columns >= most ? text : text + ' '.repeat(most - columns);
	};
}

/** The point and the digits behind it; undefined for what is no plain number. */
function fractionColumns(text: string): number | undefined {
	const match = FRACTION.exec(text);
	return match === null ? undefined : (match.groups?.['fraction']?.length ?? 0);
}

/** From the least to the greatest value of a sample; sentinels are none. NaN for no values. */
function rangeOf(column: TableColumn, sample: readonly TrialRecord[]): {readonly low: number; readonly high: number} {
	let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (const trial of sample) {
		const cell = column.cell(trial);
		if (typeof cell !== 'number' || !Number.isFinite(cell) || Math.abs(cell) >= 9e99) continue;
		low = Math.min(low, cell);
		high = Math.max(high, cell);
	}
	return low <= high ? {low, high} : {low: Number.NaN, high: Number.NaN};
}

type Writer = {readonly text: (trial: TrialRecord) => string; readonly unit: string};

function writerOf(column: TableColumn, context: ColumnContext): Writer {
	const {sample, standing, ranking, glyphs, raw, choice, digits} = context;
	if (column.id === 'flags') return {text: trial => flagsCell(trial, standing, ranking), unit: ''};
	const missing = glyphs === 'ascii' ? '-' : '—';
	const isNote = column.id === 'tags' || column.id === 'note';
	if (isNote) return {text: trial => columnText(column, trial) ?? '', unit: ''};
	if (!column.numeric || column.id === 'trial') {
		return {text: trial => columnText(column, trial) ?? missing, unit: column.unit};
	}
	const reportedOf = (trial: TrialRecord): number | undefined =>
		column.group === 'metric' ? lastReported(trial, column.id)?.value : undefined;
	const cellOf = (trial: TrialRecord): Cell => column.cell(trial) ?? reportedOf(trial);
	const absent = (trial: TrialRecord): string => {
		const cell = cellOf(trial);
		return cell === undefined ? (isTerminal(trial.state) ? missing : '') : formatScalar(cell);
	};
	const wanted = choice?.format;
	if (raw && wanted === undefined) return {text: absent, unit: column.unit};
	const results = sample.flatMap(trial => numbersIn(column.cell(trial)));
	// What is not final yet decides about digits only where there is nothing else: they would change while it runs.
	const values = results.length > 0 ? results : sample.flatMap(trial => numbersIn(reportedOf(trial)));
	// Of a latency of 1.2 ms beside one of 700 the best is what is looked at: it keeps two digits, three where it is
	// what is searched for.
	const leastDigits = column.objective?.direction === 'minimize' ? 3 : 2;
	// Readings of a sensor are not known to more digits because there are two of them that are near each other.
	const apart = column.group !== 'telemetry';
	const kept = digits?.get(column.id);
	const format = chooseFormat(values, {
		unit: column.unit,
		format: wanted ?? column.format,
		leastDigits,
		apart,
		kept,
	});
	if (results.length >= SETTLED && format.decimals !== undefined)
		digits?.set(column.id, {unit: format.unit, decimals: format.decimals});
	const asGiven = column.group === 'parameter' && wanted === undefined && column.format === undefined;
	return {
		unit: format.unit,
		text: trial => {
			const cell = cellOf(trial);
			if (typeof cell !== 'number') return absent(trial);
			// A parameter is a name of its trial: it is written as the program got it.
			return asGiven && formatScalar(cell).length <= 8 ? formatScalar(cell) : format.text(cell);
		},
	};
}

function numbersIn(cell: Cell): readonly number[] {
	return typeof cell === 'number' ? [cell] : [];
}

function columnText(column: TableColumn, trial: TrialRecord): string | undefined {
	const cell = column.cell(trial);
	return cell === undefined ? undefined : formatScalar(cell);
}

/** Stands with the flags of a complete trial that has no rank, because its value is none to rank. */
export const DIVERGED = 'diverged';

/** All that stands in the column of flags: `=` for a tie with the best, {@link DIVERGED}, and {@link flagsText}. */
function flagsCell(trial: TrialRecord, standing: Standing, {tied, diverged}: ColumnContext['ranking']): string {
	const words = [
		tied.has(trial.trial) ? '=' : '',
		diverged.has(trial.trial) ? DIVERGED : '',
		flagsText(trial, standing),
	];
	return words.filter(word => word !== '').join(' ');
}

/** `pruned` of `pruned @81`, where there is no room for the rest. */
export function withoutStep(flags: string): string {
	return flags.replace(/ @\d+/, '');
}

/** Where it stands unless it is complete, with the last step that was reported of one without a value, then flags. */
export function flagsText(trial: TrialRecord, standing: Standing): string {
	const step = reportedStep(trial);
	const word = standingOf(trial, standing);
	// Behind the word of a pause stands how many executions are done.
	const at = step === undefined || word !== trial.state ? '' : ` @${step}`;
	const state = trial.state === 'complete' ? [] : [`${word}${at}`];
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
