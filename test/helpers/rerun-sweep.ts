import type {SweepFact} from '../../source/domain/event.ts';
import {createSweepState, reduceSweep, type SweepState} from '../../source/domain/sweep-state.ts';

type Role = 'warmup' | 'measured';

/** Two trials of 1 s each, one after the other; long after them the first one runs once more, for 2 s and 0.5 s. */
export function rerunState(): SweepState {
	const queued = (trial: number): SweepFact => ({type: 'trial-queued', trial, params: {}, by: 'sampler'});
	const facts: readonly (readonly [number, SweepFact])[] = [
		[0, queued(1)],
		...ran(1, 1, 'measured', {fromMs: 0, toMs: 1000}),
		[1000, queued(2)],
		...ran(2, 1, 'measured', {fromMs: 1000, toMs: 2000}),
		[12_000, queued(1)],
		...ran(1, 2, 'warmup', {fromMs: 17_000, toMs: 17_500}),
		...ran(1, 3, 'measured', {fromMs: 17_500, toMs: 19_500}),
	];
	return facts.reduce(
		(state, [mono_ms, fact], index) => reduceSweep(state, {...fact, seq: index + 1, t: 'T', mono_ms, boot: 'b'}),
		createSweepState(),
	);
}

function ran(
	trial: number,
	execution: number,
	role: Role,
	{fromMs, toMs}: {readonly fromMs: number; readonly toMs: number},
): readonly (readonly [number, SweepFact])[] {
	const duration_s = (toMs - fromMs) / 1000;
	const measured = {duration_s, metrics: {}, telemetry: {}, flags: []};
	return [
		[fromMs, {type: 'execution-started', trial, execution, role, attempt: 1, argv: [], pid: 1, startTicks: 1}],
		[toMs, {type: 'execution-ended', trial, execution, outcome: 'complete', ...measured}],
	];
}
