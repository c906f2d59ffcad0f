import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isPowerEstimated} from '../../source/domain/energy/power-estimate.ts';
import {energyOfTrials} from '../../source/domain/energy/trial-energy.ts';
import {closingSummary} from '../../source/reporters/closing-summary.ts';
import type {SweepFact} from '../../source/domain/event.ts';
import {foldFacts, SAMPLE_FACTS} from '../helpers/sample-sweep.ts';

const CPU = {channel: 'cpu.power_w', unit: 'W', source: 's', periodMs: 1000, windowMs: 0} as const;

function opened(scope: 'estimate' | 'rail'): SweepFact {
	return {type: 'probe-opened', source: scope, channels: [{...CPU, scope}]};
}

test('power is an estimate by what trials say, else by the sources', () => {
	assert.equal(isPowerEstimated(foldFacts(SAMPLE_FACTS)), true);
	const [started] = SAMPLE_FACTS;
	assert.ok(started !== undefined);
	assert.equal(isPowerEstimated(foldFacts([started])), false);
	assert.equal(isPowerEstimated(foldFacts([started, opened('estimate')])), true);
	assert.equal(isPowerEstimated(foldFacts([started, opened('estimate'), opened('rail')])), false);
});

function summaryOf(facts: readonly SweepFact[]): string {
	return closingSummary(foldFacts(facts), '/srv/x', () => undefined).find(line => line.startsWith('energy')) ?? '';
}

function endedWith(joules: number): SweepFact {
	return {type: 'sweep-ended', why: 'done', totals: {trials: 3, time_s: 9, energy_j: joules}};
}

test('the summary parts the joules of trials from those of idle time and pauses', () => {
	const facts = SAMPLE_FACTS.slice(0, -1);
	assert.deepEqual(energyOfTrials(foldFacts(facts).trials), {joules: 28.4, unmeasured: 0});
	assert.match(
		summaryOf([...facts, endedWith(40.4)]),
		/40\.4 J est \(no power sensor\): trials 28\.4 J, rest 12\.0 J \(idle, pauses\)$/,
	);
	assert.match(summaryOf([...facts, endedWith(28.4)]), /28\.4 J est \(no power sensor\)$/);
});

test('a run without an energy of its own is named beside the rest', () => {
	const process = {role: 'measured', attempt: 1, argv: ['a'], pid: 1, startTicks: 1} as const;
	const short: readonly SweepFact[] = [
		{type: 'execution-started', trial: 2, execution: 1, ...process},
		{
			type: 'execution-ended',
			trial: 2,
			execution: 1,
			outcome: 'failed',
			duration_s: 0.1,
			metrics: {},
			telemetry: {},
			flags: ['SHORT'],
		},
	];
	const facts = [...SAMPLE_FACTS.slice(0, -1), ...short, endedWith(30.4)];
	assert.match(summaryOf(facts), /trials 28\.4 J, rest 2\.00 J \(idle, pauses, 1 run too short or shared\)$/);
});
