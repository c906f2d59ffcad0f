import type {SweepFact} from '../../source/domain/event.ts';
import type {FileExporter} from '../../source/domain/exporter.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import {fold, STARTED, toEvents} from '../journal/sample-run.ts';

/** What an exporter writes, as text. */
export function textOf(exporter: FileExporter, state: SweepState): string {
	return [...exporter.write(state, {csvSafe: false})]
		.map(chunk => (typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk)))
		.join('');
}

/** The events of one trial with a curve of two steps, an energy and flags. */
export function trial(
	number: number,
	size: number,
	flops: number | 'Infinity' | 'NaN',
	changes: {readonly state?: 'complete' | 'pruned' | 'failed'; readonly flags?: readonly string[]} = {},
): readonly SweepFact[] {
	const {state = 'complete', flags = []} = changes;
	const metrics = state === 'failed' ? {} : {flops, loss: 0.25};
	const telemetry = {energy_j: 12.34567, energy_lo_j: 12, energy_hi_j: 13, power_scope: 'board', confidence: 'high'};
	return [
		{type: 'trial-queued', trial: number, params: {dtype: 'half', size, width: [8, 6], tensor: true}, by: 'sampler'},
		{
			type: 'execution-started',
			trial: number,
			execution: 1,
			role: 'measured',
			attempt: 1,
			argv: ['x'],
			pid: 1,
			startTicks: 1,
		},
		...[1, 2].map(
			(step): SweepFact => ({
				type: 'metric-reported',
				trial: number,
				execution: 1,
				name: 'flops',
				value: step * 10,
				step,
			}),
		),
		{type: 'execution-ended', trial: number, execution: 1, outcome: state, duration_s: 1.5, metrics, telemetry, flags},
		{
			type: 'trial-ended',
			trial: number,
			state,
			metrics,
			telemetry,
			flags,
			...(state === 'failed' ? {why: 'exit 7 <b>|'} : {}),
		},
	];
}

/** The first event of a sweep. */
export function started(sweep: Sweep): SweepFact {
	return {
		type: 'sweep-started',
		format: 1,
		sweep,
		hash: 'abc',
		seed: 7,
		engine: {pid: 10, startTicks: 20, version: '0.1.0'},
	};
}

/** Trials of every kind: complete, infeasible, infinite, NaN, pruned, failed, queued. */
export function state(): SweepState {
	return fold(
		toEvents([
			STARTED,
			...trial(1, 64, 100),
			...trial(2, 128, 300),
			...trial(3, 192, 200, {flags: ['INFEASIBLE']}),
			...trial(4, 256, 'Infinity'),
			...trial(5, 320, 'NaN'),
			...trial(6, 384, 50, {state: 'pruned'}),
			...trial(7, 448, 0, {state: 'failed'}),
			{type: 'trial-queued', trial: 8, params: {dtype: 'double', size: 512, width: [16, 8], tensor: false}, by: 'user'},
		]),
	);
}
