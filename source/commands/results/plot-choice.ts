import {AGGREGATES, type Aggregate} from '../../domain/view/aggregate.ts';
import {UserError} from '../../domain/errors.ts';
import {LOG_AXES, type LogAxis, type PlotChoice} from '../../domain/view/plot-choice.ts';
import {parseSplit} from '../../domain/ratio/ratio.ts';
import {splitNames} from '../../domain/text/split-names.ts';
import type {ViewSpec} from '../../domain/sweep.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import {parsePairs} from '../sweep-file/parse-pairs.ts';

/** Options of `sweeptop plot` that choose what a plot shows. */
export type ChoiceFlags = {
	/** A parameter; in a scatter any column. */
	readonly x: string | undefined;
	/** As x; in curves the metric; in telemetry and sparkline channels, with commas between. */
	readonly y: string | undefined;
	/** What the colour says: in a heatmap the metric of the cells. */
	readonly color: string | undefined;
	/** What the size of a point says. */
	readonly size: string | undefined;
	/** `K=V`: parameters that are on no axis. */
	readonly fix: readonly string[];
	readonly aggregate: string | undefined;
	/** Logarithmic: `x`, `y`, `color`. */
	readonly log: readonly string[];
	/** `P=A/B`: the ratio of two values of a parameter in place of the figure. */
	readonly ratio: string | undefined;
	/** Lines of equal value over a heatmap. */
	readonly isolines: boolean;
};

/**
 * What the options choose for a kind of plot. Where no axis was given, the axes are those of the first view of this
 * kind in the sweep file.
 * @throws UserError for an option that cannot be read.
 */
export function parsePlotChoice(kind: string, given: ChoiceFlags, state: SweepState): PlotChoice {
	const view: ViewSpec | undefined = state.sweep?.views.find(candidate => candidate.kind === kind);
	const isFree = [given.x, given.y, given.color, given.size].every(name => name === undefined);
	const base = isFree ? view : undefined;
	return {
		x: given.x ?? base?.x,
		y: given.y ?? base?.y,
		color: given.color ?? base?.color,
		size: given.size ?? base?.size,
		fix: given.fix.length > 0 ? parseFix(given.fix) : (base?.fix ?? {}),
		aggregate: parseAggregate(given.aggregate ?? base?.aggregate),
		log: given.log.length > 0 ? parseLog(given.log) : new Set(base?.log),
		isolines: given.isolines || base?.isolines === true,
		ratio: given.ratio === undefined ? base?.ratio : parseRatio(given.ratio, state),
	};
}

function parseRatio(text: string, state: SweepState): PlotChoice['ratio'] {
	if (state.sweep === undefined) throw new UserError('the run has no sweep yet', 'Wait for its first trial.');
	return parseSplit(
		text,
		state.sweep.space,
		state.trials.filter(trial => trial !== undefined),
	);
}

function parseAggregate(text: string | undefined): Aggregate {
	if (text === undefined) return 'mean';
	const aggregate = AGGREGATES.find(candidate => candidate === text);
	if (aggregate === undefined)
		throw new UserError(`--aggregate cannot be "${text}"`, `One of: ${AGGREGATES.join(', ')}.`);
	return aggregate;
}

function parseFix(pairs: readonly string[]): PlotChoice['fix'] {
	return parsePairs(pairs, pair => new UserError(`--fix "${pair}" has no "="`, 'Write it as --fix PARAMETER=VALUE.'));
}

function parseLog(words: readonly string[]): ReadonlySet<LogAxis> {
	const axes = words.flatMap(splitNames);
	const known = axes.map(axis => {
		const found = LOG_AXES.find(candidate => candidate === axis);
		if (found === undefined) throw new UserError(`--log cannot be "${axis}"`, `One of: ${LOG_AXES.join(', ')}.`);
		return found;
	});
	return new Set(known);
}
