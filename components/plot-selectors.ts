import type {ColumnMemory, RememberedSweep} from '../source/domain/column/column-memory.ts';
import {UserError} from '../source/domain/errors.ts';
import type {PlotChoice} from '../source/domain/view/plot-choice.ts';
import {viewRow} from '../source/domain/view/view-table.ts';
import type {Picture} from '../source/plot/cells.ts';
import type {PaintOptions, PlotDefinition, PreparedPlot} from '../source/plot/plot-definition.ts';
import {createSweepFilter} from '../source/store/filtered-sweep.ts';
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
	const filter = createSweepFilter();
	const remembered = memoize(withMemory);
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
			const isLive = viewRow(definition.id).plotKeys?.includes('time') === true;
			const {ranking: latest, memory} = model.table;
			const whole = isLive ? {state: remembered(model.state, memory), ranking: latest} : hold(model);
			const {state, ranking} = filter(whole, model.table);
			const samples = samplesOf(model.samples, isLive);
			const time = isLive ? model.ui.time : NO_TIME;
			return prepare(
				state,
				ranking,
				plotChoiceOf(model.ui, definition.id),
				definition.readsMarks ? model.ui.marks : NO_MARKS,
				samples,
				time,
				wholeOf(model),
				state === whole.state ? undefined : whole.state,
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
/** What a plot whose picture does not depend on marks sees of them: space does not prepare it again. */
const NO_MARKS: ReadonlySet<number> = new Set();

type PaintKey = readonly [columns: number, rows: number, glyphs: PaintOptions['glyphs'], scale: PaintOptions['scale']];

type Held = {readonly state: ScreenModel['state']; readonly ranking: ScreenModel['table']['ranking']};

function createPrepare(definition: PlotDefinition) {
	const baseOf = createBaseChoice();
	const prepareBase = createPrepareBase(definition);
	const zoomed = memoize((base: Prepared, zoom: PlotChoice['zoom']): Prepared => {
		if (base.kind !== 'plot' || base.plot.zoomed === undefined) return base;
		return {kind: 'plot', plot: base.plot.zoomed(zoom)};
	});
	return (state: Held['state'], ranking: Held['ranking'], choice: PlotChoice, ...rest: RestOfInput): Prepared => {
		const base = prepareBase(state, ranking, baseOf(choice), ...rest);
		return choice.zoom === undefined ? base : zoomed(base, choice.zoom);
	};
}

type RestOfInput = readonly [
	marked: ReadonlySet<number>,
	samples: PlotSamples,
	time: TimeView,
	whole: ScreenModel['state'] | undefined,
	unfiltered: Held['state'] | undefined,
];

/** Gives a choice without its zoom: the same object for choices that differ in their zoom alone. */
function createBaseChoice(): (choice: PlotChoice) => PlotChoice {
	let last: PlotChoice | undefined;
	return choice => {
		if (choice.zoom === undefined && last === undefined) return (last = choice);
		const {zoom: _, ...base} = choice;
		const known = new Map<string, unknown>(Object.entries(last ?? {}).filter(([name]) => name !== 'zoom'));
		const entries = Object.entries(base);
		const isSame = known.size === entries.length && entries.every(([name, value]) => Object.is(known.get(name), value));
		if (last === undefined || !isSame) last = base;
		return last;
	};
}

function createPrepareBase(definition: PlotDefinition) {
	const prepare = definition.createPrepare();
	return memoize(
		(
			state: Held['state'],
			ranking: Held['ranking'],
			choice: PlotChoice,
			marked: ReadonlySet<number>,
			samples: PlotSamples,
			time: TimeView,
			whole: ScreenModel['state'] | undefined,
			unfiltered: Held['state'] | undefined,
		): Prepared => {
			const prepareAs = (chosen: PlotChoice): PreparedPlot | UserError =>
				orMistake(() => prepare({state, ranking, choice: {...chosen, ...time, marked}, whole, unfiltered, ...samples}));
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
	return ({state, table: {ranking, memory}}) => {
		if (held === undefined || held.ranking !== ranking) held = {state: withMemory(state, memory), ranking};
		return held;
	};
}

/** The columns that the table has read are read by no plot again. */
function withMemory(state: ScreenModel['state'], memory: ColumnMemory): RememberedSweep {
	return {...state, memory};
}
