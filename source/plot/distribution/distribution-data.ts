import {UserError} from '../../domain/errors.ts';
import {isRankable} from '../../domain/number.ts';
import {stableOrder} from '../../domain/statistics/stable-order.ts';
import {quantileOfSorted} from '../../domain/statistics/stats.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import {emptyReason} from '../plot-words.ts';
import type {ScaleKind} from '../scale.ts';
import {type TrialAxis, trialAxis, varyingParameters} from '../trial-axis.ts';

/** How a distribution is drawn. */
export const DISTRIBUTION_FORMS = ['histogram', 'ecdf', 'box'] as const;

/** One of {@link DISTRIBUTION_FORMS}. */
export type DistributionForm = (typeof DISTRIBUTION_FORMS)[number];

/** The values of one category, or all. */
export type DistributionGroup = {
	readonly name: string;
	/** Finite, ascending. */
	readonly values: Float64Array;
	/** The trial of each value. */
	readonly trials: readonly number[];
	readonly summary: Summary;
};

/** Five numbers of a group, and its mean; quantiles of type 7. */
export type Summary = {
	readonly low: number;
	readonly lower: number;
	readonly median: number;
	readonly upper: number;
	readonly high: number;
	readonly mean: number;
};

/** All that a distribution shows, without a size. */
export type DistributionInput = {
	readonly form: DistributionForm;
	readonly metric: {readonly name: string; readonly unit: string; readonly scale: ScaleKind};
	/** What the groups are of; undefined for a single one. */
	readonly by: string | undefined;
	readonly groups: readonly DistributionGroup[];
	/** Groups whose range axes and bins have; those drawn where absent. */
	readonly limits?: readonly DistributionGroup[] | undefined;
	/** Complete trials without a finite value, or without a place on a log axis. */
	readonly excluded: number;
	readonly empty: string;
};

/** What the person chose. */
export type DistributionChoice = {
	/** The quantity; the first objective when absent. */
	readonly x?: string | undefined;
	/** The form. */
	readonly y?: string | undefined;
	/** A parameter or column whose values make groups; `none` for one group. */
	readonly color?: string | undefined;
	readonly scale?: ScaleKind;
};

/** More groups than these are told apart neither by glyphs nor by colours. */
export const MOST_GROUPS = 8;

/**
 * Folds the complete trials into the distribution of one quantity. Defaults: the first objective; a histogram of all
 * trials; boxes where groups were chosen.
 * @throws UserError for a name or form that does not exist.
 */
export function selectDistribution(state: SweepState, choice: DistributionChoice = {}): DistributionInput {
	const by = choice.color === 'none' ? undefined : choice.color;
	const form = parseForm(choice.y, by);
	const name = choice.x ?? state.sweep?.objectives[0]?.metric ?? state.sweep?.metrics[0]?.name;
	if (name === undefined) {
		const metric = {name: '', unit: '', scale: 'linear'} as const;
		return {form, metric, by, groups: [], excluded: 0, empty: 'Waiting for a metric: the sweep has none yet.'};
	}
	const axis = trialAxis(state, name);
	if (axis.categories !== undefined) {
		throw new UserError(
			`"${name}" is no number`,
			'A distribution is of numbers; put names on --color to group by them.',
		);
	}
	const group = by === undefined ? undefined : trialAxis(state, by);
	const scale = choice.scale ?? 'linear';
	const {groups, excluded} = collect(state, {axis, group, scale});
	return {
		form,
		metric: {name, unit: axis.unit, scale},
		by,
		groups,
		excluded,
		empty: emptyReason(state, `No complete trial has a ${scale === 'log' ? 'positive' : 'finite'} ${name}.`),
	};
}

/** Names that groups can be made of: parameters with few values, and `none`. */
export function groupNames(state: SweepState): readonly string[] {
	const names = varyingParameters(state)
		.filter(({domain}) => domain.kind === 'choice' || domain.kind === 'tuple')
		.map(({name}) => name);
	return ['none', ...names];
}

function parseForm(text: string | undefined, by: string | undefined): DistributionForm {
	if (text === undefined) return by === undefined ? 'histogram' : 'box';
	const form = DISTRIBUTION_FORMS.find(candidate => candidate === text);
	if (form !== undefined) return form;
	throw new UserError(`a distribution cannot be drawn as "${text}"`, `One of: ${DISTRIBUTION_FORMS.join(', ')}.`);
}

type Found = {readonly values: number[]; readonly trials: number[]};

function collect(
	state: SweepState,
	{axis, group, scale}: {readonly axis: TrialAxis; readonly group: TrialAxis | undefined; readonly scale: ScaleKind},
): {readonly groups: readonly DistributionGroup[]; readonly excluded: number} {
	const places = new Map<number, Found>();
	let excluded = 0;
	for (const trial of state.trials) {
		if (trial?.state !== 'complete') continue;
		const value = axis.read(trial);
		if (!isRankable(value) || (scale === 'log' && value <= 0)) {
			excluded += 1;
			continue;
		}
		const place = group === undefined ? 0 : group.read(trial);
		const own = places.get(place) ?? {values: [], trials: []};
		if (own.values.length === 0) places.set(place, own);
		own.values.push(value);
		own.trials.push(trial.trial);
	}
	// Trials without a value of the group stand last.
	const rank = (place: number): number => (Number.isNaN(place) ? Number.POSITIVE_INFINITY : place);
	const ordered = [...places].toSorted(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
	const groups = ordered.slice(0, MOST_GROUPS).map(([place, found]) => groupOf(nameOf(group, place), found));
	const rest = ordered.slice(MOST_GROUPS).map(([, found]) => found);
	if (rest.length > 0) {
		const all = {values: rest.flatMap(({values}) => values), trials: rest.flatMap(({trials}) => trials)};
		groups.push(groupOf(`${rest.length} others`, all));
	}
	return {groups, excluded};
}

function nameOf(group: TrialAxis | undefined, place: number): string {
	if (group === undefined) return '';
	if (Number.isNaN(place)) return 'none';
	return group.categories?.[place] ?? String(place);
}

function groupOf(name: string, {values, trials}: Found): DistributionGroup {
	const order = stableOrder(Float64Array.from(values));
	const ascending = new Float64Array(values.length);
	const inOrder: number[] = [];
	order.forEach((index, place) => {
		ascending[place] = values[index] ?? Number.NaN;
		inOrder.push(trials[index] ?? 0);
	});
	return {name, values: ascending, trials: inOrder, summary: summaryOf(ascending)};
}

/** The five numbers of ascending values, and their mean. */
function summaryOf(ascending: Float64Array): Summary {
	return {
		low: ascending[0] ?? Number.NaN,
		lower: quantileOfSorted(ascending, 0.25),
		median: quantileOfSorted(ascending, 0.5),
		upper: quantileOfSorted(ascending, 0.75),
		high: ascending.at(-1) ?? Number.NaN,
		mean: ascending.reduce((sum, value) => sum + value, 0) / ascending.length,
	};
}
