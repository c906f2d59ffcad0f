import type {KnobWrite} from '../domain/knob.ts';

/**
 * Holds a clock by its two limits. Maximum, minimum, maximum again works from any state without a look at it: older
 * kernels refuse a minimum above the maximum with EINVAL, newer ones clamp without a word.
 */
export function limitWrites(minimumPath: string, maximumPath: string, text: string): readonly KnobWrite[] {
	return [
		{path: maximumPath, text, mayFail: true},
		{path: minimumPath, text},
		{path: maximumPath, text},
	];
}

/** Whole numbers in a text like `available_frequencies`, ascending and each once. */
export function parseFrequencies(text: string | undefined): readonly number[] {
	const numbers = (text ?? '').split(/\s+/).filter(word => /^\d{1,15}$/.test(word));
	return [...new Set(numbers.map(Number))].toSorted((a, b) => a - b);
}

/** The highest of ascending steps that is not above a value; the lowest where all are. */
export function stepAtOrBelow(steps: readonly number[], value: number): number | undefined {
	return steps.findLast(step => step <= value) ?? steps[0];
}

/** Why a value is none of the listed ones; undefined where it is. */
export function refuseUnlisted(value: unknown, available: readonly number[], unit: string): string | undefined {
	if (typeof value === 'number' && available.includes(value)) return undefined;
	const shown =
		available.length > 24 ? `${available.slice(0, 12).join(', ')}, … ${available.at(-1)}` : available.join(', ');
	return `this board offers ${shown} ${unit}`;
}

/** Why a value is outside of a range; undefined where it is inside. */
export function refuseOutside(value: unknown, minimum: number, maximum: number, unit: string): string | undefined {
	if (typeof value === 'number' && value >= minimum && value <= maximum) return undefined;
	return `it takes ${minimum} to ${maximum} ${unit}`;
}

/** The number that a plan is made for. @throws RangeError where the knob refuses the value. */
export function plannedNumber(value: unknown, why: string | undefined): number {
	if (why !== undefined || typeof value !== 'number') throw new RangeError(`${String(value)}: ${why ?? 'no number'}`);
	return value;
}
