/** How the values that one execution reports become its one number. */
export type Reduce = 'last' | 'min' | 'max' | 'mean' | 'median' | 'sum' | 'p95';

/** Every {@link Reduce}, in the order of help texts. */
export const REDUCES = ['last', 'min', 'max', 'mean', 'median', 'sum', 'p95'] as const satisfies readonly Reduce[];

/** Which end of a metric is the good one. */
export type Direction = 'minimize' | 'maximize';

/** A number that trials report, or that a formula derives. */
export type Metric = {
	readonly name: string;
	readonly goal?: Direction;
	/** Linear-time regular expression with a group named `value` (else the first group). */
	readonly pattern?: string;
	readonly unit?: string;
	/** Like Python's: `.4f`, `.3g`, `d`, `e`, `%`. */
	readonly format?: string;
	readonly reduce: Reduce;
	/** Every value is a sample of the live channel `latency.<name>_ms`. */
	readonly stream: boolean;
	/** Source of an expression over parameters, metrics and telemetry columns. */
	readonly formula?: string;
};

/** What the sweep searches for. */
export type Objective = {readonly metric: string; readonly direction: Direction};

/** Formats a metric's value by its `format`; `undefined` format gives 4 significant digits. */
export function formatMetric(value: number, format?: string): string {
	if (Number.isNaN(value)) return 'NaN';
	if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
	const match = /^\.?(\d*)([fegd%])$/.exec(format ?? '');
	if (match === null) return formatSignificant(value, 4);
	const digits = match[1] === '' ? 6 : Number(match[1]);
	switch (match[2] ?? 'g') {
		case 'f':
			return value.toFixed(digits);
		case 'e':
			return value.toExponential(digits);
		case 'd':
			return Math.round(value).toString();
		case '%':
			return `${(value * 100).toFixed(digits)}%`;
		default:
			return formatSignificant(value, Math.max(1, digits));
	}
}

/** Formats a standard deviation beside its value: by the metric's `format`, else with 2 significant digits. */
export function formatDeviation(std: number, format?: string): string {
	return formatMetric(std, format ?? '.2g');
}

/** `digits` significant digits without an exponent between 1e-4 and 1e6, like `%g` but zeros kept. */
export function formatSignificant(value: number, digits: number): string {
	if (value === 0) return '0';
	const magnitude = Math.abs(value);
	if (magnitude >= 1e6 || magnitude < 1e-4) return value.toExponential(Math.max(0, digits - 1)).replace('e+', 'e');
	const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(magnitude)));
	return value.toFixed(Math.min(decimals, 12));
}
