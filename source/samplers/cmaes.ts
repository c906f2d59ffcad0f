import {UserError} from '../domain/errors.ts';
import type {Ask, Sampler, SamplerContext, SamplerDefinition} from '../domain/sampler.ts';
import type {Params} from '../domain/space.ts';
import {type Axis, createBox, type Point} from './box.ts';
import {cmaPoint, cmaSettings, type CmaState, startCma, updateCma} from './cma-state.ts';
import {lossOfScore} from './gp/gp-targets.ts';
import {normalQuantile} from './normal.ts';
import {createLearner} from './learner.ts';
import {checkOptions} from './options.ts';
import {philox4x32, unitInterval} from './philox.ts';
import {createRandomSampler} from './random.ts';

const START_SIGMA = 1 / 6;
/** A distribution narrower than this share of the range is begun anew elsewhere. */
const NARROW = 1e-9;
/** Draws of a point, by axis, until one lies in the box or is new. */
const REDRAWS = 10;
/** Share of categorical values that are drawn evenly; the others come from a good trial of the generation before. */
const EVEN_SHARE = 0.2;
const PURPOSE = 0xc3a;

/**
 * Evolution strategy with covariance matrix adaptation: trials of a generation are drawn from one normal distribution,
 * which each generation moves and stretches. A trial's generation is known by its number, so that late and missing
 * ones change nothing else. For many trials of numbers; choices without an order are inherited. Source: Hansen 2016,
 * arXiv 1604.00772; constants as the Python package cmaes.
 */
export const cmaes = {
	id: 'cmaes',
	aliases: ['cma'],
	title: 'evolution strategy for many trials of numbers (CMA-ES)',
	options: {},
	exhaustive: false,
	learns: true,
	create: (context, options) => {
		checkOptions(cmaes, options);
		return createCmaes(context);
	},
} as const satisfies SamplerDefinition;

type Member = {readonly trial: number; readonly point: Point; readonly loss: number};
type Generation = {readonly state: CmaState; readonly parents: readonly Member[]};

/** The sampler of a space with one objective. @throws UserError for several. */
function createCmaes(context: SamplerContext): Sampler {
	const {space, seed, directions} = context;
	if (directions.length > 1) {
		throw new UserError(`sampler cmaes has one objective, the sweep has ${directions.length}`, 'take "tpe" or "nsga2"');
	}
	const box = createBox(space);
	const numeric = [...box.axes.keys()].filter(axis => box.axes[axis]?.kind !== 'categorical');
	const settings = cmaSettings(Math.max(1, numeric.length));
	const random = createRandomSampler(context);
	const members = new Map<number, Member[]>();
	const start = startCma(new Float64Array(numeric.length).fill(0.5), START_SIGMA);
	const generations: Generation[] = [{state: start, parents: []}];

	const generationOf = (trial: number): number => Math.floor((trial - 1) / settings.population);
	const generation = (number: number): Generation => {
		for (let next = generations.length; next <= number; next += 1) {
			const last = generations[next - 1] ?? {state: start, parents: []};
			const ended = (members.get(next - 1) ?? []).toSorted((a, b) => a.loss - b.loss || a.trial - b.trial);
			const points = ended.map(({point}) => numericPart(point, numeric, last.state.mean));
			const moved = updateCma(settings, last.state, points);
			const state = moved.sigma * Math.max(...moved.lengths) > NARROW ? moved : restart(seed, next, numeric.length);
			const parents = ended.length === 0 ? last.parents : ended.slice(0, settings.parents);
			generations.push({state, parents});
		}
		return generations[number] ?? {state: start, parents: []};
	};
	const draw = (request: Ask, attempt: number): Params | undefined => {
		const {state, parents} = generation(generationOf(request.trial));
		const sampled = sampleInside(state, seed, request.trial, attempt);
		const places = new Map(numeric.map((axis, index) => [axis, sampled[index] ?? 0.5]));
		return box.build(new Float64Array(box.axes.length), axis => {
			const place = places.get(axis);
			const description = box.axes[axis];
			const words = philox4x32([request.trial, attempt, axis, 2], [seed, PURPOSE]);
			const uniform = unitInterval(words[0], words[1]);
			if (place === undefined) return inherit(description, axis, parents, uniform, words[2] / 2 ** 32);
			return description?.kind === 'ordered' ? widen(description, place, state, numeric.indexOf(axis), uniform) : place;
		});
	};
	return createLearner(context, {
		box,
		fallback: () => random,
		propose: (request, {accept}) => {
			for (let attempt = 0; attempt < REDRAWS; attempt += 1) {
				const params = draw(request, attempt);
				if (params !== undefined && accept(params)) return params;
			}
			return undefined;
		},
		learn: ({point, score}) => {
			const number = generationOf(score.trial);
			members.set(number, [...(members.get(number) ?? []), {trial: score.trial, point, loss: lossOfScore(score)}]);
			// What followed a generation is computed anew where one of its trials came late.
			generations.length = Math.min(generations.length, number + 1);
		},
	});
}

function numericPart(point: Point, numeric: readonly number[], mean: Float64Array): Float64Array {
	return Float64Array.from(numeric, (axis, index) => {
		const coordinate = point[axis] ?? Number.NaN;
		return Number.isNaN(coordinate) ? (mean[index] ?? 0.5) : coordinate;
	});
}

function restart(seed: number, generation: number, size: number): CmaState {
	const mean = Float64Array.from({length: size}, (_, axis) => {
		const words = philox4x32([generation, axis, 0, 3], [seed, PURPOSE]);
		return unitInterval(words[0], words[1]);
	});
	return startCma(mean, START_SIGMA);
}

/** A draw inside of the box; after some attempts the nearest point of the box. */
function sampleInside(state: CmaState, seed: number, trial: number, attempt: number): Float64Array {
	const size = state.mean.length;
	let point = state.mean;
	for (let redraw = 0; redraw < REDRAWS * Math.max(1, size); redraw += 1) {
		const normal = Float64Array.from({length: size}, (_, axis) => {
			const words = philox4x32([trial, attempt * 1000 + redraw, axis, 1], [seed, PURPOSE]);
			return normalQuantile(Math.max(2 ** -53, unitInterval(words[0], words[1])));
		});
		point = cmaPoint(state, normal);
		if (point.every(value => value >= 0 && value <= 1)) return point;
	}
	return point.map(value => Math.min(1, Math.max(0, value)));
}

/** Steps to a neighbouring cell stay possible where the distribution is narrower than a cell. */
function widen(axis: Axis, place: number, state: CmaState, index: number, uniform: number): number {
	const deviation = state.sigma * Math.sqrt(state.covariance[index * state.mean.length + index] ?? 1);
	if (deviation * axis.count > 0.5) return place;
	return Math.min(1, Math.max(0, place + (2 * uniform - 1) / axis.count));
}

function inherit(
	axis: Axis | undefined,
	index: number,
	parents: readonly Member[],
	uniform: number,
	choice: number,
): number {
	const count = axis?.count ?? 1;
	const even = Math.min(count - 1, Math.floor((uniform / EVEN_SHARE) * count));
	if (parents.length === 0) return Math.min(count - 1, Math.floor(uniform * count));
	if (uniform < EVEN_SHARE) return even;
	const value = parents[Math.floor(choice * parents.length)]?.point[index] ?? Number.NaN;
	return Number.isNaN(value) ? Math.min(count - 1, Math.floor(choice * count)) : value;
}
