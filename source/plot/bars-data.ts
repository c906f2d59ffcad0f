import type {Aggregate} from '../domain/view/aggregate.ts';
import {isRankable} from '../domain/number.ts';
import type {Ranking} from '../domain/ranking/rank.ts';
import type {Parameter} from '../domain/space.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {aggregateValues} from './aggregate-values.ts';
import {emptyReason} from './plot-words.ts';
import {type TrialAxis, directionOf, findParameterColumn, axisParameters, trialAxis} from './trial-axis.ts';

/** The trials of one value of what bars stand for. */
export type BarGroup = {
	readonly name: string;
	readonly value: number;
	/** Of all bars together, 0 to 1: only totals and counts have parts; NaN for those of both signs, and for other figures. */
	readonly share: number;
	/** Best first. */
	readonly trials: readonly number[];
};

/** All that bars show, without a size. */
export type BarsInput = {
	readonly by: string;
	readonly metric: {readonly name: string; readonly unit: string};
	readonly aggregate: Aggregate;
	/** Whether the best bar is first rather than the largest. */
	readonly isBestFirst: boolean;
	readonly groups: readonly BarGroup[];
	/** Bars whose range the axis has; those drawn where absent. */
	readonly limits?: readonly BarGroup[] | undefined;
	readonly empty: string;
};

/** What the person chose. */
export type BarsChoice = {
	/** A parameter or column; the parameter with the most names when absent. */
	readonly x?: string | undefined;
	/** A quantity; the first objective when absent. */
	readonly y?: string | undefined;
	readonly aggregate?: Aggregate;
};

/**
 * One bar for each value of a parameter or column: a quantity over its trials, made one by the aggregate. Sorted best
 * first where the quantity has a better end, else largest first.
 * @throws UserError for a name that does not exist.
 */
export function selectBars(state: SweepState, ranking: Ranking, choice: BarsChoice = {}): BarsInput {
	const aggregate = choice.aggregate ?? 'mean';
	const name = choice.y ?? state.sweep?.objectives[0]?.metric ?? state.sweep?.metrics[0]?.name;
	const by = choice.x ?? defaultGrouping(state);
	if (name === undefined || by === undefined) {
		const lacking = name === undefined ? 'a metric' : 'a parameter that varies';
		const empty = `Waiting for ${lacking}: the sweep has none yet.`;
		return {by: by ?? '', metric: {name: '', unit: ''}, aggregate, isBestFirst: false, groups: [], empty};
	}
	const metric = trialAxis(state, name);
	const direction = directionOf(state, name);
	const isBestFirst = direction !== undefined && aggregate !== 'sum' && aggregate !== 'count';
	const found = collect(state, ranking, {metric, group: trialAxis(state, by)});
	const figures = found.map(({values}) => aggregateValues(values, aggregate, direction));
	const hasParts = hasShares(aggregate) && figures.every(figure => figure >= 0);
	const total = hasParts ? figures.reduce((sum, figure) => sum + figure, 0) : 0;
	const groups = found.map(({name: own, trials}, index): BarGroup => {
		const value = figures[index] ?? Number.NaN;
		return {name: own, value, share: total > 0 ? value / total : Number.NaN, trials};
	});
	const sign = isBestFirst && direction === 'minimize' ? 1 : -1;
	return {
		by,
		metric: {name, unit: aggregate === 'count' ? '' : metric.unit},
		aggregate,
		isBestFirst,
		groups: groups.toSorted((a, b) => sign * (a.value - b.value)),
		empty: emptyReason(state, `No complete trial has both ${by} and a finite ${name}.`),
	};
}

/** Whether bars are parts of a whole: a mean or a best value is not. */
export function hasShares(aggregate: Aggregate): boolean {
	return aggregate === 'sum' || aggregate === 'count';
}

/** The parameter with the most names, else the one with the most values. */
function defaultGrouping(state: SweepState): string | undefined {
	const sizeOf = ({name}: Parameter): number => {
		const column = findParameterColumn(state, name);
		return (column?.isNumeric === true ? 0 : 1e6) + (column?.listed?.length ?? 0);
	};
	const [first] = axisParameters(state, sizeOf);
	return first === undefined ? undefined : findParameterColumn(state, first.name)?.name;
}

type Found = {readonly name: string; readonly values: number[]; readonly trials: number[]};

function collect(
	state: SweepState,
	ranking: Ranking,
	{metric, group}: {readonly metric: TrialAxis; readonly group: TrialAxis},
): readonly Found[] {
	const found = new Map<number, Found>();
	// In the order of the ranking, so that the first trial of each bar is its best.
	for (const number of ranking.order) {
		const trial = state.trials[number - 1];
		if (trial?.state !== 'complete') continue;
		const [value, place] = [metric.read(trial), group.read(trial)];
		if (!isRankable(value) || Number.isNaN(place)) continue;
		const own = found.get(place);
		if (own === undefined) {
			found.set(place, {name: group.categories?.[place] ?? String(place), values: [value], trials: [number]});
		} else {
			own.values.push(value);
			own.trials.push(number);
		}
	}
	return [...found.values()];
}
