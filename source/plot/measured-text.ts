import {findMetric, unitOfFigure} from '../domain/ranking/figure.ts';
import {numberNamed} from '../domain/ranking/metric-value.ts';
import {formatDeviation, formatMetric} from '../domain/metric.ts';
import {createSpreadReader} from '../domain/statistics/spread.ts';
import type {Sweep} from '../domain/sweep.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {choosePrefix, exponentOf, formatResult, formatScaled, NO_PREFIX, prefixedUnit} from './quantity.ts';

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

/** A figure of a trial in words, for {@link formatFigure}. */
export type FigureText = {
	/** With its unit: `51.2 ms`; `101.34 ± 0.42 ms` where it was measured more than once. */
	readonly text: string;
	/** How many executions the standard deviation behind `±` is of; absent where there is none. */
	readonly n?: number;
};

/**
 * A figure of a trial as every screen, line and report says it: behind `±` stands the standard deviation of its measured
 * executions and nothing else; intervals are written as from where to where.
 */
export function formatFigure(sweep: Sweep, trial: TrialRecord, name: string): FigureText {
	const value = numberNamed(trial, name);
	const options = {unit: unitOfFigure(sweep, name), format: findMetric(sweep, name)?.format};
	const spread = createSpreadReader(sweep, name)(trial);
	return spread === undefined
		? {text: formatResult(value, options.unit, options.format)}
		: {text: formatMeasured(value, spread.std, options), n: spread.n};
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
