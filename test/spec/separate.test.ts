import assert from 'node:assert/strict';
import {test} from 'node:test';
import {describePlan} from '../../source/spec/plan.ts';
import {planLines} from '../../source/spec/plan-text.ts';
import {parseSweep} from '../../source/spec/parse-sweep.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import {specContext} from './context.ts';

const sweepWith = (separate: string): Sweep => {
	const text = `command = ["true"]\n[parameters]\ni = [1, 2]\n[metrics]\nloss = {goal = "minimize"}\n[run]\n${separate}\n`;
	return parseSweep({path: 'race.toml', text}, specContext());
};

test('run.separate is off, on with its standard, or a table over it', () => {
	const standard = {top: 3, confidence: 0.95, maxRepeats: 10};
	assert.equal('separate' in sweepWith('').run, false);
	assert.equal('separate' in sweepWith('separate = false').run, false);
	assert.deepEqual(sweepWith('separate = true').run.separate, standard);
	assert.deepEqual(sweepWith('separate = {}').run.separate, standard);
	assert.deepEqual(sweepWith('separate = {top = 5, max_repeats = 4}').run.separate, {
		...standard,
		top: 5,
		maxRepeats: 4,
	});
});

test('the plan says so', () => {
	const lines = planLines(describePlan(sweepWith('separate = {confidence = 0.9}')));
	assert.ok(lines.includes('  then: the best 3 up to 10 times each, until one leads (90 %)'), lines.join('\n'));
});
