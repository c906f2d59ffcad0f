import {decodeNumber, type JsonNumber} from '../domain/number.ts';

/** A number that Python must take for a float, though it may be whole. */
export type PythonFloat = {readonly kind: 'python-float'; readonly value: number};

/** Marks a number as a float for {@link pythonJson}. */
export function pythonFloat(value: number): PythonFloat {
	return {kind: 'python-float', value};
}

/** JSON as Python writes it: `NaN`, `Infinity` and `-Infinity` stand bare, which `JSON.stringify` has no form for. */
export function pythonJson(value: unknown): string {
	if (typeof value === 'number') return pythonJsonNumber(value);
	if (isFloat(value))
		return Number.isInteger(value.value) && Math.abs(value.value) < 1e16
			? `${value.value}.0`
			: pythonJsonNumber(value.value);
	if (Array.isArray(value)) return `[${value.map(pythonJson).join(',')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
	const members = Object.entries(value)
		.filter(([, member]) => member !== undefined)
		.map(([key, member]) => `${JSON.stringify(key)}:${pythonJson(member)}`);
	return `{${members.join(',')}}`;
}

function isFloat(value: unknown): value is PythonFloat {
	return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'python-float';
}

function pythonJsonNumber(value: number): string {
	if (Number.isFinite(value)) return Object.is(value, -0) ? '-0.0' : String(value);
	return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

/** Numbers and texts of a record, the names of non-finite numbers as numbers. */
export function decodeRecord(
	record: Readonly<Record<string, JsonNumber | string>>,
): Readonly<Record<string, number | string>> {
	return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, decodeValue(value)]));
}

function decodeValue(value: JsonNumber | string): number | string {
	if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return decodeNumber(value);
	return value;
}
