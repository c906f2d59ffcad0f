import {encodeNumber} from '../../domain/number.ts';
import {formatPythonFloat} from '../../domain/foreign/python-float.ts';
import type {RatioRow, RatioTable} from '../../domain/ratio/ratio.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import type {Scalar} from '../../domain/space.ts';
import {splitNames} from '../../domain/text/split-names.ts';
import type {Cell, Column} from '../../domain/column/trial-columns.ts';
import {writeCsv} from '../../exporters/csv-text.ts';
import {unknownName} from '../../plot/trial-axis.ts';

/** The ratios of one metric. */
export type MetricRatios = {readonly metric: string; readonly table: RatioTable};

/**
 * `[{…free parameters, numerator, denominator, ratio}]`; an inactive parameter is absent. Behind them the number of
 * measurements of each side and, where both have two at least, the interval of the ratio and its p; of several metrics
 * also which one it is.
 */
export function ratioRows(all: readonly MetricRatios[]): readonly Readonly<Record<string, unknown>>[] {
	return all.flatMap(({metric, table}) =>
		table.rows.map(row => ({
			...Object.fromEntries(
				table.free.flatMap((name, index) => (row.free[index] === undefined ? [] : [[name, row.free[index]]])),
			),
			numerator: encodeNumber(row.numerator),
			denominator: encodeNumber(row.denominator),
			ratio: encodeNumber(row.ratio),
			...(row.interval === undefined
				? {}
				: {
						ratio_low: encodeNumber(row.interval.low),
						ratio_high: encodeNumber(row.interval.high),
						ratio_p: encodeNumber(row.interval.p),
					}),
			numerator_n: row.counts.numerator,
			denominator_n: row.counts.denominator,
			...(all.length > 1 ? {ratio_metric: metric} : {}),
		})),
	);
}

/** A row of the CSV: one ratio of one metric. */
type CsvRow = {readonly row: RatioRow; readonly metric: string};

/** The same as CSV, a line a ratio, with the metric in every line. */
export function ratioCsv(all: readonly MetricRatios[]): string {
	const free = all[0]?.table.free ?? [];
	const column = (name: string, cell: (row: RatioRow, metric: string) => Cell): Column<CsvRow> => ({
		name,
		group: 'trial',
		unit: '',
		cell: ({row, metric}) => cell(row, metric),
	});
	const columns = [
		...free.map((name, index) => column(name, row => row.free[index])),
		column('numerator', row => row.numerator),
		column('denominator', row => row.denominator),
		column('ratio', row => row.ratio),
		column('ratio_low', row => row.interval?.low),
		column('ratio_high', row => row.interval?.high),
		column('ratio_p', row => row.interval?.p),
		column('numerator_n', row => row.counts.numerator),
		column('denominator_n', row => row.counts.denominator),
		column('ratio_metric', (_, metric) => metric),
	];
	const rows = all.flatMap(({metric, table}) => table.rows.map(row => ({row, metric})));
	return [...writeCsv(columns, rows, {csvSafe: false})].join('');
}

/** `float 1377000000.0 64.0 0.9294675997623285`: values with blanks between, numbers as Python prints doubles. */
export function ratioLines(table: RatioTable, wanted: string | undefined): string {
	const names = wanted === undefined ? table.free : splitNames(wanted);
	const unknown = names.find(name => !table.free.includes(name));
	if (unknown !== undefined) throw unknownName(unknown, table.free);
	const places = names.map(name => table.free.indexOf(name));
	const text = (value: Scalar | undefined): string =>
		typeof value === 'number' ? formatPythonFloat(value) : safeText(String(value ?? ''));
	return table.rows
		.map(({free, ratio}) => `${[...places.map(place => free[place]), ratio].map(text).join(' ')}\n`)
		.join('');
}
