import {Worker} from 'node:worker_threads';
import type {Sampler, SamplerContext, SamplerDefinition, SamplerHost, Suggester, Told} from '../../domain/sampler.ts';
import type {Params} from '../../domain/space.ts';
import type {Sweep} from '../../domain/sweep.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import {isAnchor, isTerminal} from '../../domain/trial.ts';
import {trialLimit} from '../../engine/budget.ts';
import type {Ledger} from '../../engine/ledger.ts';
import {toldOf} from '../../engine/told.ts';
import {visitedKeys} from '../../engine/trial-queue.ts';
import {findSampler} from '../../samplers/registry.ts';
import type {SamplerWorkerData} from '../../samplers/sampler-messages.ts';
import {createThreadedSampler} from '../../samplers/threaded.ts';
import {monotonicMs, setTimer} from '../clock.ts';
import {startLineProgram} from './line-program.ts';
import {samplerWorkerUrl} from '../worker-url.ts';

/** One answer of a sampler's program may take so long: the first one waits for Python to load its libraries. */
const PATIENCE_MS = 120_000;

/** The sampler of a sweep, told of every trial that has ended: the one that answers at once. */
export function createSampler(sweep: Sweep, state: SweepState): Sampler {
	const definition = findSampler(sweep.sampler.name);
	const sampler = definition.create(contextOf(sweep, state), sweep.sampler.options);
	toldSoFar(sweep, state, sampler.learns ?? definition.learns).forEach(sampler.tell);
	return sampler;
}

/** As {@link createSampler}, where it runs best: in a program of its own, or in a thread where suggestions take long. */
export function openSampler(
	sweep: Sweep,
	ledger: Ledger,
	environment: Readonly<Record<string, string | undefined>>,
): Suggester {
	const definition = findSampler(sweep.sampler.name);
	if (definition.open === undefined) return openThreaded(definition, sweep, ledger);
	const state = ledger.state();
	const suggester = definition.open(contextOf(sweep, state), sweep.sampler.options, hostOf(ledger, environment));
	toldSoFar(sweep, state, true).forEach(suggester.tell);
	return suggester;
}

function openThreaded(definition: SamplerDefinition, sweep: Sweep, ledger: Ledger): Suggester {
	const context = contextOf(sweep, ledger.state());
	const {options} = sweep.sampler;
	const local = definition.create(context, options);
	const learns = local.learns ?? definition.learns;
	const told = toldSoFar(sweep, ledger.state(), learns);
	told.forEach(local.tell);
	return createThreadedSampler({
		local,
		told,
		learns,
		createWorker: toldNow => {
			const data: SamplerWorkerData = {name: definition.id, context, options, told: toldNow};
			return new Worker(samplerWorkerUrl(), {workerData: data, stdout: true, stderr: true});
		},
		now: monotonicMs,
		notice: text => ledger.notice('warning', text, 'sampler'),
	});
}

function hostOf(ledger: Ledger, environment: Readonly<Record<string, string | undefined>>): SamplerHost {
	const state = ledger.state();
	const running = state.trials.flatMap((trial): (readonly [number, Params])[] =>
		trial === undefined || isTerminal(trial.state) || trial.remeasured || isAnchor(trial)
			? []
			: [[trial.trial, trial.params]],
	);
	return {
		startProgram: argv => startLineProgram(argv, {environment, patienceMs: PATIENCE_MS, setTimer}),
		python: environment['SWEEPTOP_PYTHON'] || 'python3',
		notice: text => ledger.notice('warning', text, 'sampler'),
		remember: kept => ledger.record({type: 'sampler-told', state: kept}),
		remembered: state.samplerStates,
		unfinished: new Map(running),
	};
}

function contextOf(sweep: Sweep, state: SweepState): SamplerContext {
	let keys: ReadonlySet<string> | undefined;
	return {
		space: sweep.space,
		directions: sweep.objectives.map(objective => objective.direction),
		seed: sweep.seed,
		order: sweep.run.order,
		...(sweep.budget.trials === undefined ? {} : {budgetTrials: trialLimit(sweep, state)}),
		// Made when it is asked for: a grid that goes on where it stood does not need a hundred thousand keys.
		get visited() {
			keys ??= visitedKeys(sweep.space, state);
			return keys;
		},
		walked: state.trials.flatMap(trial => (trial === undefined || isAnchor(trial) ? [] : [trial.params])),
	};
}

/** Who does not learn needs no more than the points that are visited. */
function toldSoFar(sweep: Sweep, state: SweepState, learns: boolean): readonly Told[] {
	if (!learns) return [];
	return state.trials.flatMap(trial =>
		trial === undefined || !(isTerminal(trial.state) || trial.remeasured) || isAnchor(trial)
			? []
			: [toldOf(sweep, trial)],
	);
}
