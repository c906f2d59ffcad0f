import {counted} from '../../domain/text/counted.ts';
import type {RatioRow, RatioTable, Split} from '../../domain/ratio/ratio.ts';
import {formatScalar, formatShortScalar} from '../../domain/space.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {Glyphs} from '../../plot/cells.ts';
import {formatScaled, NO_PREFIX} from '../../plot/quantity.ts';
import {type TableColumn, numberColumn, textColumn} from '../../plot/text-table.ts';
import {trialAxis} from '../../plot/trial-axis.ts';

/** What a table of ratios is laid out by. */
export type RatioLayout = {
	readonly metric: string;
	readonly split: Split;
	readonly glyphs: Glyphs;
	/** Of the intervals, e.g. 0.95. */
	readonly confidence: number;
};

/** The ratios as columns of a table, with intervals and p where any side was measured more than once. */
export function ratioColumns(
	state: SweepState,
	table: RatioTable,
	{metric, split, glyphs, confidence}: RatioLayout,
): readonly TableColumn[] {
	const {unit} = trialAxis(state, metric);
	const free = table.free.map((name, index) => {
		const cells = table.rows.map(row => row.free[index]);
		const texts = cells.map(cell => (cell === undefined ? undefined : formatShortScalar(cell)));
		return cells.some(cell => typeof cell === 'number')
			? numberColumn(name, texts, {glyphs})
			: textColumn(name, texts, glyphs);
	});
	// Both sides under one prefix, so that they can be compared by eye.
	const both = table.rows.flatMap(row => [row.numerator, row.denominator]);
	const shared = numberColumn('', both, {unit, digits: 4, glyphs});
	const side = (title: string, offset: 0 | 1): TableColumn => ({
		...shared,
		title,
		cells: table.rows.map((_, row) => shared.cells[2 * row + offset] ?? ''),
	});
	const ratios = numberColumn(
		'ratio',
		table.rows.map(row => row.ratio),
		{glyphs},
	);
	return [
		...free,
		side(`${metric} ${formatScalar(split.numerator)}`, 0),
		side(formatScalar(split.denominator), 1),
		ratios,
		...doubtColumns(table, confidence),
	];
}

function doubtColumns({rows}: RatioTable, confidence: number): readonly TableColumn[] {
	if (rows.every(row => row.interval === undefined)) return [];
	const column = (title: string, cellOf: (row: RatioRow) => string): TableColumn => ({
		title,
		unit: '',
		align: 'end',
		cells: rows.map(cellOf),
	});
	return [
		column(percentText(confidence), row => intervalText(row)),
		column('p', row => (row.interval === undefined ? '' : chanceText(row.interval.p))),
	];
}

/** `95 %`. */
export function percentText(share: number): string {
	return `${Number((100 * share).toPrecision(6))} %`;
}

/** `1.08 to 1.16`; empty where it is not known. */
export function intervalText({interval}: Pick<RatioRow, 'interval'>): string {
	return interval === undefined ? '' : `${ratioText(interval.low)} to ${ratioText(interval.high)}`;
}

/** A ratio by itself: 3 digits, a fourth beside 1 where most of them are. */
export function ratioText(ratio: number): string {
	return Math.abs(ratio - 1) < 0.1 ? ratio.toFixed(3) : formatScaled(ratio, NO_PREFIX, 3);
}

/** `0.034`; `< 0.001`. */
function chanceText(p: number): string {
	return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** `18 pairs of flops for dtype float / half, geometric mean 1.32`. */
export function ratioSummary(table: RatioTable, metric: string, split: Split): string {
	const sides = `${split.parameter} ${formatScalar(split.numerator)} / ${formatScalar(split.denominator)}`;
	const unpaired =
		table.unpaired === 0
			? ''
			: `; ${counted(table.unpaired, 'setting')} ${table.unpaired === 1 ? 'has' : 'have'} only one side`;
	const logs = table.rows.map(row => Math.log(row.ratio)).filter(Number.isFinite);
	if (table.rows.length === 0) return `no pair of ${metric} for ${sides}${unpaired}\n`;
	const geometric = Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
	const text = logs.length === 0 ? '' : `, geometric mean ${formatScaled(geometric, NO_PREFIX, 3)}`;
	return `${counted(table.rows.length, 'pair')} of ${metric} for ${sides}${text}${unpaired}\n`;
}
