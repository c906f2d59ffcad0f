import {formatMetric} from '../domain/metric.ts';
import {isRankable} from '../domain/number.ts';

/** A factor and its name, e.g. 1e9 and `G`. */
export type Prefix = {readonly factor: number; readonly symbol: string};

/** Values as they are. */
export const NO_PREFIX: Prefix = {factor: 1, symbol: ''};
const LARGE: readonly Prefix[] = [
	{factor: 1e18, symbol: 'E'},
	{factor: 1e15, symbol: 'P'},
	{factor: 1e12, symbol: 'T'},
	{factor: 1e9, symbol: 'G'},
	{factor: 1e6, symbol: 'M'},
	{factor: 1e3, symbol: 'k'},
];
const SMALL: readonly Prefix[] = [
	{factor: 1, symbol: ''},
	{factor: 1e-3, symbol: 'm'},
	{factor: 1e-6, symbol: 'µ'},
	{factor: 1e-9, symbol: 'n'},
];
const BINARY: readonly Prefix[] = [
	{factor: 2 ** 40, symbol: 'Ti'},
	{factor: 2 ** 30, symbol: 'Gi'},
	{factor: 2 ** 20, symbol: 'Mi'},
	{factor: 2 ** 10, symbol: 'Ki'},
];

/** Units of the SI (and of rates of computing) that are commonly read with a prefix from 1000 on. */
const PREFIXABLE = /^(?:FLOPS?|OPS?|IOPS|B|bit|W|Wh|J|Hz|V|A|g|m|N)(?:\/.*)?$/i;
/** Units of which a thousandth has a name in use. */
const DIVISIBLE = /^(?:s|W|Wh|J|V|A|g|m)$/;
/** Counted by 1024. */
const BYTES = /^(?:B|bytes?)$/;
/** Already with a prefix, or never with one. */
const FIXED =
	/^(?:%|pct|°.*|K|C|s|min|h|[munµpkMGT](?:s|W|Wh|J|V|A|g|m|B|Hz|bit)(?:\/.*)?|[KMGT]iB(?:\/.*)?|[kMGT]FLOPS?(?:\/.*)?)$/;

/**
 * The prefix under which a magnitude reads well: thousands for units that take them, millions for any other unit
 * and for none, thousandths for seconds, watts and their like; none for `%`, `°C` and units that have one already.
 */
export function choosePrefix(magnitude: number, unit: string): Prefix {
	const size = Math.abs(magnitude);
	if (!isRankable(size) || size === 0) return NO_PREFIX;
	if (BYTES.test(unit)) return BINARY.find(prefix => size >= prefix.factor) ?? NO_PREFIX;
	if (DIVISIBLE.test(unit) && size < 0.1)
		return SMALL.find(prefix => size >= prefix.factor) ?? SMALL.at(-1) ?? NO_PREFIX;
	if (FIXED.test(unit)) return NO_PREFIX;
	const threshold = PREFIXABLE.test(unit) ? 1e3 : 1e6;
	if (size < threshold) return NO_PREFIX;
	return LARGE.find(prefix => size >= prefix.factor) ?? NO_PREFIX;
}

/** The unit under a prefix: `GFLOP/s`, `KiB`, `M` where there is no unit. */
export function prefixedUnit(prefix: Prefix, unit: string): string {
	const short = BYTES.test(unit) ? 'B' : unit;
	return `${prefix.symbol}${short}`;
}

/** Endings of column names that say a unit, and the unit. */
const UNIT_ENDINGS = /_[sjw]$/;

/** Whether a name says the unit of its values itself, as `duration_s` and `energy_j` do. */
export function saysUnit(name: string, unit: string): boolean {
	return UNIT_ENDINGS.exec(name)?.[0].slice(1) === unit.toLowerCase();
}

/**
 * What values are and the unit they are shown in: `loss`, `flops (GFLOP/s)`. A unit that the name says gives way to the
 * one with a prefix: `duration_s (s)`, but `duration (ms)`.
 */
export function quantityTitle(name: string, prefixed: string): string {
	if (prefixed === '') return name;
	const isScaled = prefixed.length === 2 && saysUnit(name, prefixed.slice(1));
	return `${isScaled ? name.replace(UNIT_ENDINGS, '') : name} (${prefixed})`;
}

/** A value without its unit under a prefix, to significant digits, zeros kept: `1.32`, `51.2`, `NaN`. */
export function formatScaled(value: number, prefix: Prefix, digits: number): string {
	return formatMetric(value / prefix.factor, `.${digits}g`);
}

/** A value with its unit for one-off reading: `1.32 GFLOP/J`, `51.2 °C`, `412 J`, `1.32 M`, `0.91`. */
export function formatQuantity(value: number, unit = '', digits = 3): string {
	const prefix = choosePrefix(value, unit);
	const name = prefixedUnit(prefix, unit);
	return name === '' ? formatScaled(value, prefix, digits) : `${formatScaled(value, prefix, digits)} ${name}`;
}

/** From here on a whole number is hard to read digit by digit. */
const LONG_WHOLE = 1e7;

/**
 * One result of a program with its unit: by its own format where the sweep gives one, a whole number as it is
 * (`64`, `1 ms`), anything else as {@link formatQuantity}.
 */
