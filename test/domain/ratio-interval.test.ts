import assert from 'node:assert/strict';
import {test} from 'node:test';
import {judgeRatio, parseRatioGate} from '../../source/domain/ratio/ratio-gate.ts';
import {ratioDeviation, ratioInterval} from '../../source/domain/ratio/ratio-interval.ts';
import {studentQuantile, studentTails} from '../../source/domain/statistics/special.ts';
import {createRandom} from '../helpers/plot-sweep.ts';

const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

test("Student's t as in tables, and the inverse of its tails", () => {
	const table = [
		[0.05, 1, 12.7062],
		[0.05, 2, 4.30265],
		[0.05, 10, 2.22814],
		[0.01, 5, 4.03214],
		[0.05, 1e6, 1.95997],
	] as const;
	for (const [tails, freedom, t] of table) assert.ok(Math.abs(studentQuantile(tails, freedom) / t - 1) < 1e-5);
	assert.ok(Math.abs(studentTails(studentQuantile(0.2, 3.7), 3.7) - 0.2) < 1e-12);
});

test('the interval of a ratio: symmetric about it in the logarithm, none without repeats or with zero or other signs', () => {
	const interval = ratioInterval([11, 12, 13], [9, 10, 11], {ratio: 1.2});
	assert.ok(interval !== undefined);
	assert.ok(Math.abs(Math.sqrt(interval.low * interval.high) - 1.2) < 1e-12);
	assert.ok(interval.low < 1 && interval.high > 1 && interval.p > 0.05, 'two samples of three, two deviations apart');
	assert.equal(ratioInterval([11], [9, 10], {ratio: 1.2}), undefined);
	assert.equal(ratioInterval([1, -1], [9, 10], {ratio: 0}), undefined);
	assert.deepEqual(ratioInterval([3, 3], [2, 2], {ratio: 1.5}), {low: 1.5, high: 1.5, p: 0});
});

test('p says what the interval does: chance is likelier than 1 - confidence where 1 lies inside, and only there', () => {
	const uniform = createRandom(3);
	for (let time = 0; time < 500; time += 1) {
		const above = Array.from({length: 2 + (time % 4)}, () => 10 + 3 * uniform());
		const below = Array.from({length: 3}, () => 8 + 4 * uniform());
		const ratio = average(above) / average(below);
		const confidence = [0.9, 0.95, 0.99][time % 3] ?? 0.95;
		const interval = ratioInterval(above, below, {ratio, confidence});
		assert.ok(interval !== undefined);
		assert.equal(interval.low <= 1 && interval.high >= 1, interval.p >= 1 - confidence);
	}
});

test('19 of 20 intervals hold the true ratio', () => {
	const uniform = createRandom(5);
	const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
	const draw = (mean: number, std: number, count: number): number[] =>
		Array.from({length: count}, () => mean + std * normal());
	const times = 2000;
	let held = 0;
	for (let time = 0; time < times; time += 1) {
		const [above, below] = [draw(12, 0.8, 5), draw(10, 0.3, 8)];
		const interval = ratioInterval(above, below, {ratio: average(above) / average(below)});
		if (interval !== undefined && interval.low <= 1.2 && interval.high >= 1.2) held += 1;
	}
	assert.ok(Math.abs(held / times - 0.95) < 0.015, `${held} of ${times}`);
});

test('the deviation of a ratio is that of hyperfine', () => {
	const deviation = ratioDeviation(1.2, {value: 120, std: 6}, {value: 100, std: 5});
	assert.ok(Math.abs(deviation - 1.2 * Math.sqrt(2 * 0.05 ** 2)) < 1e-12);
});

test('a gate fails only where the whole interval is beyond its limit', () => {
	const gate = parseRatioGate(' `val/loss`  > 1.05');
	assert.deepEqual(gate, {metric: 'val/loss', operator: '>', limit: 1.05});
	const interval = (low: number, high: number): {low: number; high: number; p: number} => ({low, high, p: 0.01});
	assert.equal(judgeRatio(gate, {ratio: 1.04, interval: interval(1.01, 1.07)}), 'passed');
	assert.equal(judgeRatio(gate, {ratio: 1.08, interval: interval(1.04, 1.12)}), 'unsure');
	assert.equal(judgeRatio(gate, {ratio: 1.08, interval: interval(1.06, 1.1)}), 'failed');
	assert.equal(judgeRatio(gate, {ratio: 1.08, interval: undefined}), 'failed', 'measured once: taken as it is');
	const falling = parseRatioGate('flops<=0.9');
	assert.equal(judgeRatio(falling, {ratio: 0.8, interval: interval(0.75, 0.86)}), 'failed');
	assert.equal(judgeRatio(falling, {ratio: 0.89, interval: interval(0.85, 0.93)}), 'unsure');
	for (const wrong of ['latency', 'latency >', '> 1', 'latency > x', 'latency > 0', 'latency > 5%', 'latency = 1'])
		assert.throws(() => parseRatioGate(wrong), /is no limit of a ratio/, wrong);
});
