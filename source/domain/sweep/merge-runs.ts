import {uniqueNames} from '../text/unique-names.ts';
import {samplerWords} from '../space/auto-sampler.ts';
import {mergeParameters} from '../space/merge-domains.ts';
import type {Metric, Objective} from '../metric.ts';
import {plannedTrials} from '../space/planned-trials.ts';
import {createSweepState, type SweepState} from '../sweep-state.ts';
import type {Sweep} from '../sweep.ts';
import {countAnchors, type ExecutionState, type TrialRecord, type TrialState} from '../trial.ts';

/** A run to be set beside others. */
export type NamedRun = {readonly name: string; readonly state: SweepState};

/** Where a trial of merged runs comes from: the run by its place, and the trial's number there. */
export type Origin = {readonly run: number; readonly trial: number};

/** Several runs as one sweep. */
export type MergedRuns = {
	readonly state: SweepState;
	/** By the number of the merged trial minus 1. */
	readonly origins: readonly Origin[];
	/** To be added to the monotonic ms of each run: they stand one after the other on the clock of the merged one. */
	readonly offsetsMs: readonly number[];
};

/** Between the end of a run and the start of the next, on the merged clock. */
const BETWEEN_MS = 1000;

/**
 * Sets runs beside each other as one sweep that has ended: a parameter more says which run a trial is of, the others are
 * the union of the runs' own, and trials are numbered through. All that shows one run shows several: the leaderboard
 * has a column, plots an axis and a colour, and the filter a name for it.
 */
export function mergeRuns(runs: readonly NamedRun[]): MergedRuns {
	const names = uniqueRunNames(runs.map(run => run.name));
	const sweeps = runs.flatMap(run => run.state.sweep ?? []);
	const parameter = runParameter(sweeps);
	const offsetsMs = placeOneAfterOther(runs.map(run => run.state));
	const trials: TrialRecord[] = [];
	const origins: Origin[] = [];
	runs.forEach(({state}, run) => {
		for (const trial of state.trials) {
			if (trial === undefined) continue;
			origins.push({run, trial: trial.trial});
			trials.push({
				...shifted(trial, offsetsMs[run] ?? 0),
				trial: trials.length + 1,
				sourceTrial: trial.sourceTrial ?? String(trial.trial),
				params: {[parameter]: names[run] ?? '', ...trial.params},
			});
		}
	});
	const sweep = mergeSweeps(sweeps, parameter, names);
	const plan = sumPlans(runs.map(run => run.state));
	const planned = sweep === undefined || plan === undefined ? sweep : {...sweep, runsPlan: plan};
	return {state: stateOf(runs, planned, trials), origins, offsetsMs};
}

/** What each run has planned, and what came to it by hand; undefined where one has no plan. */
function sumPlans(states: readonly SweepState[]): Sweep['runsPlan'] {
	let [trials, exact] = [0, true];
	for (const {sweep, extendedTrials, trials: own} of states) {
		const plan = sweep === undefined ? undefined : plannedTrials(sweep, extendedTrials);
		if (plan === undefined) return undefined;
		trials += Math.max(Number(plan.count), own.length - countAnchors(own));
		exact &&= plan.exact;
	}
	return {trials, exact};
}

function stateOf(runs: readonly NamedRun[], sweep: Sweep | undefined, trials: readonly TrialRecord[]): SweepState {
	const states = runs.map(run => run.state);
	const energies = states.flatMap(state => state.energyJ ?? []);
	const counts = {...createSweepState().counts};
	for (const {state} of trials) counts[state satisfies TrialState] += 1;
	return {
		...createSweepState(),
		version: 1,
		lastSeq: 1,
		phase: 'ended',
		endedWhy: `${runs.length} runs`,
		sweep,
		trials: [...trials],
		counts,
		host: states[0]?.host ?? {},
		startedAt:
			states
				.map(state => state.startedAt)
				.filter(Boolean)
				.toSorted()[0] ?? '',
		elapsedMs: states.reduce((sum, state) => sum + state.elapsedMs, 0),
		lastMonoMs: trials.reduce((latest, trial) => Math.max(latest, endOf(trial)), 0),
		notices: runs.flatMap(({name, state}) =>
			state.notices.map(notice => ({...notice, about: notice.about === '' ? name : `${name}: ${notice.about}`})),
		),
		sources: mergeSources(states),
		energyJ: energies.length === 0 ? undefined : energies.reduce((sum, joules) => sum + joules, 0),
		lastTrial: trials.length,
	};
}

/** Sources of all runs; the same one once. */
function mergeSources(states: readonly SweepState[]): SweepState['sources'] {
	return [...new Map(states.flatMap(state => state.sources).map(source => [source.source, source])).values()];
}