export function formatResult(value: number, unit = '', format?: string): string {
	const isPlain = Number.isInteger(value) && Math.abs(value) < LONG_WHOLE && choosePrefix(value, unit) === NO_PREFIX;
	if (format === undefined && !isPlain) return formatQuantity(value, unit);
	const text = format === undefined ? String(value) : formatMetric(value, format);
	return unit === '' ? text : `${text} ${unit}`;
}

/** How values of one quantity that stand together are written. */
export type ValueFormat = {
	/** With its prefix; empty for none. */
	readonly unit: string;
	/** The text of a value without its unit; `NaN`, `inf` and `-inf` as such. */
	readonly text: (value: number) => string;
	/** Decimals of every value; `own` where each has its own, undefined where a format decides. */
	readonly decimals?: number | 'own';
};

/** The decimals that values had, and the unit with its prefix that they were of. */
export type KeptDigits = {readonly unit: string; readonly decimals: number | 'own'};

/** What {@link chooseFormat} goes by. */
export type ValueFormatOptions = {
	readonly unit?: string;
	/** As in the sweep file (`.4f`); decides alone. */
	readonly format?: string | undefined;
	/** Significant digits of the largest value. */
	readonly digits?: number;
	/** Significant digits that the smallest value keeps at least; one where absent. */
	readonly leastDigits?: number;
	/** Whether neighbours that would look the same get more digits; they do where absent. */
	readonly apart?: boolean;
	/** What a column had before: under the same unit it gets no fewer decimals, and none for all where each value had its own. */
	readonly kept?: KeptDigits | undefined;
	/** As an axis beside the values has it; chosen by the largest magnitude where absent. */
	readonly prefix?: Prefix | undefined;
};

/**
 * How to write these values side by side: one prefix, by the largest magnitude, and for all of them the decimals that give
 * it `digits` significant digits, more where neighbours would look the same or the smallest would be left without
 * `leastDigits`. Each has decimals of its own where magnitudes differ by more than a thousand, or by more than a hundred
 * and the smallest would lose digits.
 */
export function chooseFormat(values: Iterable<number>, options: ValueFormatOptions = {}): ValueFormat {
	const {unit = '', format, digits = 3, leastDigits = 1, apart = true} = options;
	if (format !== undefined) return {unit, text: value => formatMetric(value, format)};
	const range = magnitudes(values);
	const prefix = options.prefix ?? choosePrefix(range.largest, unit);
	const name = prefixedUnit(prefix, unit);
	const kept = options.kept?.unit === name ? options.kept.decimals : undefined;
	const usable = (write: (value: number) => string) => (value: number) =>
		isRankable(value) ? write(value) : Number.isFinite(value) ? String(value) : formatMetric(value);
	const isWhole = range.whole && prefix.factor === 1 && range.largest < LONG_WHOLE;
	if (isWhole && (kept ?? 0) === 0) return {unit: name, text: usable(String), decimals: 0};
	const largest = range.largest / prefix.factor;
	const byLargest = decimalsFor(largest, apart ? range.span / prefix.factor : 0, digits);
	const bySmallest = Math.min(12, leastDigits - 1 - exponentOf(range.smallest / prefix.factor));
	const ratio = range.largest / range.smallest;
	const losesDigits = ratio > 1e3 || (ratio > 1e2 && bySmallest > byLargest);
	if (kept === 'own' || largest >= 1e6 || largest < 1e-3 || losesDigits) {
		return {unit: name, text: usable(value => formatScaled(value, prefix, digits)), decimals: 'own'};
	}
	const decimals = Math.max(byLargest, bySmallest, kept ?? 0);
	return {unit: name, text: usable(value => (value / prefix.factor).toFixed(decimals)), decimals};
}

/** Decimals for `digits` significant digits of the largest, or up to two more where these give the span two digits. */
function decimalsFor(largest: number, span: number, digits: number): number {
	const byLargest = Math.min(12, Math.max(0, digits - 1 - exponentOf(largest)));
	const bySpan = span > 0 ? 1 - exponentOf(span) : 0;
	return bySpan <= byLargest + 2 ? Math.max(byLargest, bySpan) : byLargest;
}

/** The power of ten of the first digit, robust against 999.9999999999999. */
export function exponentOf(magnitude: number): number {
	if (magnitude === 0) return 0;
	const exponent = Math.floor(Math.log10(magnitude));
	return magnitude >= 10 ** (exponent + 1) ? exponent + 1 : exponent;
}

function magnitudes(values: Iterable<number>): {largest: number; smallest: number; span: number; whole: boolean} {
	let [low, high, largest, smallest, whole] = [Infinity, -Infinity, 0, Infinity, true];
	for (const value of values) {
		// A number that stands for "no result" is no magnitude of the others.
		if (!isRankable(value)) continue;
		low = Math.min(low, value);
		high = Math.max(high, value);
		const size = Math.abs(value);
		largest = Math.max(largest, size);
		if (size > 0) smallest = Math.min(smallest, size);
		whole &&= Number.isInteger(value);
	}
	return {largest, smallest: Number.isFinite(smallest) ? smallest : largest, span: high > low ? high - low : 0, whole};
}
