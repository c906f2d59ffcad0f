import {formatDeviation, formatMetric} from '../domain/metric.ts';
import {choosePrefix, exponentOf, formatScaled, NO_PREFIX, prefixedUnit} from './quantity.ts';

/** How {@link formatMeasured} writes. */
export type MeasuredTextOptions = {
	readonly unit?: string | undefined;
	/** As in the sweep file (`.4f`); decides alone. */
	readonly format?: string | undefined;
};

/** Significant digits of a value at most: more are noise, whatever the repeats say. */
const MAX_DIGITS = 6;

/**
 * A value that was measured repeatedly with its standard deviation, which has two digits and decides those of the value:
 * `101.34 ± 0.42 ms`.
 */
export function formatMeasured(value: number, std: number, {unit = '', format}: MeasuredTextOptions): string {
	if (format !== undefined) return withUnit(`${formatMetric(value, format)} ± ${formatDeviation(std, format)}`, unit);
	const prefix = choosePrefix(value, unit);
	const [scaled, scatter] = [value / prefix.factor, std / prefix.factor];
	return withUnit(pairText(scaled, scatter), prefixedUnit(prefix, unit));
}

/** A ratio with its standard deviation: `1.19 ± 0.02`. */
export function formatRatio(ratio: number, std: number): string {
	return pairText(ratio, std);
}

function pairText(value: number, std: number): string {
	const isOdd = !Number.isFinite(value) || !(std > 0) || Math.abs(value) >= 1e6 || Math.abs(value) < 1e-3 || std < 1e-9;
	if (isOdd) return `${formatScaled(value, NO_PREFIX, 3)} ± ${formatMetric(std, '.2g')}`;
	const byScatter = 1 - exponentOf(std);
	const byValue = MAX_DIGITS - 1 - exponentOf(Math.abs(value));
	const decimals = Math.max(0, Math.min(byScatter, byValue));
	const scatter = Number(std.toFixed(decimals)) === 0 ? formatMetric(std, '.1g') : std.toFixed(decimals);
	return `${value.toFixed(decimals)} ± ${scatter}`;
}

function withUnit(text: string, unit: string): string {
	return unit === '' ? text : `${text} ${unit}`;
}
