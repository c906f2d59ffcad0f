import type {Direction} from './metric.ts';
import type {Params, Scalar, Space} from './space.ts';

/** What a sampler is told of a trial that ended. */
export type Told = {
	readonly trial: number;
	readonly params: Params;
	readonly state: 'complete' | 'failed' | 'pruned';
	/** One value an objective, in order; NaN where missing. */
	readonly values: readonly number[];
	/** True when every constraint held. */
	readonly feasible: boolean;
	/** By how much constraints failed, summed; above 0 where known. Ranks infeasible trials among each other. */
	readonly violation?: number;
	/** How far each constraint is from its limit, above 0 where it failed; absent where one of them is not known. */
	readonly margins?: readonly number[];
	/** Last point of the first objective's curve: ranks pruned trials among each other. */
	readonly last?: {readonly step: number; readonly value: number};
};

/** What `ask` is given beside the told set. */
export type Ask = {
	/** Number of the trial that the suggestion is for, from 1. */
	readonly trial: number;
	/** Points of trials that are queued or run now. */
	readonly running: readonly Params[];
};

/** Ask and tell. A suggestion is a pure function of (seed, trial number, told set, running set). */
export type Sampler = {
	/** The next point, or undefined when the space is exhausted. */
	readonly ask: (request: Ask) => Params | undefined;
	readonly tell: (told: Told) => void;
	/** Where it is known better than from the definition: `auto` that chose a grid learns nothing. */
	readonly learns?: boolean;
	/** An `ask` may take more than 5 ms: who must not wait has it done in a thread of its own. */
	readonly slow?: boolean;
	/** Number of points that a full run will visit, where that is known. */
	readonly size: SpaceSize | undefined;
};

/** A sampler that may take its time, in a thread or a program of its own. Every {@link Sampler} is one. */
export type Suggester = Omit<Sampler, 'ask'> & {
	/** One at a time: asked again only when the last answer has come. */
	readonly ask: (request: Ask) => Params | undefined | Promise<Params | undefined>;
	/** Ends the thread or program; what is asked then has no answer. */
	readonly close?: () => void;
};

/** A program that answers a line of JSON with one of its own, in turn. */
export type LineProgram = {
	/** Rejects with an Error that says why when the program is gone, takes too long or answers anything but JSON. */
	readonly request: (message: unknown) => Promise<unknown>;
	readonly close: () => void;
};

/** What a sampler that runs in a program of its own needs. */
export type SamplerHost = {
	readonly startProgram: (argv: readonly string[]) => LineProgram;
	/** The Python to run: a path or a name. */
	readonly python: string;
	readonly notice: (text: string) => void;
	/** Has a state kept with the run; plain JSON. */
	readonly remember: (state: unknown) => void;
	/** Every state that was kept so far, in order. */
	readonly remembered: readonly unknown[];
	/** Trials of the sampler that have not ended yet: those that a dead engine left. */
	readonly unfinished: ReadonlyMap<number, Params>;
};

/** Number of points: exact, or an upper bound where conditions are too entangled to count. */
export type SpaceSize = {readonly count: bigint; readonly exact: boolean};

/** What a sampler is created for. */
export type SamplerContext = {
	readonly space: Space;
	readonly directions: readonly Direction[];
	readonly seed: number;
	/** Order of a grid. */
	readonly order: 'grid' | 'shuffle' | 'interleave';
	/** Points that trials already have, by canonical key: never suggested again by an exhaustive sampler. */
	readonly visited: ReadonlySet<string>;
	/** The same points in the order of their trials, where they are at hand: who walks in that order needs no keys. */
	readonly walked?: readonly Params[];
	/** Trials that the sweep may have in all, where it is limited. */
	readonly budgetTrials?: number;
};

/** One sampler: one file in `source/samplers/` and one line in its registry. */
export type SamplerDefinition = {
	readonly id: string;
	readonly aliases: readonly string[];
	readonly title: string;
	/** Option names with a sentence each; an unknown one is refused. */
	readonly options: Readonly<Record<string, string>>;
	/** Whether it visits every point once and then ends. */
	readonly exhaustive: boolean;
	/** Whether what it is told changes what it suggests; then, with one job, the next ask waits for the last tell. */
	readonly learns: boolean;
	readonly create: (context: SamplerContext, options: Readonly<Record<string, Scalar>>) => Sampler;
	/** Where it runs in a program of its own; `create` then gives its native counterpart. */
	readonly open?: (context: SamplerContext, options: Readonly<Record<string, Scalar>>, host: SamplerHost) => Suggester;
};
