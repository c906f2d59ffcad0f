import {viewRow} from '../domain/view/view-table.ts';
import type {KeyContext} from './binding.ts';
import {TIME_VIEWS} from './time.ts';

/** Rows that one notch of the wheel moves by. */
const NOTCH = 3;

/**
 * The keys that a notch of the wheel stands for: zoom where there is a time axis, the next slice where a plot has
 * slices, else rows.
 */
export function wheelStrokes(direction: 'wheel-up' | 'wheel-down', context: KeyContext): readonly string[] {
	const isUp = direction === 'wheel-up';
	const {mode, view} = context.ui;
	if (mode.kind === 'browse') {
		if (TIME_VIEWS.includes(view)) return [isUp ? '+' : '-'];
		const isSliced = viewRow(view).plotKeys?.includes('slices') === true;
		if (isSliced && context.plotChoices().slices.length > 0) return [isUp ? '[' : ']'];
	}
	return Array.from({length: NOTCH}, () => (isUp ? 'up' : 'down'));
}
