import {AGGREGATES} from '../domain/view/aggregate.ts';
import type {LogAxis, PlotChoice} from '../domain/view/plot-choice.ts';
import {findPlotId, type PlotId, type PlotKey, VIEW_ROWS, type ViewId, viewRow} from '../domain/view/view-table.ts';
import {type Intent, say, ui} from '../store/intent.ts';
import {plotChoiceOf} from '../store/ui-state.ts';
import type {Binding, KeyContext, PlotAxis} from './binding.ts';
import {openRatio, whyNoRatio} from './ratio.ts';
import {TIME_VIEWS} from './time.ts';

/** Plots that answer a key. */
function plotsWith(key: PlotKey): readonly ViewId[] {
	return VIEW_ROWS.flatMap(row => (row.plotKeys?.includes(key) === true ? [row.id] : []));
}

/** The plot that is on the screen, or in the view that is, and what is chosen for it; undefined in other views. */
function plotOf({ui: state}: KeyContext): {readonly id: PlotId; readonly choice: PlotChoice} | undefined {
	const id = findPlotId(viewRow(state.view).chart ?? state.view);
	return id === undefined ? undefined : {id, choice: plotChoiceOf(state, id)};
}

function changed(context: KeyContext, by: (choice: PlotChoice) => Partial<PlotChoice>): readonly Intent[] {
	const plot = plotOf(context);
	return plot === undefined ? [] : [ui({kind: 'plot', plot: plot.id, change: by(plot.choice)})];
}

/** Opens the list of what can be put on an axis. */
function pickAxis(context: KeyContext, axis: PlotAxis): readonly Intent[] {
	const {axes, shown} = context.plotChoices();
	const options = axes[axis] ?? [];
	const selected = Math.max(0, options.indexOf(shown[axis] ?? ''));
	return [ui({kind: 'mode', mode: {kind: 'pick', pick: axis, options, selected}})];
}

function noAxis(axis: PlotAxis): (context: KeyContext) => string | undefined {
	return context =>
		(context.plotChoices().axes[axis] ?? []).length === 0
			? `${viewRow(context.ui.view).title} has nothing to choose for ${axis === 'color' ? 'its colour' : axis}`
			: undefined;
}

/**
 * What choosing a name for an axis changes. The axis that held it takes the other one in exchange, the rest stays as
 * it is shown, and what is on an axis is no longer fixed.
 */
export function axisChange(context: KeyContext, axis: PlotAxis, name: string): readonly Intent[] {
	const {shown} = context.plotChoices();
	return changed(context, ({fix}) => {
		if (axis === 'color' || axis === 'size') return {[axis]: name};
		// A part of one quantity is none of another.
		const other = axis === 'x' ? 'y' : 'x';
		const kept = shown[other] === name ? shown[axis] : shown[other];
		return {[axis]: name, ...(kept === undefined ? {} : {[other]: kept}), fix: withoutKey(fix, name), zoom: undefined};
	});
}

function withoutKey<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
	return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

/**
 * Steps the first sliced parameter: all its values together, then each alone; past its last one the next parameter
 * steps too, as an odometer does.
 */
function stepFixed(context: KeyContext, by: 1 | -1): readonly Intent[] {
	return changed(context, ({fix}) => {
		const next = new Map(Object.entries(fix));
		for (const {name, values, index, free} of context.plotChoices().slices) {
			const states = values.length + 1;
			const wanted = (index + 1 + by + states) % states;
			const value = wanted === 0 ? free : values[wanted - 1];
			if (value === undefined) next.delete(name);
			else next.set(name, value);
			const wrapped = by === 1 ? wanted === 0 : wanted === states - 1;
			if (!wrapped) break;
		}
		return {fix: Object.fromEntries(next)};
	});
}

function noFixed(context: KeyContext): string | undefined {
	return context.plotChoices().slices.length === 0
		? 'no parameter is left to step: all are on the axes or constant'
		: undefined;
}

function nextAggregate(context: KeyContext): readonly Intent[] {
	const at = AGGREGATES.indexOf(plotOf(context)?.choice.aggregate ?? 'mean');
	const aggregate = AGGREGATES[(at + 1) % AGGREGATES.length] ?? 'mean';
	return [...changed(context, () => ({aggregate})), say(`shown: ${aggregate} of the trials that fall together`)];
}

/** Makes an axis logarithmic, or as it is without a choice. */
function toggleLog(context: KeyContext, axis: LogAxis): readonly Intent[] {
	return changed(context, ({log}) => {
		const rest = [...log].filter(other => other !== axis);
		return {log: new Set(rest.length < log.size ? rest : [...rest, axis]), zoom: undefined};
	});
}

