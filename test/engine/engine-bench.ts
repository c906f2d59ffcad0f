import {takeUp} from '../../source/commands/engine/engine-start.ts';
import {JOURNAL_FORMAT, type SweepEvent, type SweepFact} from '../../source/domain/event.ts';
import type {Suggester} from '../../source/domain/sampler.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import {createSweepState} from '../../source/domain/sweep-state.ts';
import type {Outcome} from '../../source/domain/trial.ts';
import {createEngine} from '../../source/engine/engine.ts';
import type {ExecutionOrder, ExecutionRunner} from '../../source/engine/execution-run.ts';
import {createLedger} from '../../source/engine/ledger.ts';
import {createTrialResults} from '../../source/engine/trial-results.ts';
import {visitedKeys} from '../../source/engine/trial-queue.ts';
import {findSampler} from '../../source/samplers/registry.ts';
import {engineSweep} from './sweep.ts';

/** How an execution of a bench ends. */
export type End = {
	readonly outcome: Outcome;
	readonly why?: string;
	readonly metrics?: Readonly<Record<string, number>>;
};

/**
 * An engine over executions that end when the test says so, or at once as `decide` says. Its sampler is that of the
 * sweep unless another is given. With `earlier` it goes on where a journal of these facts ends.
 */
export function createBench(
	changes: Partial<Sweep>,
	decide: (order: ExecutionOrder) => End | undefined,
	given?: Suggester,
	earlier: readonly SweepFact[] = [],
	energyJ: () => number | undefined = () => undefined,
) {
	const sweep: Sweep = {...engineSweep(), ...changes};
	const facts: SweepFact[] = [];
	let clockMs = 0;
	const sink = {
		append: (fact: SweepFact): SweepEvent => {
			facts.push(fact);
			clockMs += 1;
			return {seq: facts.length, t: '', mono_ms: clockMs, boot: 'b', ...fact};
		},
	};
	const ledger = createLedger(sink, createSweepState(), () => undefined);
	const engine = {pid: 1, startTicks: 1, version: '0'};
	earlier.forEach(ledger.record);
	ledger.record({type: 'sweep-started', format: JOURNAL_FORMAT, sweep, hash: '', seed: 0, engine});
	const unfinished = takeUp(ledger);
	const open = new Map<number, (end: End) => void>();
	let most = 0;
	const executions: ExecutionRunner = {
		run: async order => {
			const {trial, execution, role, attempt} = order;
			ledger.record({type: 'execution-started', trial, execution, role, attempt, argv: [], pid: 1, startTicks: 1});
			const ended = Promise.withResolvers<End>();
			open.set(trial, ended.resolve);
			most = Math.max(most, open.size);
			const decided = decide(order);
			if (decided !== undefined) setImmediate(() => ended.resolve(decided));
			const {outcome, why = outcome, metrics = {}} = await ended.promise;
			open.delete(trial);
			order.onProcessEnded(outcome);
			ledger.record({
				type: 'execution-ended',
				trial,
				execution,
				outcome,
				duration_s: 1,
				metrics,
				telemetry: {},
				flags: [],
				why,
			});
		},
		end: (trial, outcome, why) => {
			open.get(trial)?.({outcome, why});
			return open.has(trial);
		},
		endAll: (outcome, why) => {
			for (const resolve of open.values()) resolve({outcome, why});
		},
		meter: {measure: () => Promise.resolve({telemetry: {}, missing: {}, flags: []}), spacingMs: () => undefined},
		write: () => undefined,
		resize: () => undefined,
		tail: () => Promise.resolve(undefined),
		settle: () => Promise.resolve(),
		executionOf: () => undefined,
		running: () => [...open.keys()],
	};
	const sampler: Suggester =
		given ??
		findSampler(sweep.sampler.name).create(
			{space: sweep.space, directions: [], seed: 0, order: 'grid', visited: visitedKeys(sweep.space, ledger.state())},
			{},
		);
	return {
		facts,
		state: ledger.state,
		open,
		mostAtOnce: () => most,
		engine: createEngine({
			sweep,
			ledger,
			sampler,
			learns: false,
			results: createTrialResults(sweep),
			executions,
			unfinished,
			energyJ,
			now: () => clockMs,
			onProgress: () => undefined,
		}),
	};
}
