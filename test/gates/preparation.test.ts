import {STOPPED} from '../../source/domain/trial.ts';
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setImmediate as yieldTurn} from 'node:timers/promises';
import {openPreparation, TRIP_TEMPERATURE_C} from '../../source/commands/engine/trial-preparation.ts';
import type {SweepEvent, SweepFact} from '../../source/domain/event.ts';
import {CLOCK_MISS} from '../../source/domain/knob.ts';
import type {Scalar} from '../../source/domain/space.ts';
import {createSweepState} from '../../source/domain/sweep-state.ts';
import {obey} from '../../source/engine/commands.ts';
import {createEngineroom, type Engineroom, SKIPPED, type TrialPreparation} from '../../source/engine/engineroom.ts';
import {createLedger, type Ledger} from '../../source/engine/ledger.ts';
import {createTelemetryWindow} from '../../source/engine/telemetry-window.ts';
import {createTrialResults} from '../../source/engine/trial-results.ts';
import {runTrial} from '../../source/engine/trial-run.ts';
import {engineSweep} from '../engine/sweep.ts';
import {eventually} from '../e2e/world.ts';

function createFacts(): {readonly facts: SweepFact[]; readonly ledger: Ledger} {
	const facts: SweepFact[] = [];
	const append = (fact: SweepFact): SweepEvent => {
		facts.push(fact);
		return {seq: facts.length, t: '', mono_ms: facts.length, boot: 'b', ...fact};
	};
	return {facts, ledger: createLedger({append}, createSweepState(), () => undefined)};
}

/** A room with one queued trial and this preparation; executions complete at once. */
function createRoom(preparation: TrialPreparation): {readonly room: Engineroom; readonly facts: readonly SweepFact[]} {
	const {facts, ledger} = createFacts();
	const sweep = engineSweep();
	const room = createEngineroom({
		sweep,
		ledger,
		sampler: {ask: () => undefined, tell: () => undefined, size: undefined},
		learns: false,
		results: createTrialResults(sweep),
		executions: {
			run: async ({trial, execution, role, attempt, onProcessEnded}) => {
				ledger.record({type: 'execution-started', trial, execution, role, attempt, argv: [], pid: 1, startTicks: 1});
				onProcessEnded('complete');
				const ended = {outcome: 'complete', duration_s: 1, metrics: {}, telemetry: {}, flags: []} as const;
				ledger.record({type: 'execution-ended', trial, execution, ...ended});
			},
			end: () => false,
			endAll: () => undefined,
			meter: {measure: () => Promise.resolve({telemetry: {}, missing: {}, flags: []}), spacingMs: () => undefined},
			write: () => undefined,
			resize: () => undefined,
			tail: async () => undefined,
			settle: async () => undefined,
			executionOf: () => undefined,
			running: () => [],
		},
		preparation,
		unfinished: [],
		energyJ: () => undefined,
		now: () => 0,
		onProgress: () => undefined,
	});
	ledger.record({type: 'trial-queued', trial: 1, params: {i: 1, scale: 1}, by: 'grid'});
	return {room, facts};
}

const untilAborted: TrialPreparation = {
	prepare: (_trial, _params, signal) =>
		new Promise(resolve => {
			signal.addEventListener('abort', () => resolve({kind: 'ready', flags: []}));
		}),
};

function endOf(facts: readonly SweepFact[]) {
	const end = facts.findLast(fact => fact.type === 'trial-ended');
	return end?.type === 'trial-ended' ? [end.state, end.why, end.flags] : [];
}

test("flags of the preparation are the trial's, and it is prepared once for all its executions", async () => {
	let calls = 0;
	const {room, facts} = createRoom({
		prepare: async () => {
			calls += 1;
			return {kind: 'ready', flags: ['HOT-START']};
		},
	});
	await runTrial({...room, sweep: {...room.sweep, run: {...room.sweep.run, repeats: 3}}}, 1);
	assert.deepEqual(endOf(facts), ['complete', undefined, ['HOT-START']]);
	assert.equal(calls, 1);
	assert.equal(facts.filter(({type}) => type === 'execution-started').length, 3);
});

test('a trial whose knobs cannot be set fails and runs nothing', async () => {
	const {room, facts} = createRoom({prepare: async () => ({kind: 'failed', why: 'EBUSY writing'})});
	await runTrial(room, 1);
	assert.deepEqual(endOf(facts), ['failed', 'EBUSY writing', []]);
	assert.ok(!facts.some(({type}) => type === 'execution-started'));
});

test('a skip and a stop at once break a preparation off', async () => {
	const skipped = createRoom(untilAborted);
	const done = runTrial(skipped.room, 1);
	await yieldTurn();
	assert.deepEqual(obey(skipped.room, {command: 'skip-trial', trial: 1}, 'user'), {ok: true, text: 'ending #1'});
	await done;
	assert.deepEqual(endOf(skipped.facts).slice(0, 2), ['killed', SKIPPED]);

	const stopped = createRoom(untilAborted);
	const end = runTrial(stopped.room, 1);
	await yieldTurn();
	obey(stopped.room, {command: 'stop', now: true}, 'user');
	await end;
	assert.deepEqual(endOf(stopped.facts).slice(0, 2), ['killed', STOPPED]);
});

test('G10: a board about to switch itself off: knobs are put back, the trial is flagged and the sweep pauses, once', async t => {
	const {facts, ledger} = createFacts();
	const window = createTelemetryWindow({wait: () => Promise.resolve()});
	const applied: ReadonlyMap<string, Scalar>[] = [];
	const pauses: string[] = [];
	const sweep = {
		...engineSweep(),
		space: {
			parameters: [{name: 'hz', knob: 'gpu.frequency', domain: {kind: 'choice' as const, values: [1, 2]}}],
			exclude: [],
		},
	};
	const {preparation, close} = openPreparation({
		sweep,
		ledger,
		telemetry: {window, energyJ: () => undefined},
		knobs: {
			apply: async (_trial, values) => {
				applied.push(values);
				return {kind: 'set', misses: []};
			},
			close: async () => [],
		},
		pause: why => pauses.push(why),
	});
	t.after(close);
	const prepared = await preparation?.prepare(1, {hz: 2}, new AbortController().signal);
	assert.deepEqual(applied, [new Map([['gpu.frequency', 2]])]);
	window.add({t0: 1, channels: ['gpu0.temp_c', 'zone.soc.temp_c'], rows: [[0, TRIP_TEMPERATURE_C - 1, 120]]});
	await new Promise(resolve => {
		setTimeout(resolve, 600);
	});
	assert.deepEqual(pauses, [], 'not yet, and only dies count');
	window.add({t0: 2, channels: ['gpu0.temp_c'], rows: [[0, TRIP_TEMPERATURE_C + 4]]});
	await eventually('the trip', () => pauses.length > 0);
	assert.match(pauses[0] ?? '', /105\.0 °C: the hardware settings were put back/);
	assert.deepEqual(applied.at(-1), new Map());
	assert.deepEqual(prepared, {kind: 'ready', flags: [CLOCK_MISS]});
	assert.equal(facts.filter(({type}) => type === 'notice').length, 1);
});
