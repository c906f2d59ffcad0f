import {jsonNumber, parseJsonObject} from '../domain/text/json-object.ts';

/** Keys that make a value a point of a curve, the finest count first. */
export const STEP_KEYS = ['step', 'global_step', 'iteration', 'epoch'] as const;

/** Values of one JSON object by name, and the step that they belong to. */
export type JsonReport = {readonly values: ReadonlyMap<string, number>; readonly step?: number};

/**
 * Reads an object on a line of its own, as Python writes it too (NaN and Infinity bare, numbers as strings).
 * @param names members that are looked for; others are left out. @returns undefined where the line is no object.
 */
export function readJsonLine(line: string, names: Iterable<string>): JsonReport | undefined {
	const object = parseJsonObject(line);
	if (object === undefined) return undefined;
	const values = new Map<string, number>();
	for (const name of names) {
		const value = jsonNumber(object.get(name));
		if (value !== undefined) values.set(name, value);
	}
	for (const key of STEP_KEYS) {
		const step = jsonNumber(object.get(key));
		if (step !== undefined && Number.isFinite(step)) return {values, step};
	}
	return {values};
}
