import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setImmediate as yieldTurn} from 'node:timers/promises';
import fc from 'fast-check';
import type {SweepFact} from '../../source/domain/event.ts';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import {DEFAULT_SEPARATION, findRivals} from '../../source/domain/statistics/separation.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import {isTerminal} from '../../source/domain/trial.ts';
import {createBench, type End} from './engine-bench.ts';
import {engineSweep} from './sweep.ts';

const SETTINGS = {...DEFAULT_SEPARATION, maxRepeats: 6};

function race(changes: Partial<Sweep['run']> = {}): Partial<Sweep> {
	return {
		run: {...engineSweep().run, separate: SETTINGS, ...changes},
		metrics: [{name: 'loss', reduce: 'last', stream: false}],
		objectives: [{metric: 'loss', direction: 'minimize'}],
	};
}

const loses = (loss: number): End => ({outcome: 'complete', metrics: {loss}});
const noticesOf = (facts: readonly SweepFact[]): readonly string[] =>
	facts.flatMap(fact => (fact.type === 'notice' ? [fact.text] : []));
const runsOf = (state: SweepState, trial: number): number => state.trials[trial - 1]?.executions.length ?? 0;

test('the best trials are measured again, one at a time, until one leads', async () => {
	// Trial 4 was lucky once; 7 is the best one. The scatter of each is known.
	const scatter = [0.02, -0.02, 0.01, -0.01, 0, 0.015];
	const bench = createBench(race({jobs: 4, warmup: 1}), ({trial, execution, role}) => {
		if (role === 'warmup') return loses(9);
		if (trial === 4) return loses(execution === 2 ? 0.5 : 2);
		return loses((trial === 7 ? 1 : 1 + trial / 10) + (scatter[execution % 6] ?? 0));
	});
	const end = await bench.engine.run();
	assert.equal(end.why, 'space exhausted 10/10');
	const state = bench.state();
	assert.equal(rankTrials(state).best, 7);
	assert.equal(findRivals(state, SETTINGS)?.rivals.length, 0);
	assert.equal(state.counts.complete, 10);
	// A new run begins with its warm-up, counts like the planned ones, and the sampler's last trial is not touched.
	assert.deepEqual(
		state.trials[6]?.executions.slice(0, 4).map(({role}) => role),
		['warmup', 'measured', 'warmup', 'measured'],
	);
	assert.equal(runsOf(state, 10), 2);
	assert.equal(state.trials[3]?.metrics['loss'], 1.25);
	const [first = '', ...rest] = noticesOf(bench.facts);
	assert.match(first, /^re-measuring #4, #7 and #1 \(tie\)$/);
	assert.match(rest.at(-1) ?? '', /^#7 leads: told from the next best after \d+ more runs$/);
	const starts = bench.facts.slice(bench.facts.findIndex(fact => fact.type === 'notice'));
	let open = 0;
	for (const fact of starts) {
		if (fact.type === 'execution-started') open += 1;
		if (fact.type === 'execution-ended') open -= 1;
		assert.ok(open <= 1, 'one at a time');
	}
});

test('a trial that is measured again keeps its place and its results until it ends', async () => {
	const bench = createBench(race(), ({trial, execution}) => (execution === 1 ? loses(trial) : undefined));
	const done = bench.engine.run();
	while (bench.state().trials[9]?.state !== 'complete' || !bench.open.has(1)) await yieldTurn();
	const {state, remeasured, metrics, gate} = bench.state().trials[0] ?? {};
	assert.deepEqual({state, remeasured, metrics}, {state: 'running', remeasured: true, metrics: {loss: 1}});
	assert.equal(gate?.why, 'measured again: tied with #2 and #3');
	assert.equal(rankTrials(bench.state()).best, 1);
	bench.engine.stop('stopped by the user', true);
	assert.deepEqual(await done, {why: 'stopped by the user'});
	assert.equal(bench.state().trials[0]?.state, 'complete');
	assert.equal(bench.state().trials[0]?.remeasured, undefined);
	assert.deepEqual(bench.state().trials[0]?.metrics, {loss: 1});
});

test('a failure of a new run is told, and the earlier results stand', async () => {
	const bench = createBench(race(), ({trial, execution}) => {
		return trial === 1 && execution === 2 ? {outcome: 'failed', why: 'exit 3'} : loses(trial + execution / 50);
	});
	await bench.engine.run();
	assert.equal(bench.state().counts.complete, 10);
	assert.deepEqual(bench.state().trials[0]?.metrics, {loss: 1.02});
	assert.equal(runsOf(bench.state(), 1), 2);
	assert.ok(noticesOf(bench.facts).includes('#1 was measured again: failed (exit 3); its earlier results stand'));
});

test('ties that no repeat resolves end at the limit, and are told', async () => {
	const bench = createBench(race(), ({trial, execution}) => loses(trial > 2 ? 50 + trial : execution % 2));
	await bench.engine.run();
	assert.equal(runsOf(bench.state(), 1), 6);
	assert.equal(runsOf(bench.state(), 2), 6);
	assert.match(noticesOf(bench.facts).at(-1) ?? '', /^#1 and #2 are tied after 1\d more runs: no repeat is left$/);
});

test('a budget of time ends the race, and without run.separate there is none', async () => {
	const decide = ({trial, execution}: {trial: number; execution: number}): End => loses(trial > 2 ? 50 : execution % 2);
	const short = createBench({...race(), budget: {timeMs: 45}}, decide);
	const end = await short.engine.run();
	assert.match(end.why, /^time budget spent/);
	assert.ok(runsOf(short.state(), 1) < 6);
	const {separate: _separate, ...plain} = engineSweep().run;
	const none = createBench({...race(), run: plain}, decide);
	await none.engine.run();
	assert.equal(runsOf(none.state(), 1), 1);
});

/** Losses, and whether runs fail, as a function of the run: what is run again after a kill has its own. */
const programs = fc.record({
	means: fc.array(fc.integer({min: 0, max: 4}), {minLength: 10, maxLength: 10}),
	noise: fc.array(fc.integer({min: -9, max: 9}), {minLength: 7, maxLength: 7}),
	fails: fc.array(fc.constantFrom('', '', '', '', 'failed', 'pruned', 'timed-out'), {minLength: 11, maxLength: 11}),
	repeats: fc.integer({min: 1, max: 3}),
	retries: fc.integer({min: 0, max: 1}),
	cut: fc.double({min: 0, max: 1, noNaN: true}),
});

function endOf({means, noise, fails}: {means: number[]; noise: number[]; fails: string[]}) {
	return ({trial, execution}: {trial: number; execution: number}): End => {
		const outcome = fails[(trial * 3 + execution * 5) % fails.length] ?? '';
		if (outcome === 'failed' || outcome === 'pruned' || outcome === 'timed-out') return {outcome};
		return loses((means[trial - 1] ?? 0) + (noise[(trial + execution * 2) % noise.length] ?? 0) / 10);
	};
}

function checkRace(facts: readonly SweepFact[], state: SweepState, first: SweepState['trials']): void {
	for (const trial of state.trials) {
		assert.ok(trial !== undefined && isTerminal(trial.state) && trial.remeasured === undefined);
		const counted = trial.executions.filter(({outcome}) => outcome !== 'lost');
		assert.ok(counted.length <= 2 * SETTINGS.maxRepeats);
		const good = counted.filter(({outcome}) => outcome === 'complete');
		assert.ok(good.length <= SETTINGS.maxRepeats, `#${trial.trial} has ${good.length} repeats`);
		const planned = first[trial.trial - 1];
		// What did not complete by itself is not measured again, and what did stays complete.
		if (planned !== undefined && isTerminal(planned.state)) {
			assert.equal(trial.state, planned.state);
			if (planned.state !== 'complete') assert.equal(trial.executions.length, planned.executions.length);
		}
	}
	assert.equal(facts.at(-1)?.type, 'sweep-ended');
	assert.equal(findRivals(state, SETTINGS)?.next, undefined);
}

test('for any program: no trial beyond its limit, none that failed or was pruned; also after a kill at any point', async () => {
	await fc.assert(
		fc.asyncProperty(programs, async ({cut, repeats, retries, ...program}) => {
			const changes = race({repeats, retries});
			const {separate: _separate, ...unraced} = engineSweep().run;
			const planned = createBench({...changes, run: {...unraced, repeats, retries}}, endOf(program));
			await planned.engine.run();
			const whole = createBench(changes, endOf(program));
			await whole.engine.run();
			checkRace(whole.facts, whole.state(), planned.state().trials);
			const kept = whole.facts.slice(0, 1 + Math.floor(cut * (whole.facts.length - 1)));
			const resumed = createBench(changes, endOf(program), undefined, kept);
			const before = resumed.state().trials.map(trial => (trial?.remeasured === true ? undefined : trial));
			await resumed.engine.run();
			checkRace(resumed.facts, resumed.state(), before);
		}),
		{numRuns: 60},
	);
});
