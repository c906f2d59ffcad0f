import type {Ask, Sampler, SamplerContext, SamplerDefinition} from '../domain/sampler.ts';
import {canonicalKey, type Params} from '../domain/space.ts';
import {createBox} from './box.ts';
import {readWhole, readWord} from '../domain/choice-options.ts';
import {checkOptions} from './options.ts';
import {createRandomSampler} from './random.ts';
import {createKernels, type Kernels, popKernel, pushKernel, setSide} from './tpe-kernels.ts';
import {proposeJointly, proposeSeparately} from './tpe-proposal.ts';
import {insertScore, type Score, scoreOf, splitScores} from './tpe-split.ts';
import {createVisited} from './visited.ts';

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
	const {space, seed, directions} = context;
	const box = createBox(space);
	const random = createRandomSampler(context);
	const visited = createVisited(context);
	const kernels = createKernels(box.axes);
	const slots = new Map<number, number>();
	const scores: Score[] = [];
	let good: readonly number[] = [];
	let isSplit = true;
	let ended = 0;

	const split = (): void => {
		if (isSplit) return;
		isSplit = true;
		const next = splitScores(scores, directions.length);
		const members = new Set(next);
		for (const trial of good) if (!members.has(trial)) setSlotSide(kernels, slots.get(trial), 0);
		for (const trial of next) setSlotSide(kernels, slots.get(trial), 1);
		good = next;
	};
	const propose = (request: Ask): Params | undefined => {
		split();
		const points = request.running
			.toSorted((a, b) => (canonicalKey(space, a) < canonicalKey(space, b) ? -1 : 1))
			.flatMap(params => box.encode(params) ?? []);
		points.forEach((point, index) => pushKernel(kernels, point, RUNNING_KEY + index));
		const several = directions.length > 1;
		const at = {seed, trial: request.trial, candidates: settings.candidates};
		const accept = (params: Params): boolean => !visited.has(params, request);
		let found: Params | undefined;
		for (let attempt = 0; attempt < ATTEMPTS && found === undefined; attempt += 1) {
			const model = {box, kernels, several, accept};
			found = (settings.joint ? proposeJointly : proposeSeparately)(model, {...at, attempt});
		}
		for (const _ of points) popKernel(kernels);
		return found;
	};
	return {
		size: undefined,
		ask: request => {
			if (visited.isExhausted(request)) return undefined;
			if (ended >= settings.startup && box.axes.length > 0) {
				const found = propose(request);
				if (found !== undefined) return found;
			}
			const drawn = random.ask(request);
			return drawn !== undefined && visited.has(drawn, request) ? (visited.other(request) ?? drawn) : drawn;
		},
		tell: told => {
			visited.add(told.params);
			if (slots.has(told.trial)) return;
			const score = scoreOf(told, directions);
			const point = score === undefined ? undefined : box.encode(told.params);
			if (told.state !== 'failed') ended += 1;
			if (score === undefined || point === undefined) return;
			slots.set(told.trial, pushKernel(kernels, point, told.trial));
			insertScore(scores, score);
			isSplit = false;
		},
	};
}

function setSlotSide(kernels: Kernels, slot: number | undefined, side: 0 | 1): void {
	if (slot !== undefined) setSide(kernels, slot, side);
}