/** The next choice of logarithmic axes: none, each alone, all together. */
function nextLog(context: KeyContext): readonly Intent[] {
	const axes = viewRow(context.ui.view).logAxes ?? ['y'];
	const choices = [[], ...axes.map(axis => [axis]), ...(axes.length > 1 ? [axes] : [])];
	const log = plotOf(context)?.choice.log ?? new Set();
	const at = choices.findIndex(choice => choice.length === log.size && choice.every(axis => log.has(axis)));
	const next = choices[(at + 1) % choices.length] ?? [];
	const words =
		next.length === 0 ? 'no axis by choice' : next.map(axis => (axis === 'color' ? 'colour' : axis)).join(' and ');
	return [...changed(context, () => ({log: new Set(next), zoom: undefined})), say(`logarithmic: ${words}`)];
}

/** A view that has curves beside its figures may have none to draw. */
function whyNoLog({ui: {view, marks}, state, selected}: KeyContext): string | undefined {
	if (viewRow(view).chart === undefined) return undefined;
	const isCompared = view === 'compare';
	const trials = isCompared ? [...marks].map(trial => state.trials[trial - 1]) : [selected()];
	if (trials.some(trial => Object.keys(trial?.curves ?? {}).length > 0)) return undefined;
	const who = isCompared ? 'no marked trial reported values' : 'the trial reported no values';
	return `${who} step by step: there are no curves`;
}

function logBinding(axis: LogAxis): Binding {
	return {
		id: `log-${axis}`,
		keys: [],
		title: `logarithmic or linear ${axis === 'color' ? 'colour' : `${axis} axis`}`,
		views: plotsWith('log'),
		whyNot: whyNoLog,
		run: context => toggleLog(context, axis),
	};
}

/** Keys of the plots. */
export const PLOT_BINDINGS: readonly Binding[] = [
	{
		id: 'axis-x',
		keys: ['x'],
		title: 'choose the x axis',
		foot: 'axes',
		views: plotsWith('axes'),
		whyNot: noAxis('x'),
		run: c => pickAxis(c, 'x'),
	},
	{
		id: 'axis-y',
		keys: ['y'],
		title: 'choose the y axis',
		foot: 'axes',
		views: plotsWith('axes'),
		whyNot: noAxis('y'),
		run: c => pickAxis(c, 'y'),
	},
	{
		id: 'color',
		keys: ['o'],
		title: 'choose what is coloured: a metric or parameter',
		foot: 'axes',
		views: plotsWith('axes'),
		whyNot: noAxis('color'),
		run: c => pickAxis(c, 'color'),
	},
	{
		id: 'size',
		keys: [],
		title: 'choose what the size of a point says',
		views: plotsWith('axes'),
		whyNot: noAxis('size'),
		run: c => pickAxis(c, 'size'),
	},
	{
		id: 'fix-previous',
		keys: ['['],
		title: 'previous slice of the parameters that are on no axis',
		views: plotsWith('slices'),
		whyNot: noFixed,
		run: c => stepFixed(c, -1),
	},
	{
		id: 'fix-next',
		keys: [']'],
		title: 'next slice of the parameters that are on no axis',
		foot: 'step',
		footKeys: '[ ]',
		views: plotsWith('slices'),
		whyNot: noFixed,
		run: c => stepFixed(c, 1),
	},
	{
		id: 'aggregate',
		keys: ['g'],
		title: 'mean, min, max, median, best or count of the trials that fall together',
		foot: 'aggregate',
		views: plotsWith('aggregate'),
		run: nextAggregate,
	},
	{
		id: 'log-scale',
		keys: ['v'],
		title: 'logarithmic, axis by axis',
		foot: 'log',
		views: plotsWith('log'),
		whyNot: whyNoLog,
		run: nextLog,
	},
	logBinding('x'),
	logBinding('y'),
	logBinding('color'),
	{
		id: 'ratio',
		keys: ['t'],
		title: 'ratio of two values of a parameter, or no ratio',
		foot: 'ratio',
		views: plotsWith('ratio'),
		whyNot: whyNoRatio,
		run: openRatio,
	},
	{
		id: 'isolines',
		keys: [],
		title: 'lines of equal value, or none',
		views: ['heatmap'],
		run: context => changed(context, ({isolines}) => ({isolines: isolines !== true})),
	},
	{
		id: 'reset-plot',
		keys: ['backspace'],
		title: 'the plot as it is with nothing chosen',
		// A time axis has the key for all of the time.
		views: VIEW_ROWS.flatMap(row => (row.moves === 'plot' && !TIME_VIEWS.includes(row.id) ? [row.id] : [])),
		run: context => {
			const plot = plotOf(context);
			if (plot === undefined) return [];
			if (plot.choice.zoom === undefined) return [ui({kind: 'plot', plot: plot.id, change: 'default'})];
			// What was chosen for the axes took more keys than the way here.
			return [
				...changed(context, () => ({zoom: undefined})),
				say('all of the plot is in view; again: with nothing chosen'),
			];
		},
	},
];
