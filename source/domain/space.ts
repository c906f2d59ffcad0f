import {assertNever} from './errors.ts';
/** One cell of a parameter's value. Booleans are printed `true` and `false`. */
export type Scalar = string | number | boolean;

/** A parameter's value in one trial; a tuple parameter has one scalar for each field, in field order. */
export type ParameterValue = Scalar | readonly Scalar[];

/** The values of one trial, by parameter. A parameter whose condition is false is absent. Read with `own`. */
export type Params = Readonly<Record<string, ParameterValue>>;

/**
 * How a real parameter is drawn where it is not uniform on its scale. `normal`: mean and standard deviation; `log-normal`:
 * those of the natural logarithm; `beta`: on [0, 1]; `reverse-log`: as a log scale seen from `max` (Vizier).
 */
export type Distribution =
	| {readonly kind: 'normal' | 'log-normal'; readonly mu: number; readonly sigma: number}
	| {readonly kind: 'beta'; readonly alpha: number; readonly beta: number}
	| {readonly kind: 'reverse-log'};

/** Draws are rounded to whole multiples of `unit` (halves to even), and with `clip` put back between min and max. */
export type Quantum = {readonly unit: number; readonly clip: boolean};

/** What values a parameter can take. */
export type Domain =
	| {readonly kind: 'constant'; readonly value: Scalar}
	| {
			readonly kind: 'choice';
			readonly values: readonly Scalar[];
			/** Shares of the values in a draw, above 0 and in the order of `values`; absent: equal ones. */
			readonly weights?: readonly number[];
	  }
	| {readonly kind: 'tuple'; readonly fields: readonly string[]; readonly values: readonly (readonly Scalar[])[]}
	| {
			readonly kind: 'integer';
			readonly min: number;
			readonly max: number;
			readonly step: number;
			readonly scale: 'linear' | 'log';
			/** A grid takes this many values, spread evenly on the scale, in place of every step. */
			readonly points?: number;
	  }
	| {
			readonly kind: 'real';
			readonly min: number;
			readonly max: number;
			readonly step?: number;
			readonly points?: number;
			readonly scale: 'linear' | 'log';
			/** Absent: uniform on the scale. Where it has no ends, `min` and `max` are where its tails round to 0 and 1. */
			readonly distribution?: Distribution;
			readonly quantum?: Quantum;
	  };

/** One named axis of the space. */
export type Parameter = {
	readonly name: string;
	readonly domain: Domain;
	/** Source of an expression over other parameters; the parameter exists only where it is true. */
	readonly when?: string;
	/** Id of the hardware setting that this parameter drives. */
	readonly knob?: string;
};

/** All points of a sweep. */
export type Space = {
	/** In the order of the sweep file; the last one varies fastest in a grid. */
	readonly parameters: readonly Parameter[];
	/** Sources of expressions over parameters; a point where one is true is no trial. */
	readonly exclude: readonly string[];
};

/** Text of one scalar as a program gets it: shortest round-trip numbers, `true`/`false`. */
export function formatScalar(value: Scalar): string {
	return String(value);
}

/** Longest number that is written as it is. */
const SHORT = 8;
/** Significant digits of a number with a fraction that is longer. */
const SHORT_DIGITS = 4;

/**
 * Text of a value in a line that is read at a glance: a number with many digits behind the point, as samplers draw them,
 * has four significant ones (`2.638`, `0.0001048`), never fewer than stand before the point.
 */
export function formatShortScalar(value: Scalar): string {
	const text = formatScalar(value);
	if (typeof value !== 'number' || text.length <= SHORT || !Number.isFinite(value) || Number.isInteger(value))
		return text;
	const wholeDigits = String(Math.trunc(Math.abs(value))).length;
	return wholeDigits > SHORT ? text : formatScalar(Number(value.toPrecision(Math.max(SHORT_DIGITS, wholeDigits))));
}

/** As {@link formatShortScalar}; a tuple reads `(16,8)`. */
export function formatShortValue(value: ParameterValue): string {
	return typeof value === 'object' ? `(${value.map(formatShortScalar).join(',')})` : formatShortScalar(value);
}

/** Tick text of a value: a tuple reads `(16,8)`. */
export function formatValue(value: ParameterValue): string {
	return typeof value === 'object' ? `(${value.map(formatScalar).join(',')})` : formatScalar(value);
}

/** Whether trials can differ in a parameter. */
export function varies({domain}: Parameter): boolean {
	if (domain.kind === 'constant') return false;
	if (domain.kind === 'choice' || domain.kind === 'tuple') return domain.values.length > 1;
	return domain.max > domain.min;
}

/** Column names of a parameter: one, or one a field for a tuple (`width.bits`). */
export function columnsOf(parameter: Parameter): readonly string[] {
	if (parameter.domain.kind !== 'tuple') return [parameter.name];
	return parameter.domain.fields.map(field => `${parameter.name}.${field}`);
}

/**
 * The values that the sweep file lists for each column of a parameter, in the order of {@link columnsOf}; undefined for a
 * range. A value of a tuple's field is there as often as it is in the list.
 */
export function listedColumns({domain}: Parameter): readonly (readonly Scalar[])[] | undefined {
	switch (domain.kind) {
		case 'constant':
			return [[domain.value]];
		case 'choice':
			return [domain.values];
		case 'tuple':
			return domain.fields.map((_, field) => domain.values.flatMap(value => value[field] ?? []));
		case 'integer':
		case 'real':
			return undefined;
		default:
			return assertNever(domain);
	}
}

/**
 * Params flattened to scalars: a tuple gives one entry a field (`width.bits`).
 * This is what expressions, placeholders, the environment and CSV columns see.
 */
export function flattenParams(space: Space, params: Params): ReadonlyMap<string, Scalar> {
	const flat = new Map<string, Scalar>();
	for (const parameter of space.parameters) {
		if (!Object.hasOwn(params, parameter.name)) continue;
		const value = params[parameter.name];
		if (value === undefined) continue;
		if (typeof value !== 'object') {
			flat.set(parameter.name, value);
			continue;
		}
		const columns = columnsOf(parameter);
		value.forEach((scalar, index) => flat.set(columns[index] ?? `${parameter.name}.${index}`, scalar));
	}
	return flat;
}

/** Whether two points are the same: what {@link canonicalKey} would tell, without making texts. */
export function isSamePoint(space: Space, a: Params, b: Params): boolean {
	// What is inherited is equal in both, or differs from any value.
	for (const {name} of space.parameters) if (!isSameValue(a[name], b[name])) return false;
	return true;
}

/** Whether two values are the same, or both absent; tuples field by field. */
export function isSameValue(a: ParameterValue | undefined, b: ParameterValue | undefined): boolean {
	if (a === b) return true;
	if (typeof a !== 'object' || typeof b !== 'object' || a.length !== b.length) return false;
	return a.every((scalar, field) => scalar === b[field]);
}

/** A text that is equal for equal points and differs otherwise. */
export function canonicalKey(space: Space, params: Params): string {
	let key = '[';
	for (const {name} of space.parameters) {
		const value = Object.hasOwn(params, name) ? params[name] : undefined;
		// As JSON.stringify, in a third of the time for numbers: a resume makes a key for each point of a large grid.
		const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : JSON.stringify(value ?? null);
		key += key === '[' ? text : `,${text}`;
	}
	return `${key}]`;
}
