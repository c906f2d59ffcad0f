import type {Ask, Sampler, SamplerContext, SamplerDefinition} from '../domain/sampler.ts';
import type {Params} from '../domain/space.ts';
import {createBox} from './box.ts';
import {createLearner, type Hints, runningPoints} from './learner.ts';
import {readWhole, readWord} from '../domain/space/choice-options.ts';
import {checkOptions} from './options.ts';
import {createRandomSampler} from './random.ts';
import {createKernels, type Kernels, popKernel, pushKernel, setSide} from './tpe/tpe-kernels.ts';
import {proposeJointly, proposeSeparately} from './tpe/tpe-proposal.ts';
import {insertScore, type Score, splitScores} from './tpe/tpe-split.ts';

/** Trials before the model is used. */
const STARTUP = 10;
/** Draws from the density of good trials, of which the best is suggested. */
const CANDIDATES = 24;
/** Sets of candidates whose every member was tried before, until any other point is taken. */
const ATTEMPTS = 8;
/** Keys of trials that run stand behind those of all that ended. */
const RUNNING_KEY = 2 ** 40;

/**
 * The tree-structured Parzen estimator as Optuna 5 has it: the ratio of two kernel densities, of the best tenth of the
 * trials and of the others with those that run now. Jointly over all axes for one objective, axis by axis for several;
 * conditional axes are in the joint model, with the prior where a trial did not have them. Other than Optuna it does not
 * try a point of a finite space twice, and ends when all were tried. Sources: Bergstra et al. 2011 (NeurIPS 24) and 2013
 * (ICML 30); Watanabe 2023, arXiv 2304.11127.
 */
export const tpe = {
	id: 'tpe',
	aliases: [],
	title: 'learns from good and bad trials (tree-structured Parzen estimator)',
	options: {
		startup: `trials drawn at random before the first suggestion of the model, ${STARTUP}*`,
		candidates: `draws of which the best is suggested, ${CANDIDATES}*`,
		model: 'auto* | joint | separate: over all parameters at once (one objective) or each by itself (several)',
	},
	exhaustive: false,
	learns: true,
	create: (context, options) => {
		checkOptions(tpe, options);
		const model = readWord('tpe', options, 'model', ['auto', 'joint', 'separate']);
		return createTpe(context, {
			startup: readWhole('tpe', options, 'startup', STARTUP, 0),
			candidates: readWhole('tpe', options, 'candidates', CANDIDATES, 1),
			joint: model === 'auto' ? context.directions.length <= 1 : model === 'joint',
		});
	},
} as const satisfies SamplerDefinition;

/** How the estimator works. */
export type TpeSettings = {readonly startup: number; readonly candidates: number; readonly joint: boolean};

/** The estimator's standard for one objective. */
export const TPE_STANDARD: TpeSettings = {startup: STARTUP, candidates: CANDIDATES, joint: true};

/** The estimator over a space. What it keeps is a function of the told set, in whatever order it was told. */
export function createTpe(context: SamplerContext, settings: TpeSettings): Sampler {
	const {seed, directions} = context;
	const box = createBox(context.space);
	const random = createRandomSampler(context);
	const kernels = createKernels(box.axes);
	const slots = new Map<number, number>();
	const scores: Score[] = [];
	let good: readonly number[] = [];
	let isSplit = true;

	const split = (): void => {
		if (isSplit) return;
		isSplit = true;
		const next = splitScores(scores, directions.length);
		const members = new Set(next);
		for (const trial of good) if (!members.has(trial)) setSlotSide(kernels, slots.get(trial), 0);
		for (const trial of next) setSlotSide(kernels, slots.get(trial), 1);
		good = next;
	};
	const propose = ({trial}: Ask, accept: Hints['accept']): Params | undefined => {
		const model = {box, kernels, several: directions.length > 1, accept};
		for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
			const key = {seed, trial, candidates: settings.candidates, attempt};
			const found = settings.joint ? proposeJointly(model, key) : proposeSeparately(model, key);
			if (found !== undefined) return found;
		}
		return undefined;
	};
	return createLearner(context, {
		box,
		fallback: () => random,
		propose: (request, {accept, ended}) => {
			if (ended < settings.startup) return undefined;
			split();
			const points = runningPoints(context, box, request);
			points.forEach((point, index) => pushKernel(kernels, point, RUNNING_KEY + index));
			const found = propose(request, accept);
			for (const _ of points) popKernel(kernels);
			return found;
		},
		learn: ({point, score}) => {
			slots.set(score.trial, pushKernel(kernels, point, score.trial));
			insertScore(scores, score);
			isSplit = false;
		},
	});
}

function setSlotSide(kernels: Kernels, slot: number | undefined, side: 0 | 1): void {
	if (slot !== undefined) setSide(kernels, slot, side);
}
