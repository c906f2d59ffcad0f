import {counted} from '../domain/text/counted.ts';
import type {PlotChoice} from '../domain/view/plot-choice.ts';
import {rankTrials} from '../domain/ranking/rank.ts';
import {type Bar, barListLayout, renderBarList} from './bar-list.ts';
import {type BarsChoice, type BarsInput, hasShares, selectBars} from './bars-data.ts';
import type {Glyphs, Picture} from './cells.ts';
import {type ChartSize, messagePicture} from './chart-frame.ts';
import type {Segment} from './legend.ts';
import {type PlotInput, type PreparedPlot, type Step, definePlot} from './plot-definition.ts';
import {quiet} from './plot-words.ts';
import {POINT} from './style.ts';
import {chooseFormat, quantityTitle} from './quantity.ts';
import {axisNames, measureNames} from './trial-axis.ts';
import {cellText} from './width.ts';

/** A figure of each value of a parameter, largest or best first. */
export const barsPlot = definePlot('bars', preparedBars, {
	limitsOf: ({whole, choice}) => selectBars(whole, rankTrials(whole), chosenOf(choice)).groups,
});

function chosenOf({x, y, aggregate}: PlotChoice): BarsChoice {
	return {x, y, aggregate};
}

function preparedBars({state, ranking, choice}: PlotInput, limits: BarsInput['limits']): PreparedPlot {
	const input = {...selectBars(state, ranking, chosenOf(choice)), limits};
	// Where the bars are scrolled to is known by the last picture: that is the one that was clicked on.
	let pointed: number | undefined;
	return {
		get axes() {
			return {x: axisNames(state), y: measureNames(state)};
		},
		shown: {x: input.by, y: input.metric.name},
		paint: (options, cursor) => {
			pointed = cursor;
			return renderBars(input, options, cursor);
		},
		trialAt: (options, _, row) => barTrialAt(input, options, {row, cursor: pointed}),
		walk: (cursor, step) => walkBars(input, cursor, step),
		rows: cursor => ({
			trials: input.groups.map(({trials}) => trials[0] ?? 0),
			// A trial of no bar is before all of them, as the picture then begins with the first one.
			at: Math.max(-0.5, rowOf(input, cursor)),
		}),
	};
}

/** Bars with value, share of the total where they have one, and count. Always `rows` × `columns`. */
function renderBars(input: BarsInput, size: ChartSize, cursor?: number): Picture {
	if (input.groups.length === 0) return messagePicture(size, input.empty);
	const format = chooseFormat(
		input.groups.map(({value}) => value),
		{unit: input.metric.unit},
	);
	const bars = input.groups.map(({name, value, share, trials}): Bar => {
		const part = Number.isNaN(share) ? '' : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
		return {
			name: cellText(name, size.glyphs),
			value,
			figures: hasShares(input.aggregate)
				? [format.text(value), part, String(trials.length)]
				: [format.text(value), String(trials.length)],
			note: '',
		};
	});
	const row = rowOf(input, cursor);
	const legend = legendOf(input, cellText(format.unit, size.glyphs), size.glyphs);
	const limits = input.limits?.map(({value}) => value);
	return renderBarList(bars, size, {legend, style: POINT, limits, ...(row < 0 ? {} : {cursor: row})});
}

function legendOf(
	{by, metric, aggregate, isBestFirst, groups}: BarsInput,
	unit: string,
	glyphs: Glyphs,
): readonly Segment[] {
	const trials = groups.reduce((sum, group) => sum + group.trials.length, 0);
	return [
		[{text: cellText(`${aggregate} of ${quantityTitle(metric.name, unit)}`, glyphs)}],
		[quiet('by '), {text: cellText(by, glyphs)}],
		[quiet(`${counted(groups.length, 'bar')}, ${isBestFirst ? 'best' : 'largest'} first`)],
		[quiet(`value, ${hasShares(aggregate) ? 'share of all, ' : ''}trials (${trials})`)],
	];
}

function rowOf({groups}: BarsInput, trial: number | undefined): number {
	return trial === undefined ? -1 : groups.findIndex(({trials}) => trials.includes(trial));
}

/** The best trial of the bar in a row of the picture that was painted with this cursor. */
function barTrialAt(
	input: BarsInput,
	size: ChartSize,
	{row, cursor}: {readonly row: number; readonly cursor: number | undefined},
): number | undefined {
	const legend = legendOf(input, '', size.glyphs);
	const own = rowOf(input, cursor);
	const layout = barListLayout(input.groups.length, size, {legend, ...(own < 0 ? {} : {cursor: own})});
	const {top, first, count} = layout;
	return row < top || row >= top + count ? undefined : input.groups[first + row - top]?.trials[0];
}

/** Up and down from bar to bar, left and right among the trials of one, best first. */
function walkBars(input: BarsInput, cursor: number | undefined, step: Step): number | undefined {
	const row = rowOf(input, cursor);
	const group = input.groups[row];
	if (group === undefined || cursor === undefined) return input.groups[0]?.trials[0];
	if (step === 'up' || step === 'down') return input.groups[row + (step === 'up' ? -1 : 1)]?.trials[0];
	return group.trials[group.trials.indexOf(cursor) + (step === 'left' ? -1 : 1)];
}
