import {type Intent, say, ui} from '../store/intent.ts';
import {AGGREGATES} from '../domain/aggregate.ts';
import type {PlotChoice, ViewId} from '../store/ui-state.ts';
import type {Binding, KeyContext} from './binding.ts';

const PLOTS: readonly ViewId[] = ['scatter', 'heatmap'];

function plotOf(context: KeyContext): 'scatter' | 'heatmap' {
	return context.ui.view === 'scatter' ? 'scatter' : 'heatmap';
}

function change(context: KeyContext, by: Partial<PlotChoice>): Intent {
	return ui({kind: 'plot', plot: plotOf(context), change: by});
}

/** Opens the list of what can be put on an axis. */
function pickAxis(context: KeyContext, axis: 'x' | 'y' | 'color'): readonly Intent[] {
	const options = context.plotChoices()[axis];
	if (options.length === 0) return [say('nothing else can be put there')];
	const chosen = context.ui.plots[plotOf(context)][axis] ?? '';
	return [
		ui({kind: 'mode', mode: {kind: 'pick', pick: axis, options, selected: Math.max(0, options.indexOf(chosen))}}),
	];
}

/**
 * Steps the first sliced parameter: all its values together, then each alone; past its last one the next parameter
 * steps too, as an odometer does.
 */
function stepFixed(context: KeyContext, by: 1 | -1): readonly Intent[] {
	const next = new Map(Object.entries(context.ui.plots.heatmap.fix));
	for (const {name, values, index} of context.plotChoices().slices) {
		const states = values.length + 1;
		const wanted = (index + 1 + by + states) % states;
		const value = values[wanted - 1];
		if (value === undefined) next.delete(name);
		else next.set(name, value);
		const wrapped = by === 1 ? wanted === 0 : wanted === states - 1;
		if (!wrapped) break;
	}
	return [change(context, {fix: Object.fromEntries(next)})];
}

function noFixed(context: KeyContext): string | undefined {
	return context.plotChoices().slices.length === 0
		? 'no parameter is left to step: all are on the axes or constant'
		: undefined;
}

function nextAggregate(context: KeyContext): readonly Intent[] {
	const at = AGGREGATES.indexOf(context.ui.plots.heatmap.aggregate);
	const aggregate = AGGREGATES[(at + 1) % AGGREGATES.length] ?? 'mean';
	return [change(context, {aggregate}), say(`a cell shows: ${aggregate} of its trials`)];
}

/** Keys of scatter and heatmap. */
export const PLOT_BINDINGS: readonly Binding[] = [
	{
		id: 'axis-x',
		keys: ['x'],
		title: 'choose the x axis',
		foot: 'axes',
		footKeys: 'x y o',
		views: PLOTS,
		run: c => pickAxis(c, 'x'),
	},
	{id: 'axis-y', keys: ['y'], title: 'choose the y axis', views: PLOTS, run: c => pickAxis(c, 'y')},
	{
		id: 'color',
		keys: ['o'],
		title: 'choose what is coloured: a metric or parameter',
		views: PLOTS,
		run: c => pickAxis(c, 'color'),
	},
	{
		id: 'fix-previous',
		keys: ['['],
		title: 'previous slice of the parameters that are on no axis',
		views: ['heatmap'],
		whyNot: noFixed,
		run: c => stepFixed(c, -1),
	},
	{
		id: 'fix-next',
		keys: [']'],
		title: 'next slice of the parameters that are on no axis',
		foot: 'step',
		footKeys: '[ ]',
		views: ['heatmap'],
		whyNot: noFixed,
		run: c => stepFixed(c, 1),
	},
	{
		id: 'aggregate',
		keys: ['g'],
		title: 'mean, min, max, median, best or count of a cell',
		foot: 'aggregate',
		views: ['heatmap'],
		run: nextAggregate,
	},
	{
		id: 'log-scale',
		keys: ['v'],
		title: 'logarithmic scale, or linear',
		foot: 'log',
		views: PLOTS,
		run: context => [change(context, {logScale: !context.ui.plots[plotOf(context)].logScale})],
	},
	{
		id: 'ratio',
		keys: ['t'],
		title: 'ratio of two values of a parameter',
		views: PLOTS,
		whyNot: context =>
			`the table of ratios comes from the shell: sweeptop ratio ${context.runDirectory} --metric M --split P=A/B`,
		run: () => [],
	},
];
