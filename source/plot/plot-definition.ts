import type {PlaneZoom, ZoomPlane} from '../domain/view/plane-zoom.ts';
import type {PlotChoice} from '../domain/view/plot-choice.ts';
import type {Ranking} from '../domain/ranking/rank.ts';
import type {Samples} from '../domain/series.ts';
import type {Scalar} from '../domain/space.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {PlotId} from '../domain/view/view-table.ts';
import type {PlotArea} from './axes.ts';
import type {Glyphs, Picture} from './cells.ts';
import type {ColorScale} from './color-scale.ts';

/** Size and abilities of the place that a plot is painted on. */
export type PaintOptions = {
	readonly columns: number;
	readonly rows: number;
	readonly glyphs: Glyphs;
	/** Absent where the place has too few colours: then glyphs and digits say it alone. */
	readonly scale: ColorScale | undefined;
};

/** All that a plot is made from. */
export type PlotInput = {
	readonly state: SweepState;
	readonly ranking: Ranking;
	/** All trials, where `state` has only those that a filter lets pass. */
	readonly unfiltered?: SweepState | undefined;
	/** The sweep as it went on, where it is looked back at: limits of axes and colours are taken from it, so they stand still. */
	readonly whole?: SweepState | undefined;
	readonly choice: PlotChoice;
	/** Telemetry by channel, on the clock of the run; empty where none was loaded. */
	readonly samples: (channel: string) => Samples | undefined;
	/** Names of the channels that have samples, in the order of the sources. */
	readonly channels: readonly string[];
};

/** What can be put on each axis, the chosen one among them; an axis that the plot does not have is absent. */
export type AxisChoices = {
	readonly x?: readonly string[];
	readonly y?: readonly string[];
	readonly color?: readonly string[];
	readonly size?: readonly string[];
};

/**
 * A parameter that is on no axis: its values, and which of them is fixed (-1: all together). `free` is what it is fixed
 * at for all together; where absent, that is by no fixed value.
 */
export type Slice = {
	readonly name: string;
	readonly values: readonly Scalar[];
	readonly index: number;
	readonly free?: Scalar;
};

/** A step of the cursor. */
export type Step = 'left' | 'right' | 'up' | 'down';

/** The trials in the order in which a picture has them, and the row at which it has the cursor. */
export type PlotRows = {
	readonly trials: readonly number[];
	/** From 0; a half between the two rows that the cursor stands between where it has none. */
	readonly at: number;
};

/** A plot whose data are computed; it is painted again at another size or with another cursor without them. */
export type PreparedPlot = {
	/** Exactly `columns` × `rows` cells; `cursor` is a trial's number. What it waits for is said in the picture. */
	readonly paint: (options: PaintOptions, cursor: number | undefined) => Picture;
	readonly axes: AxisChoices;
	/** What is on each axis now. */
	readonly shown?: {readonly [axis in keyof AxisChoices]?: string | undefined};
	readonly slices?: readonly Slice[];
	/** What is fixed otherwise than a trial has it, as `dtype=int8`: the trial is not in a picture of so many columns. Undefined where it may be. */
	readonly outside?: (cursor: number, columns: number) => string | undefined;
	/** Parameters whose values can be divided by each other, with these values. */
	readonly splits?: () => readonly {readonly name: string; readonly values: readonly Scalar[]}[];
	/** The trial that is drawn at a cell (0-based from the picture's corner), for the mouse. */
	readonly trialAt?: (options: PaintOptions, column: number, row: number) => number | undefined;
	/** The trial beside the cursor in a direction, for the arrows; absent where the plot has no points to walk. */
	readonly walk?: (cursor: number | undefined, step: Step) => number | undefined;
	/** For page keys, home and end; absent is the order of the leaderboard. */
	readonly rows?: (cursor: number | undefined) => PlotRows;
	/** Both axes as they are drawn, for zooming; undefined where no trial has a place. Absent where it is always shown whole. */
	readonly plane?: (cursor: number | undefined) => ZoomPlane | undefined;
	/** The same data with another part looked at: nothing is computed again but what is drawn. */
	readonly zoomed?: (zoom: PlaneZoom | undefined) => PreparedPlot;
	/** The rectangle inside the axes, in cells of the picture, for a mouse that zooms. */
	readonly planeArea?: (options: PaintOptions) => PlotArea | undefined;
	/** The part of the time axis that is drawn, and all that could be; only for plots over time. */
	readonly time?: {readonly fromMs: number; readonly toMs: number; readonly startMs: number; readonly endMs: number};
};