/** The first run's sweep with the parameters and metrics of all; objectives that any of the runs has, each once. */
function mergeSweeps(sweeps: readonly Sweep[], parameter: string, names: readonly string[]): Sweep | undefined {
	const [first] = sweeps;
	if (first === undefined) return undefined;
	const parameters = mergeParameters(sweeps.map(sweep => sweep.space.parameters));
	const run = {name: parameter, domain: {kind: 'choice', values: names}} as const;
	return {
		...first,
		name: [...new Set(sweeps.map(sweep => sweep.name))].join(' + '),
		space: {parameters: [run, ...parameters], exclude: []},
		metrics: byName(sweeps.flatMap(sweep => sweep.metrics)),
		objectives: sharedObjectives(sweeps),
		constraints: [],
		sampler: sharedSampler(sweeps) ?? first.sampler,
		budget: sharedTarget(sweeps),
		runParameter: parameter,
	};
}

function byName(metrics: readonly Metric[]): readonly Metric[] {
	const first = new Map<string, Metric>();
	for (const metric of metrics) if (!first.has(metric.name)) first.set(metric.name, metric);
	return [...first.values()];
}

/** Runs are ranked by what all of them search for; where that is nothing, by what the first one does. */
export function sharedObjectives(sweeps: readonly Pick<Sweep, 'objectives'>[]): readonly Objective[] {
	const wanted = sweeps[0]?.objectives ?? [];
	const shared = wanted.filter(objective =>
		sweeps.every(sweep =>
			sweep.objectives.some(other => other.metric === objective.metric && other.direction === objective.direction),
		),
	);
	return shared.length === 0 ? wanted : shared;
}

/** The samplers by name, where the runs have several. */
function sharedSampler(sweeps: readonly Sweep[]): Sweep['sampler'] | undefined {
	const names = new Set(sweeps.map(sweep => samplerWords(sweep)));
	return names.size < 2 ? undefined : {name: [...names].join(' + '), options: {}};
}

/** The target where all runs have the same one: what they were to reach is what they are compared by. */
function sharedTarget(sweeps: readonly Sweep[]): Sweep['budget'] {
	const target = sweeps[0]?.budget.target;
	return target !== undefined && sweeps.every(sweep => sweep.budget.target === target) ? {target} : {};
}

function runParameter(sweeps: readonly Sweep[]): string {
	return runParameterBeside(
		new Set(sweeps.flatMap(sweep => [...sweep.space.parameters, ...sweep.metrics].map(item => item.name))),
	);
}

/** The parameter that says which run a trial is of: `run`, or a longer name where a run has one that is called so. */
export function runParameterBeside(taken: ReadonlySet<string>): string {
	let name = 'run';
	while (taken.has(name)) name += '_';
	return name;
}

/** The names of runs, with a number behind one that was there before: `night (2)`. */
export function uniqueRunNames(names: readonly string[]): readonly string[] {
	return uniqueNames(names, (name, count) => `${name} (${count})`);
}

function placeOneAfterOther(states: readonly SweepState[]): readonly number[] {
	let next = 0;
	return states.map(state => {
		let [from, to] = [Number.POSITIVE_INFINITY, 0];
		for (const trial of state.trials) {
			if (trial === undefined) continue;
			from = Math.min(from, startOf(trial));
			to = Math.max(to, endOf(trial));
		}
		const offset = Number.isFinite(from) ? next - from : next;
		if (Number.isFinite(from)) next += to - from + BETWEEN_MS;
		return offset;
	});
}

function startOf(trial: TrialRecord): number {
	const first = trial.executions[0]?.startedMonoMs ?? Number.POSITIVE_INFINITY;
	return Math.min(first, trial.gate?.sinceMonoMs ?? Number.POSITIVE_INFINITY);
}

function endOf(trial: TrialRecord): number {
	return trial.executions.reduce(
		(latest, execution) => Math.max(latest, execution.startedMonoMs + (execution.durationS ?? 0) * 1000),
		0,
	);
}

function shifted(trial: TrialRecord, byMs: number): TrialRecord {
	const {gate} = trial;
	return {
		...trial,
		executions: trial.executions.map(
			(execution): ExecutionState => ({...execution, startedMonoMs: execution.startedMonoMs + byMs}),
		),
		curves: Object.fromEntries(
			Object.entries(trial.curves).map(([name, points]) => [
				name,
				points.map(point => ({...point, monoMs: point.monoMs + byMs})),
			]),
		),
		...(gate === undefined ? {} : {gate: {...gate, sinceMonoMs: gate.sinceMonoMs + byMs}}),
	};
}
