import {readWhole} from '../domain/choice-options.ts';
import {UserError} from '../domain/errors.ts';
import type {Ask, Sampler, SamplerContext, SamplerDefinition} from '../domain/sampler.ts';
import type {Params} from '../domain/space.ts';
import {type Box, createBox, type Point} from './box.ts';
import type {Acquisition} from './gp-acquisition.ts';
import {createBeliefs, dataOf, filled} from './gp-beliefs.ts';
import {createPosterior, meanAt, type Posterior} from './gp-posterior.ts';
import {findImprovements} from './gp-search.ts';
import {type Observation, observationOf, selectObservations, targetsOf} from './gp-targets.ts';
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
 * reach what the model expects of them. Constraints that some trial broke have a process each, and the improvement is
 * weighed by the probability that they hold. Sources: Rasmussen and Williams 2006; Ament et al. 2023, arXiv 2310.20708.
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
	const beliefs = createBeliefs(box, observations);

	const propose = (request: Ask, {accept, ended}: Hints): Params | undefined => {
		if (ended < startup || observations.length < 2) return undefined;
		const held = selectObservations(observations);
		const targets = targetsOf(held);
		const belief = beliefs.ofObjective(held, targets);
		if (belief === undefined) return undefined;
		const posterior = withRunning(box, belief, runningPoints(context, box, request)) ?? belief;
		const order = [...held.keys()].toSorted((a, b) => {
			return worthOf(held[a]) - worthOf(held[b]) || (targets[a] ?? 0) - (targets[b] ?? 0) || a - b;
		});
		const [first = 0] = order;
		const constraints = beliefs.ofConstraints(held);
		const isFeasible = constraints.length === 0 || held[first]?.feasible === true;
		const acquisition: Acquisition = {posterior, best: isFeasible ? (targets[first] ?? 0) : undefined, constraints};
		const leaders = order.slice(0, 8).map(index => filled(held[index]?.point ?? new Float64Array()));
		for (const point of findImprovements({box, acquisition, leaders, sequence, seed, trial: request.trial})) {
			const params = box.build(new Float64Array(point.length), axis => point[axis] ?? 0);
			if (params !== undefined && accept(params)) return params;
		}
		return undefined;
	};
	const learner = createLearner(context, {
		box,
		propose,
		fallback: (_request, ended) => (ended < startup ? spread : random),
		learn: candidate => {
			const observation = observationOf(candidate, directions[0]);
			const place = observations.findLastIndex(other => other.trial < observation.trial);
			observations.splice(place + 1, 0, observation);
		},
	});
	return {...learner, slow: true};
}

/** Feasible observations lead; of others those that break constraints the least. */
function worthOf(observation: Observation | undefined): number {
	if (observation === undefined || observation.feasible) return 0;
	return observation.margins?.reduce((sum, margin) => sum + Math.max(0, margin), 0) ?? Number.MAX_VALUE;
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
