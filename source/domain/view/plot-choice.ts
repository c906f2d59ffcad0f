import type {Aggregate} from './aggregate.ts';
import type {PlaneZoom} from './plane-zoom.ts';
import type {Scalar} from '../space.ts';

/** Every axis that can be logarithmic. */
export const LOG_AXES = ['x', 'y', 'color'] as const;

/** An axis that can be logarithmic. */
export type LogAxis = (typeof LOG_AXES)[number];

/** What a person chose for a plot, on the screen, on the command line or in `[[views]]`; absent is the default of the data. */
export type PlotChoice = {
	readonly x?: string | undefined;
	readonly y?: string | undefined;
	readonly color?: string | undefined;
	readonly size?: string | undefined;
	/** Values of the parameters that are on no axis. */
	readonly fix: Readonly<Record<string, Scalar>>;
	readonly aggregate: Aggregate;
	readonly log: ReadonlySet<LogAxis>;
	/** The ratio A/B of two values of a parameter, shown in place of the figure. */
	readonly ratio?: {readonly parameter: string; readonly numerator: Scalar; readonly denominator: Scalar} | undefined;
	/** The part of a scatter that is looked at; absent is all of it. */
	readonly zoom?: PlaneZoom | undefined;
	/** Lines of equal value over a heatmap. */
	readonly isolines?: boolean | undefined;
	/** Trials that stand out: overlaid, compared. */
	readonly marked?: ReadonlySet<number> | undefined;
	/** The part of a time axis that is looked at, ms on the clock of the run; absent is all of it. */
	readonly window?: {readonly fromMs: number; readonly toMs: number} | undefined;
	/** The instant that every time axis points at, ms on the clock of the run. */
	readonly instantMs?: number | undefined;
};
