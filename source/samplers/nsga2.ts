import {readWhole} from '../domain/space/choice-options.ts';
import type {Ask, Sampler, SamplerContext, SamplerDefinition} from '../domain/sampler.ts';
import {canonicalKey, type Params} from '../domain/space.ts';
import {type Axis, createBox} from './box.ts';
import {type Candidate, createLearner} from './learner.ts';
import {createFrontPool, type FrontPool} from './nsga2-fronts.ts';
import {checkOptions} from './options.ts';
import {philox4x32, unitInterval} from './philox.ts';
import {createRandomSampler} from './random.ts';
import {createSpread} from './spread.ts';

const POPULATION = 50;
const CROSSOVER = 0.9;
/** How near children stay to their parents: distribution indexes of crossover and mutation. */
const CROSSOVER_INDEX = 15;
const MUTATION_INDEX = 20;
const REDRAWS = 10;
const PURPOSE = 0x256a2;

/**
 * Non-dominated sorting genetic algorithm, without waiting: parents are the best of all generations before and of those
 * of this one that have ended. A trial's generation is known by its number. Simulated binary crossover and polynomial
 * mutation. Source: Deb et al. 2002, IEEE Trans. Evol. Comput. 6; constrained domination as there.
 */
export const nsga2 = {
	id: 'nsga2',
	aliases: ['nsgaii'],
	title: 'genetic algorithm for several objectives and many trials (NSGA-II)',
	options: {population: `trials of a generation, ${POPULATION}*`},
	exhaustive: false,
	learns: true,
	create: (context, options) => {
		checkOptions(nsga2, options);
		return createNsga2(context, readWhole('nsga2', options, 'population', POPULATION, 2));
	},
} as const satisfies SamplerDefinition;

/** The sampler of a space, for one objective or several. */
export function createNsga2(context: SamplerContext, population: number): Sampler {
	const {space, seed} = context;
	const box = createBox(space);
	const random = createRandomSampler(context);
	const spread = createSpread(context);
	const {generationOf, parentsOf, learn} = createGenerations(population);
	/** Points that were tried, by their keys; a child without a mutation can be one of its parents. */
	const tried = new Set<string>();

	const breed = (request: Ask, attempt: number): Params | undefined => {
		const parents = parentsOf(request.trial);
		const draw = (place: number, use: number): number => {
			const words = philox4x32([request.trial, attempt, place, use], [seed, PURPOSE]);
			return unitInterval(words[0], words[1]);
		};
		const mother = tournament(parents, [draw(0, 0), draw(1, 0)]);
		const father = draw(2, 0) < CROSSOVER ? tournament(parents, [draw(3, 0), draw(4, 0)]) : mother;
		if (mother === undefined || father === undefined) return undefined;
		const rate = 1 / Math.max(1, box.axes.length);
		return box.build(new Float64Array(box.axes.length), index => {
			const axis = box.axes[index];
			const values = [mother.point[index] ?? Number.NaN, father.point[index] ?? Number.NaN] as const;
			if (axis === undefined) return 0.5;
			const child = cross(axis, values, draw(index, 1), draw(index, 2));
			if (Number.isNaN(child)) return randomCoordinate(axis, draw(index, 3));
			return draw(index, 4) < rate ? mutate(axis, child, draw(index, 5)) : child;
		});
	};
	const learner = createLearner(context, {
		box,
		fallback: request => (generationOf(request.trial) === 0 ? spread : random),
		propose: (request, {accept}) => {
			if (generationOf(request.trial) === 0) return undefined;
			const running = new Set(request.running.map(params => canonicalKey(space, params)));
			const isNew = (params: Params): boolean => {
				const key = canonicalKey(space, params);
				return !tried.has(key) && !running.has(key) && accept(params);
			};
			for (let attempt = 0; attempt < REDRAWS; attempt += 1) {
				const params = breed(request, attempt);
				if (params !== undefined && isNew(params)) return params;
			}
			return undefined;
		},
		learn,
	});
	return {
		...learner,
		tell: trial => {
			tried.add(canonicalKey(space, trial.params));
			learner.tell(trial);
		},
	};
}

/** Who may be parents, by the generations of trials. */
type Generations = {
	/** From 0, by the trial's number. */
	readonly generationOf: (trial: number) => number;
	/** In order of merit: the survivors of the generation before the trial's, and its own. */
	readonly parentsOf: (trial: number) => readonly Candidate[];
	readonly learn: (candidate: Candidate) => void;
};

function createGenerations(population: number): Generations {
	const members = new Map<number, Candidate[]>();
	const pools: FrontPool[] = [];
	const generationOf = (trial: number): number => Math.floor((trial - 1) / population);
	return {
		generationOf,
		parentsOf: trial => {
			const generation = generationOf(trial);
			for (let next = pools.length; next <= generation; next += 1) {
				const pool = createFrontPool();
				for (const survivor of pools[next - 1]?.best(population) ?? []) pool.add(survivor);
				for (const member of members.get(next) ?? []) pool.add(member);
				pools.push(pool);
			}
			return pools[generation]?.best(population) ?? [];
		},
		learn: candidate => {
			const number = generationOf(candidate.score.trial);
			const known = members.get(number) ?? [];
			known.push(candidate);
			members.set(number, known);
			// Generations after it have other parents now, unless it is of the latest one.
			if (number === pools.length - 1) pools[number]?.add(candidate);
			else pools.length = Math.min(pools.length, number);
		},
	};
}

/** Of two parents, who stand in order of merit, the better one. */
function tournament(parents: readonly Candidate[], uniforms: readonly [number, number]): Candidate | undefined {
	return parents[Math.floor(Math.min(...uniforms) * parents.length)];
}

/** One child of two values: simulated binary crossover; choices, and half of the numbers, come from one parent. */
function cross(axis: Axis, [a, b]: readonly [number, number], uniform: number, choice: number): number {
	if (Number.isNaN(a)) return b;
	if (Number.isNaN(b) || a === b) return a;
	if (axis.kind === 'categorical') return choice < 0.5 ? a : b;
	if (choice < 0.5) return a;
	const power = 1 / (CROSSOVER_INDEX + 1);
	const spread = uniform < 0.5 ? (2 * uniform) ** power : (1 / (2 * (1 - uniform))) ** power;
	const toward = choice < 0.75 ? spread : -spread;
	return Math.min(1, Math.max(0, 0.5 * (a + b + toward * (a - b))));
}

/** Polynomial mutation, bounded; a choice is drawn anew. */
function mutate(axis: Axis, value: number, uniform: number): number {
	if (axis.kind === 'categorical') return randomCoordinate(axis, uniform);
	const power = MUTATION_INDEX + 1;
	const step =
		uniform < 0.5
			? (2 * uniform + (1 - 2 * uniform) * (1 - value) ** power) ** (1 / power) - 1
			: 1 - (2 * (1 - uniform) + (2 * uniform - 1) * value ** power) ** (1 / power);
	const least = axis.kind === 'ordered' ? Math.sign(step) / axis.count : 0;
	return Math.min(1, Math.max(0, value + (Math.abs(step) > Math.abs(least) ? step : least)));
}

function randomCoordinate(axis: Axis, uniform: number): number {
	return axis.kind === 'categorical' ? Math.min(axis.count - 1, Math.floor(uniform * axis.count)) : uniform;
}
