import type {Ask, Sampler, SamplerContext, Told} from '../domain/sampler.ts';
import {canonicalKey, type Params} from '../domain/space.ts';
import type {Box, Point} from './box.ts';
import {type Score, scoreOf} from './tpe/tpe-split.ts';
import {createVisited} from './visited.ts';

/** A trial that counts: where it was, and how good it is. */
export type Candidate = {readonly point: Point; readonly score: Score};

/** The same with all that was told of the trial. */
export type Learned = Candidate & {readonly told: Told};

/** What a learner knows beside its own memory when it is asked. */
export type Hints = {
	/** Whether params may be suggested: no trial has them. */
	readonly accept: (params: Params) => boolean;
	/** Trials that ended complete or pruned. */
	readonly ended: number;
};

/** What makes one learning sampler different from another. */
export type LearnerParts = {
	readonly box: Box;
	/** A point from what was learned; undefined where it has none to give. */
	readonly propose: (request: Ask, hints: Hints) => Params | undefined;
	/** Draws where nothing was proposed. */
	readonly fallback: (request: Ask, ended: number) => Sampler;
	/** Called once for each trial that counts, in whatever order they end. */
	readonly learn: (candidate: Learned) => void;
};

/**
 * A sampler that learns: takes each trial once, suggests no point of a finite space twice, and ends when all of them
 * were tried.
 */
export function createLearner(context: SamplerContext, parts: LearnerParts): Sampler {
	const {box, propose, fallback, learn} = parts;
	const visited = createVisited(context);
	const known = new Set<number>();
	let ended = 0;
	return {
		size: undefined,
		ask: request => {
			if (visited.isExhausted(request)) return undefined;
			const accept = (params: Params): boolean => !visited.has(params, request);
			const proposed = box.axes.length === 0 ? undefined : propose(request, {accept, ended});
			if (proposed !== undefined) return proposed;
			const drawn = fallback(request, ended).ask(request);
			return drawn === undefined || accept(drawn) ? drawn : (visited.other(request) ?? drawn);
		},
		tell: told => {
			visited.add(told.params);
			if (known.has(told.trial)) return;
			known.add(told.trial);
			if (told.state !== 'failed') ended += 1;
			const score = scoreOf(told, context.directions);
			const point = score === undefined ? undefined : box.encode(told.params);
			if (score !== undefined && point !== undefined) learn({point, score, told});
		},
	};
}

/** Points of trials that run now, in an order that does not hang on when they started. */
export function runningPoints({space}: SamplerContext, box: Box, {running}: Ask): readonly Point[] {
	return running
		.toSorted((a, b) => (canonicalKey(space, a) < canonicalKey(space, b) ? -1 : 1))
		.flatMap(params => box.encode(params) ?? []);
}
