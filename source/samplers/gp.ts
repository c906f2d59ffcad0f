import {readWhole} from '../domain/choice-options.ts';
import {UserError} from '../domain/errors.ts';
import type {Ask, Sampler, SamplerContext, SamplerDefinition} from '../domain/sampler.ts';
import type {Params} from '../domain/space.ts';
import {type Box, createBox, type Point} from './box.ts';
import {fitParameters, type GpData, type GpParameters, standardParameters} from './gp-model.ts';
import {createPosterior, meanAt, type Posterior} from './gp-posterior.ts';
import {findImprovements} from './gp-search.ts';
import {lossOfScore, type Observation, selectFitted, selectObservations, targetsOf} from './gp-targets.ts';
import {createLearner, type Hints, runningPoints} from './learner.ts';
import {checkOptions} from './options.ts';
import {variedParameters} from './sequence-sampler.ts';
import {createSobol, SOBOL_DIMENSIONS} from './sobol-sequence.ts';
import {createRandomSampler} from './random.ts';
import {createSpread} from './spread.ts';

const STARTUP = 10;

/**
 * Bayesian optimisation: a Gaussian process (Matérn 5/2, a length scale an axis) of the objective, and the point with
 * the largest expected improvement. Best for few trials of numbers without conditions. Trials that run are believed to
 * reach what the model expects of them. Sources: Rasmussen and Williams 2006; Ament et al. 2023, arXiv 2310.20708.
 */
export const gp = {
	id: 'gp',
	aliases: ['bayesian'],
	title: 'models the objective and takes the likeliest improvement (Gaussian process)',
	options: {startup: `evenly spread trials before the first suggestion of the model, ${STARTUP}* or fewer`},
	exhaustive: false,
	learns: true,
	create: (context, options) => {
		checkOptions(gp, options);
		return createGp(context, readWhole('gp', options, 'startup', startupOf(context), 1));
	},
} as const satisfies SamplerDefinition;

function startupOf({space}: SamplerContext): number {
	return Math.min(STARTUP, 2 * variedParameters(space).length + 2);
}

/** The sampler of a space with one objective. @throws UserError for several. */
export function createGp(context: SamplerContext, startup: number = startupOf(context)): Sampler {
	const {space, seed, directions} = context;
	if (directions.length > 1) {
		throw new UserError(`sampler gp has one objective, the sweep has ${directions.length}`, 'take "tpe" or "nsga2"');
	}
	const box = createBox(space);
	const spread = createSpread(context);
	const random = createRandomSampler(context);
	const sequence = createSobol(Math.min(SOBOL_DIMENSIONS, box.axes.length), seed);
	const observations: Observation[] = [];
	let belief: Posterior | undefined;
	let fitted: {readonly of: readonly Observation[]; readonly parameters: GpParameters} | undefined;

	/** Parameters hang on the told set alone: they are fitted to the first so many trials, from the same start. */
	const parametersOf = (): GpParameters => {
		const of = selectFitted(observations);
		if (fitted === undefined || of.length !== fitted.of.length || of.some((one, index) => one !== fitted?.of[index])) {
			fitted = {of, parameters: fitParameters(dataOf(box, of, targetsOf(of)), standardParameters(box.axes.length))};
		}
		return fitted.parameters;
	};
	const propose = (request: Ask, {accept, ended}: Hints): Params | undefined => {
		if (ended < startup || observations.length < 2) return undefined;
		const held = selectObservations(observations);
		const targets = targetsOf(held);
		belief = createPosterior(dataOf(box, held, targets), parametersOf(), belief);
		if (belief === undefined) return undefined;
		const posterior = withRunning(box, belief, runningPoints(context, box, request)) ?? belief;
		const order = [...held.keys()].toSorted((a, b) => (targets[a] ?? 0) - (targets[b] ?? 0) || a - b);
		const best = targets[order[0] ?? 0] ?? 0;
		const leaders = order.slice(0, 8).map(index => filled(held[index]?.point ?? new Float64Array()));
		for (const point of findImprovements({box, posterior, best, leaders, sequence, seed, trial: request.trial})) {
			const params = box.build(new Float64Array(point.length), axis => point[axis] ?? 0);
			if (params !== undefined && accept(params)) return params;
		}
		return undefined;
	};
	const learner = createLearner(context, {
		box,
		propose,
		fallback: (_request, ended) => (ended < startup ? spread : random),
		learn: ({point, score}) => {
			const place = observations.findLastIndex(other => other.trial < score.trial);
			observations.splice(place + 1, 0, {trial: score.trial, point, loss: lossOfScore(score)});
		},
	});
	return {...learner, slow: true};
}

/** An inactive axis stands in the middle. */
function filled(point: Point): Point {
	return point.map(coordinate => (Number.isNaN(coordinate) ? 0.5 : coordinate));
}

function dataOf(box: Box, observations: readonly {readonly point: Point}[], y: Float64Array): GpData {
	const width = box.axes.length;
	const x = new Float64Array(observations.length * width);
	for (const [row, {point}] of observations.entries()) x.set(filled(point), row * width);
	return {count: observations.length, width, x, y, categorical: box.axes.map(axis => axis.kind === 'categorical')};
}

/** The belief where points that run now have reached what is expected of them. */
function withRunning(box: Box, belief: Posterior, running: readonly Point[]): Posterior | undefined {
	if (running.length === 0) return belief;
	const {data, parameters} = belief;
	const expected = running.map(point => meanAt(belief, filled(point)));
	const added = dataOf(
		box,
		running.map(point => ({point})),
		Float64Array.from(expected),
	);
	const x = Float64Array.from([...data.x, ...added.x]);
	const y = Float64Array.from([...data.y, ...expected]);
	return createPosterior({...data, count: data.count + running.length, x, y}, parameters, belief);
}
