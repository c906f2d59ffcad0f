import {assertNever} from '../errors.ts';
import {referenceBeyond, selectByHypervolume} from '../front/hypervolume.ts';
import {gridDensity, pearsonDivergence} from './importance-density.ts';
import {paretoRanks, type Points} from '../front/pareto.ts';
import {own} from '../record.ts';
import type {Domain, Parameter, Params, ParameterValue, Space} from '../space.ts';

/** A complete trial: what it tried, and what it reached, all objectives to be minimised. */
export type Evaluated = {
	readonly params: Params;
	readonly losses: readonly number[];
	/** Its front among all trials, counted from 1, where that is known already and need not be found. */
	readonly rank?: number | undefined;
};

/** How much a parameter decides whether a trial is among the best; all of a space sum up to 1, or are all 0. */
export type Importance = {readonly name: string; readonly importance: number};

/** Share of trials that counts as the best. */
const TARGET = 0.1;
/** Points that the range of a number is looked at. */
const STEPS = 50;
/** Trials that must have a parameter. */
const LEAST_TRIALS = 2;

/**
 * Importance of each parameter by PED-ANOVA: how far the values of the best tenth of trials are from those of all
 * trials, by the Pearson divergence of their densities. Cheap enough to be kept live: O(trials × parameters). Parameters
 * with conditions count by how often they are there. Largest first, ties by name; not normalised where all are 0.
 * Sources: Watanabe et al. 2023, arXiv 2304.10255; conditions: arXiv 2601.20800; as in Optuna 5.
 */
export function importances(space: Space, trials: readonly Evaluated[]): readonly Importance[] {
	const raw = divergences(space, trials);
	const total = raw.reduce((sum, {importance}) => sum + importance, 0);
	return raw
		.map(({name, importance}) => ({name, importance: total > 0 ? importance / total : 0}))
		.toSorted((a, b) => b.importance - a.importance || (a.name < b.name ? -1 : 1));
}

/** What {@link importances} normalises, in the order of the space. */
export function divergences(space: Space, trials: readonly Evaluated[]): readonly Importance[] {
	const ranked = trials.filter(({losses}) => losses.length > 0 && !losses.some(Number.isNaN));
	const isBest = bestTrials(ranked);
	const bestCount = isBest.filter(Boolean).length;
	const scale = (bestCount / ranked.length) ** 2;
	return space.parameters.map(parameter => {
		const {name} = parameter;
		if (ranked.length < 2 || bestCount === 0) return {name, importance: 0};
		const indexOf = createGridIndex(parameter);
		const all: number[] = [];
		const best: number[] = [];
		ranked.forEach(({params}, index) => {
			const place = indexOf(own(params, name));
			if (place === undefined) return;
			all.push(place);
			if (isBest[index] === true) best.push(place);
		});
		const grid = gridOf(parameter.domain);
		if (grid.count < 2 || all.length < LEAST_TRIALS || best.length === 0) return {name, importance: 0};
		const divergence = pearsonDivergence(gridDensity(grid, best), gridDensity(grid, all));
		return {name, importance: ((scale * (best.length / bestCount) ** 2) / (all.length / ranked.length)) * divergence};
	});
}

/** The best tenth: by value with all ties; of several objectives by fronts, the last one cut by hypervolume. */
function bestTrials(trials: readonly Evaluated[]): readonly boolean[] {
	const losses = trials.map(trial => trial.losses);
	const count = Math.ceil(TARGET * losses.length);
	if ((losses[0]?.length ?? 1) === 1) {
		const values = losses.map(([loss = 0]) => loss);
		const bar = Float64Array.from(values).sort()[count - 1] ?? Number.NEGATIVE_INFINITY;
		return values.map(value => value <= bar);
	}
	const fronts: number[][] = [];
	for (const [index, rank] of ranksOf(trials, losses).entries()) (fronts[rank - 1] ??= []).push(index);
	const chosen = new Set<number>();
	// Of a sample a whole front can be missing: ranks known from all trials leave holes.
	for (const front of Object.values(fronts)) {
		if (chosen.size >= count) break;
		const points = front.map(index => losses[index] ?? []);
		const room = count - chosen.size;
		const taken = front.length <= room ? front.keys() : selectByHypervolume(points, referenceBeyond(points), room);
		for (const place of taken) chosen.add(front[place] ?? 0);
	}
	return losses.map((_, index) => chosen.has(index));
}

function ranksOf(trials: readonly Evaluated[], losses: Points): Uint32Array {
	const known = new Uint32Array(trials.length);
	for (const [index, {rank}] of trials.entries()) {
		if (rank === undefined) return paretoRanks(losses);
		known[index] = rank;
	}
	return known;
}

/** Where values of a domain are looked at. */
export type Grid = {readonly count: number; readonly categorical: boolean};

/** The grid of a domain: its choices or steps, at most 50 points of a number; whole numbers on a log scale by powers of 2. */
function gridOf(domain: Domain): Grid {
	switch (domain.kind) {
		case 'constant':
			return {count: 1, categorical: true};
		case 'choice':
		case 'tuple':
			return {count: domain.values.length, categorical: true};
		case 'integer':
			if (domain.scale === 'log') {
				return {count: Math.min(STEPS, Math.ceil(Math.log2(domain.max - domain.min + 1)) + 1), categorical: false};
			}
			return {count: Math.min(STEPS, stepsOf(domain.min, domain.max, domain.step)), categorical: false};
		case 'real':
			if (!(domain.max > domain.min)) return {count: 1, categorical: false};
			return {
				count: domain.step === undefined ? STEPS : Math.min(STEPS, stepsOf(domain.min, domain.max, domain.step)),
				categorical: false,
			};
		default:
			return assertNever(domain);
	}
}

function stepsOf(min: number, max: number, step: number): number {
	return Math.floor((max - min) / step + 1e-9) + 1;
}

/** Reads the place of a value on the grid; undefined where the parameter is inactive or the value none of its domain. */
function createGridIndex({domain}: Parameter): (value: ParameterValue | undefined) => number | undefined {
	if (domain.kind === 'constant') return value => (value === undefined ? undefined : 0);
	if (domain.kind === 'choice' || domain.kind === 'tuple') {
		// A scalar is its own key; a tuple is looked up by its text.
		const keyOf = (value: ParameterValue): ParameterValue =>
			typeof value === 'object' ? JSON.stringify(value) : value;
		const places = new Map<ParameterValue, number>();
		for (const [index, value] of domain.values.entries())
			if (!places.has(keyOf(value))) places.set(keyOf(value), index);
		return value => (value === undefined ? undefined : places.get(keyOf(value)));
	}
	const {count} = gridOf(domain);
	const scaled = (x: number): number => (domain.scale === 'log' ? Math.log(x) : x);
	const low = scaled(domain.min);
	const width = (scaled(domain.max) - low) / (count - 1);
	return value => {
		if (typeof value !== 'number') return undefined;
		// As `ceil(x - 1/2)`: a value half-way falls to the lower point.
		return Math.min(count - 1, Math.max(0, Math.ceil((scaled(value) - low) / width - 0.5)));
	};
}
