import assert from 'node:assert/strict';
import {test} from 'node:test';
import {DEFAULT_SEPARATION, findRivals, mayRepeat, separationText} from '../../source/domain/statistics/separation.ts';
import type {SweepFact} from '../../source/domain/event.ts';
import {createSweepState, foldEvents, type SweepState} from '../../source/domain/sweep-state.ts';
import type {Outcome} from '../../source/domain/trial.ts';
import {engineSweep} from '../engine/sweep.ts';
import {createRandom} from '../helpers/plot-sweep.ts';

/** Losses of the repeats of each trial; a word is the outcome of a run that did not complete. */
type Runs = readonly (readonly (number | Outcome)[])[];

function stateOf(trials: Runs, objectives = ['loss']): SweepState {
	const sweep = {
		...engineSweep(),
		metrics: objectives.map(name => ({name, reduce: 'last' as const, stream: false})),
		objectives: objectives.map(metric => ({metric, direction: 'minimize' as const})),
	};
	const facts: SweepFact[] = [
		{type: 'sweep-started', format: 1, sweep, hash: '', seed: 0, engine: {pid: 1, startTicks: 1, version: ''}},
		...trials.flatMap((runs, index) => trialFacts(index + 1, runs)),
	];
	return foldEvents(
		createSweepState(),
		facts.map((fact, index) => ({seq: index + 1, t: '', mono_ms: index, boot: 'b', ...fact})),
	);
}

function trialFacts(trial: number, runs: Runs[number]): SweepFact[] {
	const values = runs.filter(run => typeof run === 'number');
	const state = values.length === 0 ? 'failed' : 'complete';
	const loss = values.reduce((a, b) => a + b, 0) / values.length;
	return [
		{type: 'trial-queued', trial, params: {i: trial}, by: 'grid'},
		...runs.flatMap((run, index): SweepFact[] => {
			const execution = index + 1;
			const outcome = typeof run === 'number' ? 'complete' : run;
			const metrics: Readonly<Record<string, number>> = typeof run === 'number' ? {loss: run} : {};
			return [
				{type: 'execution-started', trial, execution, role: 'measured', attempt: 1, argv: [], pid: 1, startTicks: 1},
				{type: 'execution-ended', trial, execution, outcome, duration_s: 1, metrics, telemetry: {}, flags: []},
			];
		}),
		{type: 'trial-ended', trial, state, metrics: state === 'complete' ? {loss} : {}, telemetry: {}, flags: []},
	];
}

test('trials of one run each are no ranking: the best ones are measured again, the leader first', () => {
	const ties = findRivals(stateOf([[3], [1], [2], [9]]), DEFAULT_SEPARATION);
	assert.deepEqual(ties, {leader: 2, rivals: [3, 1], next: 2});
});

test('the trial with the fewest repeats is next; one that is told from the leader is left alone', () => {
	const far = [9, 9.1, 8.9];
	const close = [1.2, 0.7, 1.4, 1];
	assert.deepEqual(findRivals(stateOf([[1, 1.1, 0.9, 1.2], close, far]), DEFAULT_SEPARATION), {
		leader: 1,
		rivals: [2],
		next: 1,
	});
	assert.equal(findRivals(stateOf([[1, 1.1, 0.9, 1.2], close.slice(1), far]), DEFAULT_SEPARATION)?.next, 2);
	assert.deepEqual(findRivals(stateOf([[1, 1.1, 0.9, 1.2], far, far]), DEFAULT_SEPARATION), {
		leader: 1,
		rivals: [],
		next: undefined,
	});
});

test('programs without any scatter are not run again and again', () => {
	assert.deepEqual(
		findRivals(
			stateOf([
				[1, 1],
				[1, 1],
			]),
			DEFAULT_SEPARATION,
		)?.rivals,
		[],
	);
	assert.deepEqual(findRivals(stateOf([[1], [1, 1]]), DEFAULT_SEPARATION)?.next, 1);
});

test('a higher confidence asks for more, a smaller field for less', () => {
	const state = stateOf([
		[1, 1.1, 0.9],
		[1.6, 1.5, 1.4],
		[1.05, 0.9, 1.2],
	]);
	assert.deepEqual(findRivals(state, DEFAULT_SEPARATION)?.rivals, [3]);
	assert.deepEqual(findRivals(state, {...DEFAULT_SEPARATION, confidence: 0.999})?.rivals, [3, 2]);
	assert.deepEqual(findRivals(state, {...DEFAULT_SEPARATION, top: 2})?.rivals, [3]);
});

test('of races of two equal trials 19 in 20 end without a leader, though each run is a look', () => {
	const uniform = createRandom(11);
	const draw = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
	const races = 400;
	let led = 0;
	for (let race = 0; race < races; race++) {
		const runs = [[10 + draw()], [10 + draw()]];
		for (;;) {
			const ties = findRivals(stateOf(runs), DEFAULT_SEPARATION);
			if (ties?.rivals.length === 0) led += 1;
			if (ties?.next === undefined) break;
			runs[ties.next - 1]?.push(10 + draw());
		}
	}
	assert.ok(led / races <= 0.05, `${led} of ${races}`);
});

test('what failed takes no part, and what failed when it was measured again is not tried a third time', () => {
	const state = stateOf([['failed'], [1, 'failed'], [2], ['pruned']]);
	assert.deepEqual(findRivals(state, DEFAULT_SEPARATION), {leader: 2, rivals: [3], next: 3});
	assert.equal(mayRepeat(state.trials[0], DEFAULT_SEPARATION), false);
	assert.equal(mayRepeat(state.trials[1], DEFAULT_SEPARATION), false);
	assert.equal(mayRepeat(stateOf([[1, 'lost']]).trials[0], DEFAULT_SEPARATION), true);
});

test('repeats end at their limit, failures counted and lost runs not', () => {
	const two = {...DEFAULT_SEPARATION, maxRepeats: 2};
	assert.equal(findRivals(stateOf([[1, 2], [1.4]]), two)?.next, 2);
	const spent = findRivals(
		stateOf([
			[1, 2],
			[1, 'lost', 2.2],
		]),
		two,
	);
	assert.deepEqual(spent, {leader: 1, rivals: [2], next: undefined});
});

test('several objectives, none, and no complete trial: there is no leader', () => {
	assert.equal(findRivals(stateOf([[1], [2]], ['loss', 'other']), DEFAULT_SEPARATION), undefined);
	assert.equal(findRivals(stateOf([[1], [2]], []), DEFAULT_SEPARATION), undefined);
	assert.equal(findRivals(stateOf([['failed']]), DEFAULT_SEPARATION), undefined);
	assert.equal(findRivals(createSweepState(), DEFAULT_SEPARATION), undefined);
});

test('the plan says what will be done', () => {
	assert.equal(separationText(DEFAULT_SEPARATION), 'the best 3 up to 10 times each, until one leads (95 %)');
});
