import {readWhole} from '../domain/choice-options.ts';
import {UserError} from '../domain/errors.ts';
import type {Ask, Sampler, SamplerContext, SamplerDefinition} from '../domain/sampler.ts';
import {canonicalKey, type Params} from '../domain/space.ts';
import {type Box, createBox, type Point} from './box.ts';
import {fitParameters, type GpData, type GpParameters, standardParameters} from './gp-model.ts';
import {createPosterior, meanAt, type Posterior} from './gp-posterior.ts';
import {findImprovements} from './gp-search.ts';
import {lossOfScore, type Observation, selectFitted, selectObservations, targetsOf} from './gp-targets.ts';
import {checkOptions} from './options.ts';
import {createSequenceSampler, variedParameters} from './sequence-sampler.ts';
import {createSobol, SOBOL_DIMENSIONS} from './sobol-sequence.ts';
import {createRandomSampler} from './random.ts';
import {scoreOf} from './tpe-split.ts';
import {createVisited} from './visited.ts';

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
	const visited = createVisited(context);
	const spread = spreadSampler(context);
	const random = createRandomSampler(context);
	const sequence = createSobol(Math.min(SOBOL_DIMENSIONS, box.axes.length), seed);
	const observations: Observation[] = [];
	let ended = 0;
	let fitted: {readonly of: readonly Observation[]; readonly parameters: GpParameters} | undefined;

	/** Parameters hang on the told set alone: they are fitted to the first so many trials, from the same start. */
	const parametersOf = (): GpParameters => {
		const of = selectFitted(observations);
		if (fitted === undefined || of.length !== fitted.of.length || of.some((one, index) => one !== fitted?.of[index])) {
			fitted = {of, parameters: fitParameters(dataOf(box, of, targetsOf(of)), standardParameters(box.axes.length))};
		}
		return fitted.parameters;
	};
	const propose = (request: Ask): Params | undefined => {
		const held = selectObservations(observations);
		const targets = targetsOf(held);
		const parameters = parametersOf();
		const posterior = believe(box, held, targets, parameters, runningPoints(context, box, request));
		if (posterior === undefined) return undefined;
		const leaders = [...held.keys()].toSorted((a, b) => (targets[a] ?? 0) - (targets[b] ?? 0) || a - b);
		const search = {
			box,
			posterior,
			best: targets[leaders[0] ?? 0] ?? 0,
			leaders: leaders.slice(0, 8).map(index => filled(held[index]?.point ?? new Float64Array())),
			sequence,
			seed,
			trial: request.trial,
		};
		for (const point of findImprovements(search)) {
			const params = box.build(new Float64Array(point.length), axis => point[axis] ?? 0);
			if (params !== undefined && !visited.has(params, request)) return params;
		}
		return undefined;
	};
	return {
		size: undefined,
		ask: request => {
			if (visited.isExhausted(request)) return undefined;
			const isModelled = ended >= startup && observations.length > 1 && box.axes.length > 0;
			const found = isModelled ? propose(request) : undefined;
			if (found !== undefined) return found;
			const drawn = (ended < startup ? spread : random).ask(request);
			return drawn !== undefined && visited.has(drawn, request) ? (visited.other(request) ?? drawn) : drawn;
		},
		tell: told => {
			visited.add(told.params);
			const score = scoreOf(told, directions);
			if (told.state !== 'failed') ended += 1;
			const point = score === undefined ? undefined : box.encode(told.params);
			if (score === undefined || point === undefined) return;
			const place = observations.findLastIndex(other => other.trial <= told.trial);
			if (observations[place]?.trial === told.trial) return;
			observations.splice(place + 1, 0, {trial: told.trial, point, loss: lossOfScore(score)});
		},
	};
}

function spreadSampler(context: SamplerContext): Sampler {
	const parameters = variedParameters(context.space);
	if (parameters.length > SOBOL_DIMENSIONS) return createRandomSampler(context);
	return createSequenceSampler(context.space, {
		first: 0,
		sequence: createSobol(parameters.length, context.seed),
		parameters,
	});
}

function runningPoints({space}: SamplerContext, box: Box, {running}: Ask): readonly Point[] {
	return running
		.toSorted((a, b) => (canonicalKey(space, a) < canonicalKey(space, b) ? -1 : 1))
		.flatMap(params => box.encode(params) ?? []);
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

/** The belief after the observations and, at points that run now, their own expected values. */
function believe(
	box: Box,
	held: readonly Observation[],
	targets: Float64Array,
	parameters: GpParameters,
	running: readonly Point[],
): Posterior | undefined {
	const posterior = createPosterior(dataOf(box, held, targets), parameters);
	if (posterior === undefined || running.length === 0) return posterior;
	const expected = running.map(point => meanAt(posterior, filled(point)));
	const all = [...held, ...running.map(point => ({point}))];
	return createPosterior(dataOf(box, all, Float64Array.from([...targets, ...expected])), parameters);
}
