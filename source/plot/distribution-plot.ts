import type {PlotChoice} from '../domain/view/plot-choice.ts';
import {assertNever} from '../domain/errors.ts';
import type {Picture} from './cells.ts';
import {type ChartSize, messagePicture} from './chart-frame.ts';
import {boxTrialAt, renderBoxes} from './distribution/distribution-box.ts';
import {
	DISTRIBUTION_FORMS,
	type DistributionChoice,
	type DistributionGroup,
	type DistributionInput,
	groupNames,
	selectDistribution,
} from './distribution/distribution-data.ts';
import {renderHistogram} from './distribution/distribution-histogram.ts';
import {type LineSeries, renderLineChart} from './line-chart.ts';
import {type PlotInput, type PreparedPlot, type Step, definePlot} from './plot-definition.ts';
import {axisNames} from './trial-axis.ts';

/** How the values of a quantity are spread: histogram, cumulated shares, or a box for each category. */
export const distributionPlot = definePlot('distribution', preparedDistribution, {
	limitsOf: ({whole, choice}) => selectDistribution(whole, chosenOf(choice)).groups,
});

function chosenOf({x, y, color, log}: PlotChoice): DistributionChoice {
	return {x, y, color, scale: log.has('x') ? 'log' : 'linear'};
}

function preparedDistribution(
	{state, choice}: PlotInput,
	limits: readonly DistributionGroup[] | undefined,
): PreparedPlot {
	const input = {...selectDistribution(state, chosenOf(choice)), limits};
	return {
		get axes() {
			return {x: axisNames(state), y: DISTRIBUTION_FORMS, color: groupNames(state)};
		},
		shown: {x: input.metric.name, y: input.form, color: input.by ?? 'none'},
		paint: (options, cursor) => renderDistribution(input, options, cursor),
		...(input.form === 'box' ? {trialAt: (options, column, row) => boxTrialAt(input, options, column, row)} : {}),
		walk: (cursor, step) => walkDistribution(input, cursor, step),
	};
}

/** A distribution in its form. Always `rows` × `columns`. */
function renderDistribution(input: DistributionInput, size: ChartSize, cursor?: number): Picture {
	if (input.groups.length === 0) return messagePicture(size, input.empty);
	switch (input.form) {
		case 'histogram':
			return renderHistogram(input, size, valueOf(input, cursor));
		case 'box':
			return renderBoxes(input, size, cursor);
		case 'ecdf':
			return renderCumulated(input, size);
		default:
			return assertNever(input.form);
	}
}

/** Left and right by value within a group, up and down to the group beside. */
function walkDistribution({groups}: DistributionInput, cursor: number | undefined, step: Step): number | undefined {
	const own = cursor === undefined ? -1 : groups.findIndex(({trials}) => trials.includes(cursor));
	const group = groups[own];
	if (group === undefined || cursor === undefined)
		return groups[0]?.trials[Math.floor((groups[0].trials.length - 1) / 2)];
	const at = group.trials.indexOf(cursor);
	if (step === 'left' || step === 'right') return group.trials[at + (step === 'left' ? -1 : 1)];
	const other = groups[own + (step === 'up' ? -1 : 1)];
	return other?.trials[Math.floor((other.trials.length - 1) / 2)];
}

function valueOf({groups}: DistributionInput, trial: number | undefined): number | undefined {
	if (trial === undefined) return undefined;
	for (const {trials, values} of groups) {
		const at = trials.indexOf(trial);
		if (at >= 0) return values[at];
	}
	return undefined;
}

/** Points that a line of shares is drawn from: more would not be told apart on any screen. */
const MOST_POINTS = 2000;

function renderCumulated(input: DistributionInput, size: ChartSize): Picture {
	const lineOf = (group: DistributionGroup): LineSeries => ({name: nameOf(input, group), points: stepsOf(group)});
	return renderLineChart(
		{
			x: {name: input.metric.name, unit: input.metric.unit, kind: input.metric.scale === 'log' ? 'log' : 'number'},
			y: {name: 'share of trials up to x', unit: '', scale: 'linear', low: 0, high: 1},
			series: input.groups.map(lineOf),
			limits: input.limits === undefined ? undefined : {series: input.limits.map(lineOf)},
			empty: input.empty,
		},
		size,
	);
}

function nameOf({by}: DistributionInput, {name}: DistributionGroup): string {
	return by === undefined ? name : `${by} ${name}`;
}

/** The empirical distribution: at each value a step up to the share of values that are not greater. */
function stepsOf({values}: DistributionGroup): readonly {readonly x: number; readonly y: number}[] {
	const stride = Math.max(1, Math.ceil(values.length / MOST_POINTS));
	const points: {readonly x: number; readonly y: number}[] = [];
	let share = 0;
	for (let index = 0; index < values.length; index += stride) {
		const last = Math.min(values.length, index + stride) - 1;
		const x = values[last] ?? Number.NaN;
		points.push({x, y: share});
		share = (last + 1) / values.length;
		points.push({x, y: share});
	}
	return points;
}
