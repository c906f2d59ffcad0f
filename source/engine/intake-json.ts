import {parseNumber} from '../domain/number.ts';

/** Keys that make a value a point of a curve, the finest count first. */
export const STEP_KEYS = ['step', 'global_step', 'iteration', 'epoch'] as const;

/** Values of one JSON object by name, and the step that they belong to. */
export type JsonReport = {readonly values: ReadonlyMap<string, number>; readonly step?: number};

/**
 * Reads an object on a line of its own, as Python writes it too (NaN and Infinity bare, numbers as strings).
 * @param names members that are looked for; others are left out. @returns undefined where the line is no object.
 */
export function readJsonLine(line: string, names: Iterable<string>): JsonReport | undefined {
	const object = parseObject(line);
	if (object === undefined) return undefined;
	const values = new Map<string, number>();
	for (const name of names) {
		const value = numberOf(object.get(name));
		if (value !== undefined) values.set(name, value);
	}
	for (const key of STEP_KEYS) {
		const step = numberOf(object.get(key));
		if (step !== undefined && Number.isFinite(step)) return {values, step};
	}
	return {values};
}

function numberOf(value: unknown): number | undefined {
	if (typeof value === 'number') return value;
	return typeof value === 'string' ? parseNumber(value) : undefined;
}

function parseObject(line: string): ReadonlyMap<string, unknown> | undefined {
	const text = line.trim();
	if (!text.startsWith('{') || !text.endsWith('}')) return undefined;
	const value = parseJson(text) ?? parseJson(quoteBareNumbers(text));
	return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** NaN and the infinities get quotes; inside strings they are left alone. */
function quoteBareNumbers(text: string): string {
	return text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, token =>
		token.startsWith('"') ? token : `"${token}"`,
	);
}