/**
 * A kind of plot: a view of the screen, `sweeptop plot KIND`, its SVG and its story. One file, one line in the registry
 * and one row in the table of views. No React, no clock.
 */
export type PlotDefinition = {
	/** Also the view's id and the KIND of the command line. */
	readonly id: PlotId;
	/** Whether its picture depends on which trials the person has marked: only then it is handed them. */
	readonly readsMarks: boolean;
	/** @throws UserError where the choice names what is not there, or leaves a parameter ambiguous. */
	readonly prepare: Prepare;
	/** The same for someone who prepares it again and again: what it finds of {@link PlotInput.whole} is kept. */
	readonly createPrepare: () => Prepare;
};

type Prepare = (input: PlotInput) => PreparedPlot;

/** What is found of the whole sweep that is looked back at: with the same choice it is the same at each of its times. */
type WholeReader<Limits> = (input: Pick<PlotInput, 'choice' | 'ranking'> & {readonly whole: SweepState}) => Limits;

type PlotOptions<Limits> = {
	/** What `prepare` is handed of {@link PlotInput.whole}; it must not depend on what is marked or zoomed. */
	readonly limitsOf?: WholeReader<Limits>;
	readonly readsMarks?: boolean;
};

/** A plot of an id whose title, description and keys are in its row of the table of views. */
export function definePlot<Limits = undefined>(
	id: PlotId,
	prepare: (input: PlotInput, limits: Limits | undefined) => PreparedPlot,
	{limitsOf, readsMarks = false}: PlotOptions<Limits> = {},
): PlotDefinition {
	const createPrepare = (): Prepare => {
		const keptLimits = limitsOf === undefined ? () => undefined : keepLimits(limitsOf);
		return input => keepChoices(prepare(input, keptLimits(input)));
	};
	return {id, readsMarks, prepare: input => createPrepare()(input), createPrepare};
}

/** What the limits of a whole sweep do not depend on. */
const PASSING: ReadonlySet<string> = new Set<keyof PlotChoice>(['zoom', 'marked', 'window', 'instantMs']);

function keepLimits<Limits>(limitsOf: WholeReader<Limits>): (input: PlotInput) => Limits | undefined {
	let kept: {readonly whole: SweepState; readonly choice: PlotChoice; readonly limits: Limits} | undefined;
	return ({whole, choice, ranking}) => {
		if (whole === undefined) return undefined;
		if (kept?.whole !== whole || !isSameChoice(kept.choice, choice)) {
			kept = {whole, choice, limits: limitsOf({whole, choice, ranking})};
		}
		return kept.limits;
	};
}

function isSameChoice(one: PlotChoice, other: PlotChoice): boolean {
	const known = new Map<string, unknown>(Object.entries(one));
	const entries = Object.entries(other);
	const names = new Set([...known.keys(), ...entries.map(([name]) => name)].filter(name => !PASSING.has(name)));
	const wanted = new Map<string, unknown>(entries);
	return [...names].every(name => Object.is(known.get(name), wanted.get(name)));
}

/**
 * What can be chosen is gathered from all trials when it is first asked for, and kept: the line of keys asks at each
 * frame.
 */
function keepChoices(plot: PreparedPlot): PreparedPlot {
	for (const name of ['axes', 'slices'] as const) {
		const gather = Object.getOwnPropertyDescriptor(plot, name);
		if (gather?.get === undefined) continue;
		let kept: {readonly value: unknown} | undefined;
		Object.defineProperty(plot, name, {get: () => (kept ??= {value: gather.get?.call(plot)}).value, enumerable: true});
	}
	return plot;
}
