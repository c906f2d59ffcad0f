import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createBox} from '../../source/samplers/box.ts';
import {philox4x32, unitInterval} from '../../source/samplers/philox.ts';
import {
	createDensity,
	createSums,
	type Density,
	extendSum,
	logDensities,
	logOf,
} from '../../source/samplers/tpe/tpe-density.ts';
import {createKernels, type Kernels, pushKernel} from '../../source/samplers/tpe/tpe-kernels.ts';
import {sift} from '../../source/samplers/tpe/tpe-sieve.ts';
import {logPeak, PRIOR_CENTRE, PRIOR_INVERSE} from '../../source/samplers/tpe/tpe-shapes.ts';
import {realSpace} from './sampler-helpers.ts';

const uniform = (a: number, b: number): number => {
	const [high, low] = philox4x32([a, b, 0, 0], [5, 5]);
	return unitInterval(high, low);
};

/** Kernels of trials of which two in three lie close together, as those of a search do. */
function kernelsOf(count: number, width: number): Kernels {
	const kernels = createKernels(createBox(realSpace(width)).axes);
	for (let trial = 1; trial <= count; trial += 1) {
		const point = Float64Array.from({length: width}, (_, axis) => {
			const drawn = uniform(trial, axis);
			return trial % 3 === 0 ? drawn : 0.4 + drawn / 50;
		});
		pushKernel(kernels, point, trial);
	}
	return kernels;
}

/** The definition: every kernel, and the prior, at every axis. */
function plainLogDensity({kernels, slots, weights, totalWeight, axes}: Density, candidate: Float64Array): number {
	const logOf = (centre: (axis: number) => number, inverse: (axis: number) => number): number =>
		axes.reduce((sum, axis) => {
			const distance = ((candidate[axis] ?? 0) - centre(axis)) * inverse(axis);
			return sum + logPeak(centre(axis), inverse(axis)) - distance * distance;
		}, 0);
	const width = kernels.axes.length;
	const logs = [...slots].map(slot =>
		logOf(
			axis => kernels.centres[slot * width + axis] ?? 0,
			axis => kernels.inverses[slot * width + axis] ?? 0,
		),
	);
	const prior = logOf(
		() => PRIOR_CENTRE,
		() => PRIOR_INVERSE,
	);
	const largest = Math.max(prior, ...logs);
	const sum = logs.reduce(
		(total, log, place) => total + (weights[place] ?? 0) * Math.exp(log - largest),
		Math.exp(prior - largest),
	);
	return largest + Math.log(sum / totalWeight);
}

for (const width of [1, 2, 3, 6]) {
	test(`${width} axes: what is passed over does not count; a sum only grows while it is taken`, () => {
		const density = createDensity(kernelsOf(400, width), 0, [...Array(width).keys()], false);
		const candidates = Array.from({length: 40}, (_, index) =>
			Float64Array.from({length: width}, (_axis, axis) => {
				const drawn = uniform(index, 100 + axis);
				return index % 2 === 0 ? drawn : 0.39 + drawn / 25;
			}),
		);
		const found = logDensities(density, candidates);
		const start = createSums(density);
		for (const [index, candidate] of candidates.entries()) {
			const expected = plainLogDensity(density, candidate);
			assert.ok(Math.abs((found[index] ?? 0) - expected) < 1e-11 * Math.max(1, Math.abs(expected)), `${index}`);
			const sum = start(candidate);
			const steps = [logOf(density, sum)];
			for (; sum.left > 0; steps.push(logOf(density, sum))) extendSum(density, sum);
			assert.ok(steps.length > 3);
			for (const [step, log] of steps.entries())
				assert.ok(log >= (steps[step - 1] ?? log) - 1e-12, `${index}: ${step}`);
			assert.equal(steps.at(-1), found[index]);
		}
	});
}

test('the sieve leaves the newest first, and all that could be enough', () => {
	const kernels = kernelsOf(300, 4);
	const {slots} = createDensity(kernels, 0, [0, 1, 2, 3], false);
	const {sieve} = kernels;
	const candidate = Float64Array.from([0.41, 0.41, 0.41, 0.41]);
	const left = sift(sieve, slots, candidate, {from: 100, to: 300, enough: -10});
	const places = [...sieve.left.subarray(0, left)];
	assert.deepEqual(
		places,
		places.toSorted((a, b) => b - a),
	);
	assert.ok(left > 50 && left < 200 && places.every(place => place >= 100 && place < 300), String(left));
	for (let place = 100; place < 300; place += 1) {
		const slot = slots[place] ?? 0;
		const log = [0, 1, 2, 3].reduce((sum, axis) => {
			const [centre, inverse] = [kernels.centres[slot * 4 + axis] ?? 0, kernels.inverses[slot * 4 + axis] ?? 0];
			return sum + logPeak(centre, inverse) - ((0.41 - centre) * inverse) ** 2;
		}, 0);
		if (log >= -10) assert.ok(places.includes(place));
	}
});
