import {autoMethods, coversSpace} from '../domain/space/auto-sampler.ts';
import {createEnumeration} from '../domain/space/enumerate.ts';
import type {Ask, Sampler, SamplerContext, SamplerDefinition} from '../domain/sampler.ts';
import {createGp} from './gp.ts';
import {createGridSampler} from './grid.ts';
import {createNsga2} from './nsga2.ts';
import {checkOptions} from './options.ts';
import {createTpe, TPE_STANDARD} from './tpe.ts';
import {compareScores, type Score, scoreOf} from './tpe/tpe-split.ts';

/** Trials up to which the Gaussian process is asked: beyond, a suggestion would take long and gain little. */
const GP_TRIALS = 250;
/** One trial in so many comes from the Parzen estimator, which errs elsewhere. */
const ESTIMATOR_EVERY = 4;
/** Several objectives: trials before the genetic algorithm takes each second one, and its generations. */
const FRONT_STARTUP = 30;
const FRONT_POPULATION = 20;
/** Trials without a better one after which two of three come from the Parzen estimator: the model misleads. */
const STALLED = 25;

/**
 * Chooses by space, budget and trials so far: every point where the budget covers all of them (or is not limited). Else,
 * for one objective without conditions and up to 250 trials, the Gaussian process with each fourth trial from the Parzen
 * estimator (two of three where nothing better came for long); for two or three objectives both in turn, for more or
 * later the estimator and NSGA-II; else the estimator alone. After Optuna's AutoSampler, with crossover points of our own
 * (`npm run bench:search`).
 */
export const auto = {
	id: 'auto',
	aliases: [],
	title: 'every point where there are few, else what learns best from so many trials',
	options: {},
	exhaustive: false,
	learns: true,
	create: (context, options) => {
		checkOptions(auto, options);
		const {space, directions, budgetTrials} = context;
		const enumeration = createEnumeration(space);
		const points = enumeration?.size.count;
		if (enumeration !== undefined && coversSpace(points, budgetTrials)) return createGridSampler(context, enumeration);
		return createLearner(context, autoMethods({space, points, objectives: directions.length, budgetTrials}));
	},
} as const satisfies SamplerDefinition;

/**
 * Several objectives. For few trials of numbers the Gaussian process and the estimator in turn: the process gains most on
 * smooth objectives, the estimator keeps it from corners that it knows nothing of. Else the estimator finds the front and
 * the genetic algorithm spreads along it: together they beat either.
 */
function createFrontLearner(context: SamplerContext, estimator: Sampler, methods: readonly string[]): Sampler {
	const genetic = createNsga2(context, FRONT_POPULATION);
	const process = methods.includes('gp') ? createGp(context) : undefined;
	const told = new Set<number>();
	const samplerOf = ({trial}: Ask): Sampler => {
		if (trial % 2 === 0) return estimator;
		if (process !== undefined && told.size < GP_TRIALS) return process;
		return trial > FRONT_STARTUP ? genetic : estimator;
	};
	return {
		size: undefined,
		...(process === undefined ? {} : {slow: true}),
		ask: request => samplerOf(request).ask(request),
		tell: trial => {
			told.add(trial.trial);
			for (const sampler of [genetic, estimator, process]) sampler?.tell(trial);
		},
	};
}

/** @param methods those of {@link autoMethods} that learn. */
function createLearner(context: SamplerContext, methods: readonly string[]): Sampler {
	const {directions} = context;
	const estimator = createTpe(context, {...TPE_STANDARD, joint: directions.length <= 1});
	if (directions.length > 1) return createFrontLearner(context, estimator, methods);
	if (!methods.includes('gp')) return estimator;
	const process = createGp(context);
	const told = new Set<number>();
	let best: Score | undefined;
	const useProcess = ({trial}: Ask): boolean => {
		if (told.size >= GP_TRIALS) return false;
		const isStalled = best !== undefined && trial - best.trial > STALLED;
		return isStalled ? trial % 3 === 0 : trial % ESTIMATOR_EVERY !== 0;
	};
	return {
		size: undefined,
		slow: true,
		ask: request => (useProcess(request) ? process : estimator).ask(request),
		tell: trial => {
			told.add(trial.trial);
			const score = scoreOf(trial, directions);
			if (score !== undefined && (best === undefined || compareScores(score, best) < 0)) best = score;
			process.tell(trial);
			estimator.tell(trial);
		},
	};
}
