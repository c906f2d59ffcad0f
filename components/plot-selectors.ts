import {UserError} from '../source/domain/errors.ts';
import type {PlotChoice} from '../source/domain/plot-choice.ts';
import type {Picture} from '../source/plot/cells.ts';
import type {PaintOptions, PlotDefinition, PreparedPlot} from '../source/plot/plot-definition.ts';
import type {ScreenModel} from '../source/store/screen-model.ts';
import {memoize} from '../source/store/table.ts';
import type {TimeView} from '../source/store/time-view.ts';
import {plotChoiceOf, UNCHOSEN} from '../source/store/ui-state.ts';
import {type PlotSamples, createPlotSamples} from './plot-samples.ts';

/** A plot's data, or what is wrong with the person's choice. */
export type Prepared =
	| {readonly kind: 'plot'; readonly plot: PreparedPlot}
	| {
			readonly kind: 'error';
			readonly problem: string;
			readonly hint: string;
			/** The plot with nothing chosen: what else there is to choose. */
			readonly unchosen: PreparedPlot | undefined;
	  };

/** Plots as they are looked at, computed and painted only when something that they show has changed. */
export type PlotSelectors = {
	readonly prepare: (definition: PlotDefinition, model: ScreenModel) => Prepared;
	/** A picture of the same data at the same size with the same cursor is painted once. */
	readonly paint: (plot: PreparedPlot, cursor: number | undefined, options: PaintOptions) => Picture;
};

/** Selectors with an empty memory. */
export function createPlotSelectors(): PlotSelectors {
	const hold = createHolder();
	const samplesOf = createPlotSamples();
	const byPlot = new Map<string, ReturnType<typeof createPrepare>>();
	const paint = memoize(
		(plot: PreparedPlot, cursor: number | undefined, ...[columns, rows, glyphs, scale]: PaintKey): Picture =>
			plot.paint({columns, rows, glyphs, scale}, cursor),
	);
	return {
		prepare: (definition, model) => {
			const prepare = byPlot.get(definition.id) ?? createPrepare(definition);
			byPlot.set(definition.id, prepare);
			// A plot over time goes on with every sample; the others change when a trial changed its state.
			const isLive = definition.keys.includes('time');
			const {state, ranking} = isLive ? {state: model.state, ranking: model.table.ranking} : hold(model);
			const samples = samplesOf(model.samples, isLive);
			const time = isLive ? model.ui.time : NO_TIME;
			return prepare(
				state,
				ranking,
				plotChoiceOf(model.ui, definition.id),
				model.ui.marks,
				samples,
				time,
				wholeOf(model),
			);
		},
		paint: (plot, cursor, {columns, rows, glyphs, scale}) => paint(plot, cursor, columns, rows, glyphs, scale),
	};
}

/** The sweep as it went on, where it is looked back at. */
function wholeOf({ui: {mode}}: ScreenModel): ScreenModel['state'] | undefined {
	return mode.kind === 'replay' ? mode.recording.last : undefined;
}

/** What a plot without a time axis sees of the window and the cross-hair. */
const NO_TIME: TimeView = {};

type PaintKey = readonly [columns: number, rows: number, glyphs: PaintOptions['glyphs'], scale: PaintOptions['scale']];

type Held = {readonly state: ScreenModel['state']; readonly ranking: ScreenModel['table']['ranking']};

function createPrepare(definition: PlotDefinition) {
	return memoize(
		(
			state: Held['state'],
			ranking: Held['ranking'],
			choice: PlotChoice,
			marked: ReadonlySet<number>,
			samples: PlotSamples,
			time: TimeView,
			whole: ScreenModel['state'] | undefined,
		): Prepared => {
			const prepareAs = (chosen: PlotChoice): PreparedPlot | UserError =>
				orMistake(() => definition.prepare({state, ranking, choice: {...chosen, ...time, marked}, whole, ...samples}));
			const plot = prepareAs(choice);
			if (!(plot instanceof UserError)) return {kind: 'plot', plot};
			const unchosen = prepareAs(UNCHOSEN);
			return {
				kind: 'error',
				problem: plot.problem,
				hint: plot.hint,
				unchosen: unchosen instanceof UserError ? undefined : unchosen,
			};
		},
	);
}

function orMistake<T>(run: () => T): T | UserError {
	try {
		return run();
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return error;
	}
}

/** The state as it was when the ranking was made: a large sweep is not folded into a plot at every event. */
function createHolder(): (model: ScreenModel) => Held {
	let held: Held | undefined;
	return ({state, table: {ranking}}) => {
		if (held === undefined || held.ranking !== ranking) held = {state, ranking};
		return held;
	};
}
