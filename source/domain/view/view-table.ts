import type {LogAxis} from './plot-choice.ts';

/** What the keys of a plot do besides moving its cursor. */
export type PlotKey = 'axes' | 'slices' | 'aggregate' | 'log' | 'ratio' | 'time' | 'zoom';

/** An axis of a plot that names are put on. */
export type PlotAxisName = 'x' | 'y' | 'color' | 'size';

/** A view in words and keys; what it draws is in the registry of views, or of plots. */
export type ViewRow = {
	/** Of a plot also the KIND of `sweeptop plot` and of `[[views]]`. */
	readonly id: string;
	/** At most 12 characters, for the foot line. */
	readonly title: string;
	/** A shorter one, where the foot line has no room for all titles. */
	readonly short?: string;
	/** One line, for help and palette. */
	readonly describe: string;
	/** The key that opens it; absent where the palette alone does. */
	readonly key?: string;
	/** What the arrows move through: rows of the leaderboard, cells or points of a plot, lines of text. */
	readonly moves: 'rows' | 'plot' | 'lines';
	/** The view that `enter` opens: one step deeper. */
	readonly opens?: 'trial' | 'log';
	/** Of a plot, or a view with a {@link chart}: which keys it answers. */
	readonly plotKeys?: readonly PlotKey[];
	/** Of a view that has a plot in it: that plot, whose choice its keys change and which it is drawn by. */
	readonly chart?: string;
	/** Of a plot: what an axis takes beside names of columns; `any` is not known before the run. */
	readonly axisWords?: {readonly [axis in PlotAxisName]?: readonly string[] | 'any'};
	/** Of a plot: what the list for an axis is called, where it is no axis that is chosen. */
	readonly axisTitles?: {readonly [axis in PlotAxisName]?: string};
	/** Of a plot: the axes that `v` makes logarithmic; y where absent. */
	readonly logAxes?: readonly LogAxis[];
};

