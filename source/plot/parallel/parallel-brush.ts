import {UserError} from '../../domain/errors.ts';
import {parseNumber} from '../../domain/number.ts';
import type {Scalar} from '../../domain/space.ts';
import {quantileOfSorted} from '../../domain/statistics/stats.ts';
import type {TrialRecord} from '../../domain/trial.ts';
import type {TrialAxis} from '../trial-axis.ts';
import {numbersOf} from '../trial-numbers.ts';

/** A part of an axis, ends included: values of the axis, or places of its names. */
export type Brush = {readonly text: string; readonly from: number; readonly to: number};

/** A range of numbers, as it is written: `1e-4..1e-2`, `..8`, `0.5..`. */
const RANGE = /^(?<from>[^.]*(?:\.[^.]+)?)\.\.(?<to>.*)$/;
/** A list of values that is short enough to be brushed value by value. */
const MOST_LISTED = 12;

/**
 * Reads a brush: a name of the axis, a number, or a range.
 * @throws UserError for a text that is none of these.
 */
export function brushOf(axis: TrialAxis, text: string): Brush {
	if (axis.categories !== undefined) {
		const place = axis.categories.indexOf(text);
		if (place >= 0) return {text, from: place, to: place};
		throw new UserError(`"${axis.name}" has no value "${text}"`, `Its values are: ${axis.categories.join(', ')}.`);
	}
	const exact = parseNumber(text);
	if (exact !== undefined) return {text, from: exact, to: exact};
	const range = RANGE.exec(text);
	const from = endOf(range?.groups?.['from'], Number.NEGATIVE_INFINITY);
	const to = endOf(range?.groups?.['to'], Number.POSITIVE_INFINITY);
	if (from !== undefined && to !== undefined && from <= to) return {text, from, to};
	throw new UserError(`"${text}" is no part of "${axis.name}"`, 'Write a number, or a range as LOW..HIGH.');
}

function endOf(text: string | undefined, open: number): number | undefined {
	return text === undefined ? undefined : text === '' ? open : parseNumber(text);
}

/** What the keys step a brush through: names, a short list of numbers, else the four quarters of the trials. */
export function brushSteps(axis: TrialAxis, trials: readonly TrialRecord[]): readonly Scalar[] {
	if (axis.categories !== undefined) return axis.categories;
	if (axis.listed !== undefined && axis.listed.length <= MOST_LISTED) return axis.listed;
	const values = numbersOf(trials, axis.read).filter(Number.isFinite).sort();
	if (values.length === 0) return [];
	const ends = [0, 0.25, 0.5, 0.75, 1].map(share => shortNumber(quantileOfSorted(values, share)));
	return ends.slice(1).map((to, quarter) => {
		const from = ends[quarter] ?? '';
		// Rounding must not leave out the trials at both ends.
		return `${quarter === 0 ? '' : from}..${quarter === 3 ? '' : to}`;
	});
}

function shortNumber(value: number): string {
	return String(Number(value.toPrecision(3)));
}
