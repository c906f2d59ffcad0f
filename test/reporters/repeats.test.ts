import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {SweepFact} from '../../source/domain/event.ts';
import {linesReporter} from '../../source/reporters/lines.ts';
import {summaryReporter} from '../../source/reporters/summary.ts';
import {SAMPLE_FACTS, SAMPLE_SWEEP} from '../helpers/sample-sweep.ts';
import {report} from './report.ts';

/** The sample sweep with repeats: flops of each execution, in GFLOP/s. */
function repeated(...trials: readonly (readonly number[])[]): readonly SweepFact[] {
	const [start] = SAMPLE_FACTS;
	assert.ok(start !== undefined);
	const facts = trials.flatMap((runs, index): SweepFact[] => {
		const trial = index + 1;
		const mean = runs.reduce((a, b) => a + b, 0) / runs.length;
		return [
			{type: 'trial-queued', trial, params: {dtype: 'half', size: 64 * trial, rounds: 8}, by: 'sampler'},
			...runs.flatMap((flops, run): SweepFact[] => {
				const place = {trial, execution: run + 1} as const;
				const metrics = {flops: flops * 1e9};
				return [
					{type: 'execution-started', ...place, role: 'measured', attempt: 1, argv: [], pid: 1, startTicks: 1},
					{
						type: 'execution-ended',
						...place,
						outcome: 'complete',
						duration_s: 0.1 / flops,
						metrics,
						telemetry: {},
						flags: [],
					},
				];
			}),
			{type: 'trial-ended', trial, state: 'complete', metrics: {flops: mean * 1e9}, telemetry: {}, flags: []},
		];
	});
	return [start, ...facts, {type: 'sweep-ended', why: 'done', totals: {trials: trials.length, time_s: 1}}];
}

test('repeats: lines and summary give mean, deviation and n, and how far the best leads', () => {
	const facts = repeated([1, 1.01, 0.99], [1.2, 1.22, 1.18], [1.19, 1.22, 1.18]);
	const {out} = report(linesReporter, facts);
	assert.match(out, /^#1 complete 1\/6 flops=1\.000 ± 0\.010 GFLOP\/s \(n=3\) .* dtype=half size=64$/m);
	assert.match(out, /^best {4}#2 flops=1\.200 ± 0\.020 GFLOP\/s \(n=3\) {2}dtype=half size=128 {2}\(1 tied\)$/m);
	assert.match(
		out,
		/^ {8}tied with #3 {2}dtype=half size=192: 1\.003 ± 0\.024 times higher, which chance alone may give \(p = 0\.8\d\)$/m,
	);
	assert.match(out, /^ {8}1\.200 ± 0\.023 times higher than #1 {2}dtype=half size=64 {2}\(p < 0\.001\)$/m);
});

test('an objective that is a column has its value, unit and lead too', () => {
	const facts = repeated([1, 1.01, 0.99], [2, 2.02, 1.98]).map(fact =>
		fact.type === 'sweep-started'
			? {...fact, sweep: {...SAMPLE_SWEEP, objectives: [{metric: 'duration_s', direction: 'minimize'} as const]}}
			: fact,
	);
	const {out} = report(linesReporter, facts);
	assert.match(out, /^#1 complete 1\/6 duration_s=0\.1000 ± 0\.0010 s \(n=3\) flops=1\.00 GFLOP\/s {2}dtype/m);
	assert.match(out, /^best {4}#2 duration_s=50\.00 ± 0\.50 ms \(n=3\) flops/m);
	assert.match(out, /^ {8}2\.000 ± 0\.028 times faster than #1 /m);
});

test('a target that was not reached is said at the end, one that was is not', () => {
	const withTarget = (target: string): readonly SweepFact[] =>
		SAMPLE_FACTS.map(fact =>
			fact.type === 'sweep-started' ? {...fact, sweep: {...SAMPLE_SWEEP, budget: {target}}} : fact,
		);
	assert.match(report(summaryReporter, withTarget('flops >= 3e9')).out, /^target {2}flops >= 3e9 was not reached$/m);
	assert.doesNotMatch(report(summaryReporter, withTarget('flops >= 2e9')).out, /^target/m);
});