/** Every view, in the order of foot line and palette. A plot has a row here and one in `source/plot/registry.ts`. */
const VIEW_TABLE = [
	{
		id: 'overview',
		title: 'overview',
		short: 'over',
		describe: 'progress, sensors, best trials and the running terminal',
		key: '1',
		moves: 'rows',
		opens: 'trial',
	},
	{
		id: 'leaderboard',
		title: 'trials',
		describe: 'all trials, sorted and filtered',
		key: '2',
		moves: 'rows',
		opens: 'trial',
	},
	{
		id: 'trial',
		title: 'trial',
		describe: 'one trial with all its figures and its terminal',
		key: '3',
		moves: 'rows',
		opens: 'log',
		plotKeys: ['log'],
		chart: 'curves',
	},
	{
		id: 'scatter',
		title: 'scatter',
		describe: 'two figures of every trial against each other',
		key: '4',
		moves: 'plot',
		opens: 'trial',
		plotKeys: ['axes', 'log', 'zoom'],
		logAxes: ['x', 'y'],
	},
	{
		id: 'heatmap',
		title: 'heatmap',
		short: 'heat',
		describe: 'one figure over two parameters',
		key: '5',
		moves: 'plot',
		opens: 'trial',
		plotKeys: ['axes', 'slices', 'aggregate', 'log', 'ratio'],
		logAxes: ['color'],
	},
	{
		id: 'history',
		title: 'history',
		short: 'hist',
		describe: 'the objective by trial, time or joules spent, with the best so far and the target',
		key: '6',
		moves: 'plot',
		opens: 'trial',
		plotKeys: ['axes', 'log'],
		axisWords: {x: ['trial', 'time', 'energy']},
	},
	{
		id: 'pareto',
		title: 'pareto',
		describe: 'the front of two objectives, its knee, and the hypervolume over the trials',
		moves: 'plot',
		opens: 'trial',
		plotKeys: ['axes', 'log'],
		logAxes: ['x', 'y'],
	},
	{
		id: 'curves',
		title: 'curves',
		describe: 'a metric over steps, epochs or time: mean and band of all trials, lines of the best and marked ones',
		key: '7',
		moves: 'plot',
		opens: 'trial',
		plotKeys: ['axes', 'aggregate', 'log'],
		axisWords: {x: ['step', 'epoch', 'time']},
	},
	{
		id: 'slices',
		title: 'slices',
		describe: 'a figure along one parameter through a slice of the space, a line for each value of another',
		moves: 'plot',
		opens: 'trial',
		plotKeys: ['axes', 'slices', 'log'],
	},
	{
		id: 'scatter-matrix',
		title: 'matrix',
		describe: 'every figure against every other one, with histograms and correlations',
		moves: 'plot',
		opens: 'trial',
		plotKeys: ['axes'],
	},
	{
		id: 'importance',
		title: 'importance',
		short: 'impact',
		describe: 'how much each parameter decides whether a trial is among the best',
		key: '8',
		moves: 'plot',
		plotKeys: ['axes'],
		axisWords: {x: ['ped-anova', 'fanova'], y: ['objectives']},
		axisTitles: {x: 'method', y: 'importance for'},
	},
	{
		id: 'correlation',
		title: 'correlation',
		describe: 'how parameters and figures go together, and which say the same',
		moves: 'plot',
		plotKeys: ['axes'],
		axisWords: {y: ['all']},
	},
	{
		id: 'distribution',
		title: 'spread',
		describe: 'how a figure is spread: histogram, cumulated shares, or a box for each category',
		moves: 'plot',
		opens: 'trial',
		plotKeys: ['axes', 'log'],
		axisWords: {y: ['histogram', 'ecdf', 'box']},
		axisTitles: {y: 'form'},
		logAxes: ['x'],
	},
	{
		id: 'bars',
		title: 'bars',
		describe: 'a figure of each value of a parameter, largest or best first, with its share',
		moves: 'plot',
		opens: 'trial',
		plotKeys: ['axes', 'aggregate'],
	},
	{
		id: 'parallel',
		title: 'parallel',
		describe:
			'parameters and objectives as upright axes, trials as lines; a brush on an axis keeps what runs through it',
		moves: 'plot',
		opens: 'trial',
		plotKeys: ['axes', 'slices'],
	},
	{
		id: 'compare',
		title: 'compare',
		describe: 'two to six marked trials side by side, with ratios and what chance would give',
		moves: 'lines',
		plotKeys: ['log'],
		chart: 'curves',
	},
	{
		id: 'timeline',
		title: 'timeline',
		short: 'time',
		describe: 'waits, warm-ups and executions of every trial over time, with the power under them',
		key: '9',
		moves: 'plot',
		opens: 'trial',
		plotKeys: ['axes', 'time'],
		axisWords: {y: 'any'},
	},
	{
		id: 'gantt',
		title: 'gantt',
		describe: 'every trial as a span of time in a row of its own: the timeline of one call of a traced program',
		moves: 'plot',
		opens: 'trial',
		plotKeys: ['axes', 'slices', 'time'],
	},
	{
		id: 'probes',
		title: 'probes',
		describe: 'every channel of every sensor over time',
		moves: 'lines',
	},
	{
		id: 'sweep',
		title: 'sweep',
		describe: 'the plan, budgets, the sweep file, the host and its packages',
		moves: 'lines',
	},
	{id: 'settings', title: 'settings', describe: 'theme, units and frames a second', moves: 'lines'},
	{id: 'log', title: 'log', describe: 'output of the trial, and notices', key: '0', moves: 'lines'},
	{id: 'help', title: 'help', describe: 'every key', key: '?', moves: 'lines'},
] as const satisfies readonly ViewRow[];

/** The id of a view. */
export type ViewId = (typeof VIEW_TABLE)[number]['id'];

/** The id of a view that is a plot. */
export type PlotId = Extract<(typeof VIEW_TABLE)[number], {readonly moves: 'plot'}>['id'];

/** A row of {@link VIEW_TABLE} under its own id. */
export type KnownView = ViewRow & {readonly id: ViewId};

/** {@link VIEW_TABLE}, as rows that are read alike. */
export const VIEW_ROWS: readonly KnownView[] = VIEW_TABLE;

/** Ids of all views, in the order of the table. */
export const VIEW_IDS: readonly ViewId[] = VIEW_ROWS.map(row => row.id);

/** Ids of the views that are plots, in the order of the table. */
export const PLOT_IDS: readonly PlotId[] = VIEW_TABLE.flatMap(row => (row.moves === 'plot' ? [row.id] : []));

/** The row of a view. Throws where it has none: a plot that stands in its registry alone. */
export function viewRow(id: ViewId): KnownView {
	const row = VIEW_ROWS.find(candidate => candidate.id === id);
	if (row === undefined) throw new Error(`no row "${id}" in source/domain/view/view-table.ts`);
	return row;
}

/** The plot of this name, or undefined. */
export function findPlotId(name: string): PlotId | undefined {
	return PLOT_IDS.find(id => id === name);
}
