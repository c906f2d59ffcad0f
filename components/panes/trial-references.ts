import {numberNamed} from '../../source/domain/ranking/metric-value.ts';
import {own} from '../../source/domain/record.ts';
import {formatShortValue, formatValue, type ParameterValue} from '../../source/domain/space.ts';
import type {TrialRecord} from '../../source/domain/trial.ts';
import type {Glyphs, Line, Run} from '../../source/plot/cells.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import {outside, run} from '../lines.ts';
import {ACCENT, DIM} from '../style.ts';

/** A trial that the shown one is set against, and the sign that stands for it. */
export type Reference = {readonly sign: string; readonly trial: TrialRecord};

/** More than these do not fit behind a value. */
const MOST = 3;

/** The best trial, then those that are marked, without the shown one itself. */
export function referencesOf({selected, state, table, ui}: ScreenModel, glyphs: Glyphs): readonly Reference[] {
	const {best} = table.ranking;
	const numbers = [...new Set([...(best === undefined ? [] : [best]), ...ui.marks])];
	return numbers
		.flatMap((number): readonly Reference[] => {
			const trial = state.trials[number - 1];
			if (trial === undefined || number === selected?.trial) return [];
			const star = glyphs === 'ascii' ? '^' : '★';
			return [{sign: number === best ? star : `#${number}`, trial}];
		})
		.slice(0, MOST);
}

/** What the signs behind values stand for; empty without references. */
export function referenceWords(references: readonly Reference[]): Line {
	if (references.length === 0) return [];
	const words = references.map(({sign, trial}) => (sign.startsWith('#') ? sign : `${sign} best #${trial.trial}`));
	return [run('  against ', DIM), run(words.join(', '), ACCENT)];
}

/** How far a metric or figure of telemetry is from that of each reference: `★ −12 %`. */
export function differenceRuns(
	trial: TrialRecord,
	name: string,
	references: readonly Reference[],
	glyphs: Glyphs,
): readonly Run[] {
	const value = numberNamed(trial, name);
	if (!Number.isFinite(value)) return [];
	return references.flatMap(({sign, trial: other}) => {
		const measure = numberNamed(other, name);
		return Number.isFinite(measure) ? [run(`  ${sign} ${differenceText(value, measure, glyphs)}`, DIM)] : [];
	});
}

function differenceText(value: number, measure: number, glyphs: Glyphs): string {
	if (value === measure) return '=';
	if (measure === 0) return glyphs === 'ascii' ? '!= 0' : '≠ 0';
	const percent = ((value - measure) / Math.abs(measure)) * 100;
	const size = Math.abs(percent);
	const minus = glyphs === 'ascii' ? '-' : '−';
	const digits = size >= 1e5 ? size.toExponential(0) : size.toFixed(size < 9.95 ? 1 : 0);
	return `${percent < 0 ? minus : '+'}${digits} %`;
}

/** The values of a parameter in references where they differ. */
export function otherValueRuns(
	trial: TrialRecord,
	name: string,
	references: readonly Reference[],
	glyphs: Glyphs,
): readonly Run[] {
	const value = own(trial.params, name);
	const wholeOf = (given?: ParameterValue): string => (given === undefined ? '' : formatValue(given));
	const shortOf = (given?: ParameterValue): string => (given === undefined ? 'none' : formatShortValue(given));
	return references.flatMap(({sign, trial: other}) => {
		const there = own(other.params, name);
		if (wholeOf(there) === wholeOf(value)) return [];
		// Values that differ behind what is shown of them are shown whole.
		const text = shortOf(there) === shortOf(value) ? wholeOf(there) : shortOf(there);
		return [outside(`  ${sign} ${text}`, glyphs, DIM)];
	});
}
