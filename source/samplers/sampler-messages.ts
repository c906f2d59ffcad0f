import type {Ask, SamplerContext, Told} from '../domain/sampler.ts';
import type {Params, Scalar} from '../domain/space.ts';

/** What a sampler's thread is started with. */
export type SamplerWorkerData = {
	readonly name: string;
	readonly context: SamplerContext;
	readonly options: Readonly<Record<string, Scalar>>;
	readonly told: readonly Told[];
};

/** To a sampler's thread; carried out in order. */
export type ToSamplerWorker =
	| {readonly kind: 'tell'; readonly told: Told}
	| {readonly kind: 'ask'; readonly request: Ask};

/** From it: one answer a question. */
export type FromSamplerWorker =
	| {readonly kind: 'params'; readonly params: Params | undefined}
	/** The person can do something about it. */
	| {readonly kind: 'mistake'; readonly problem: string; readonly hint: string};
