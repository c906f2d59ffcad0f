import {GP_OBJECTIVES} from '../domain/space/auto-sampler.ts';
import {readWhole} from '../domain/space/choice-options.ts';
import {UserError} from '../domain/errors.ts';
import type {Ask, Sampler, SamplerContext, SamplerDefinition} from '../domain/sampler.ts';
import type {Params} from '../domain/space.ts';
import {type Box, createBox, type Point} from './box.ts';
import type {Acquisition} from './gp/gp-acquisition.ts';
import {candidatesNear, createSpreadCandidates} from './gp/gp-candidates.ts';
import {goalOf} from './gp/gp-goal.ts';
import {createBeliefs, dataOf, filled} from './gp/gp-beliefs.ts';
import {createPosterior, meanAt, type Posterior} from './gp/gp-posterior.ts';
import {findImprovements} from './gp/gp-search.ts';
import {fittedCount, type Observation, observationOf, selectObservations, targetsOf} from './gp/gp-targets.ts';
import {createLearner, type Hints, runningPoints} from './learner.ts';
import {checkOptions} from './options.ts';
import {variedParameters} from './sequence-sampler.ts';
import {createSobol, SOBOL_DIMENSIONS} from './sobol-sequence.ts';
import {createRandomSampler} from './random.ts';
import {createSpread} from './spread.ts';

const STARTUP = 10;

/**
 * Bayesian optimisation: a Gaussian process (Matérn 5/2, a length scale an axis) of each objective, and the point with
 * the largest expected improvement; of two or three objectives with the largest expected gain in hypervolume. Best for
 * few trials of numbers without conditions. Trials that run are believed to reach what the model expects of them. Constraints that some trial broke have a process each, and the improvement is
 * weighed by the probability that they hold. Sources: Rasmussen and Williams 2006; Ament et al. 2023, arXiv 2310.20708.
 */
export const gp = {
	id: 'gp',
	aliases: ['bayesian'],
	title: 'models objectives and takes the likeliest improvement (Gaussian process)',
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

/** The sampler of a space with up to {@link GP_OBJECTIVES} objectives. @throws UserError for more. */
export function createGp(context: SamplerContext, startup: number = startupOf(context)): Sampler {
	const {space, seed, directions} = context;
	if (directions.length > GP_OBJECTIVES) {
		throw new UserError(
			`sampler gp has up to ${GP_OBJECTIVES} objectives, the sweep has ${directions.length}`,
			'take "tpe" or "nsga2"',
		);
	}
	const box = createBox(space);
	const spread = createSpread(context);
	const random = createRandomSampler(context);
	const spreadAt = createSpreadCandidates(box, createSobol(Math.min(SOBOL_DIMENSIONS, box.axes.length), seed));
	const observations: Observation[] = [];
	const beliefs = createBeliefs(box, observations);

	const propose = (request: Ask, {accept, ended}: Hints): Params | undefined => {
		if (ended < startup || observations.length < 2) return undefined;
		const held = selectObservations(observations);
		const targets = directions.map((_, objective) => targetsOf(held, objective));
		const believed = beliefs.ofObjectives(held, targets);
		if (believed === undefined) return undefined;
		const running = runningPoints(context, box, request);
		const objectives = believed.map(belief => withRunning(box, belief, running) ?? belief);
		const constraints = beliefs.ofConstraints(held);
		const {gains, leaders, reach} = goalOf(held, targets, {
			seed,
			trial: request.trial,
			isConstrained: constraints.length > 0,
		});
		const acquisition: Acquisition = {objectives, gains, constraints};
		const near = candidatesNear(box, leaders, {seed, trial: request.trial});
		const candidates = reach < 1 ? [near] : [near, spreadAt(fittedCount(observations.length))];
		for (const point of findImprovements({box, acquisition, candidates, reach})) {
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
			const observation = observationOf(candidate, directions);
			const place = observations.findLastIndex(other => other.trial < observation.trial);
			observations.splice(place + 1, 0, observation);
		},
	});
	return {...learner, slow: true};
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
