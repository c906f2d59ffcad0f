import {safeText} from '../domain/safe-text.ts';
import {createSweepState} from '../domain/sweep-state.ts';
import {findSampler} from '../samplers/registry.ts';
import {describePlan} from '../spec/plan.ts';
import {planLines} from '../spec/plan-text.ts';
import type {Params} from '../domain/space.ts';
import {createSampler} from './engine-start.ts';
import type {Invocation} from './command.ts';
import type {LoadedSweep} from './load-sweep.ts';

/** Trials whose commands a plan shows. */
const SHOWN_TRIALS = 3;

/** Prints what a sweep will do; runs and writes nothing. */
export function printPlan({sweep}: LoadedSweep, invocation: Invocation<unknown>): number {
	const sampler = createSampler(sweep, createSweepState());
	const first: Params[] = [];
	for (let trial = 1; trial <= SHOWN_TRIALS; trial++) {
		const params = sampler.ask({trial, running: first});
		if (params === undefined) break;
		first.push(params);
	}
	const plan = describePlan(sweep, {
		first,
		isExhaustive: sampler.size !== undefined && findSampler(sweep.sampler.name).id !== 'random',
		runDirectory: `${invocation.global.runs}/${sweep.name}-…`,
	});
	for (const line of planLines(plan)) invocation.host.out(`${safeText(line)}\n`);
	return 0;
}
