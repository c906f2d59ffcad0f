import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {SweepFact} from '../../source/domain/event.ts';
import {createSweepState, reduceSweep, type SweepState} from '../../source/domain/sweep-state.ts';
import {openJournal} from '../../source/journal/journal.ts';
import {foldJournal} from '../helpers/fold-journal.ts';
import {createMemoryFiles, RUN, SEGMENT} from './memory-files.ts';
import {plainJournalOptions, STARTED} from './sample-run.ts';

const trial = fc.integer({min: 1, max: 5});
const execution = fc.integer({min: 1, max: 3});
const name = fc.constantFrom('loss', 'flops', '__proto__', 'constructor', 'größe');
const value = fc.oneof(fc.double({noNaN: true, noDefaultInfinity: true}), fc.constantFrom('NaN', '-Infinity'));
// JSON has no negative zero.
const number = value.map(v => (v === 0 ? 0 : v));
const metrics = fc.array(fc.tuple(name, number), {maxLength: 3}).map(entries => Object.fromEntries(entries));
const telemetry = fc.array(fc.tuple(fc.constantFrom('energy_j', 'power_scope'), fc.oneof(number, fc.string())), {
	maxLength: 2,
});
const results = fc.record({
	metrics,
	telemetry: telemetry.map(entries => Object.fromEntries(entries)),
	flags: fc.constantFrom([], ['THERM'], ['INFEASIBLE', 'SHORT']),
});
const text = fc.string({unit: 'grapheme', maxLength: 8});

const fact: fc.Arbitrary<SweepFact> = fc.oneof(
	{weight: 3, arbitrary: trial.map(n => ({type: 'trial-queued', trial: n, params: {size: n}, by: 'grid'}) as const)},
	fc.record({type: fc.constant('gate-waiting' as const), trial, why: text}),
	fc.record({
		type: fc.constant('preparation-started' as const),
		trial,
		execution,
		step: fc.constantFrom('setup' as const, 'prepare' as const),
	}),
	fc.record({
		type: fc.constant('execution-started' as const),
		trial,
		execution,
		role: fc.constantFrom('measured' as const, 'warmup' as const),
		attempt: fc.constant(1),
		argv: fc.array(text, {maxLength: 2}),
		pid: fc.nat(),
		startTicks: fc.nat(),
	}),
	fc.record({
		type: fc.constant('metric-reported' as const),
		trial,
		execution,
		name,
		value: fc.constantFrom(1.5, -2, 'NaN' as const),
		step: fc.nat(9),
	}),
	fc.tuple(trial, execution, results).map(([t, e, r]) => ({
		type: 'execution-ended' as const,
		trial: t,
		execution: e,
		outcome: 'complete' as const,
		duration_s: 1.25,
		...r,
	})),
	fc
		.tuple(trial, results)
		.map(([t, r]) => ({type: 'trial-ended' as const, trial: t, state: 'complete' as const, ...r})),
	fc.record({type: fc.constant('notice' as const), level: fc.constant('info' as const), text, about: text}),
	fc.constantFrom('sweep-paused' as const, 'sweep-resumed' as const, 'sweep-ended' as const).map(type => ({
		type,
		why: 'asked',
		totals: {trials: 1, time_s: 2},
	})),
);

test('folding the file equals the live state at every prefix', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fact, {maxLength: 40}), async facts => {
			const files = createMemoryFiles();
			const journal = await openJournal({...plainJournalOptions(), directory: RUN, files});
			let state = createSweepState();
			const live: SweepState[] = [];
			for (const next of [STARTED, ...facts]) {
				state = reduceSweep(state, journal.append(next));
				// The lists of the state grow in place.
				live.push(structuredClone(state));
			}
			await journal.close();
			const lines = files.get(SEGMENT).toString().split('\n');
			for (const [index, expected] of live.entries()) {
				files.set(SEGMENT, Buffer.from(lines.slice(0, index + 1).join('\n')));
				assert.deepEqual(foldJournal(RUN, {files}), expected);
			}
		}),
		{numRuns: 100},
	);
});
