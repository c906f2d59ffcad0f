import type {ChoiceOptions} from './space/choice-options.ts';
import type {Direction} from './metric.ts';

/** One reported value. Of several at one step the first counts. */
export type Report = {readonly step: number; readonly value: number};

/** What a pruner knows of a trial. */
export type TrialCurve = {
	readonly trial: number;
	readonly state: 'running' | 'complete' | 'pruned' | 'failed';
	/** In the order in which they were reported. */
	readonly reports: readonly Report[];
	/** Value of the objective, of a complete trial. */
	readonly value?: number;
	/** How long one of its measured executions took, on average; of a running trial: the one that runs, so far. */
	readonly executionMs?: number;
};

/** Whether a trial goes on, and why not. */
export type Verdict = {readonly kind: 'keep'} | {readonly kind: 'prune'; readonly why: string};

/** What the machine has measured lately; what is missing is not known, or is no single trial's. */
export type LiveMeans = {
	/** Of what a trial's joules are taken from. */
	readonly powerWatts?: number;
	/** Of the hottest sensor. */
	readonly temperatureCelsius?: number;
};

/**
 * Asked at each report, after it, and each second where the pruner {@link PrunerDefinition.watches}. `own` is the trial
 * that runs; `others` are all other trials, by number.
 */
export type PruneRequest = {
	readonly own: TrialCurve;
	readonly others: readonly TrialCurve[];
	/** Means over the last so many ms; absent where nothing is measured. */
	readonly live?: (spanMs: number) => LiveMeans;
};

/** Decides from what it is asked with alone: a pure function, the same for the same curves. */
export type Pruner = (request: PruneRequest) => Verdict;

/** What a pruner is made for. */
export type PrunerContext = {
	/** Name of the sweep: what hyperband deals trials to brackets by. */
	readonly sweep: string;
	/** Direction of the first objective. */
	readonly direction: Direction;
};

/** One pruner: one file in `source/pruners/` and one line in its registry. */
export type PrunerDefinition = {
	readonly id: string;
	readonly aliases: readonly string[];
	readonly title: string;
	/** Option names with a sentence each; an unknown one is refused. */
	readonly options: Readonly<Record<string, string>>;
	/** Whether it looks at time or telemetry: then programs need report no steps, and no objective is needed. */
	readonly watches?: true;
	/** @throws UserError for a wrong option. */
	readonly create: (context: PrunerContext, options: ChoiceOptions) => Pruner;
};

/** The verdict that lets a trial go on. */
export const KEEP: Verdict = {kind: 'keep'};

/** The verdict that ends a trial. */
export function prune(why: string): Verdict {
	return {kind: 'prune', why};
}
