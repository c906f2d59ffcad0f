import assert from 'node:assert/strict';
import {test} from 'node:test';
import {cmaSettings, startCma, updateCma} from '../../source/samplers/cma-state.ts';
import {decompose} from '../../source/samplers/eigen.ts';
import {createLikelihood} from '../../source/samplers/gp/gp-likelihood.ts';
import {type GpData, logPrior} from '../../source/samplers/gp/gp-model.ts';
import {type Belief, beliefsAt, type Slopes} from '../../source/samplers/gp/gp-belief.ts';
import {createPosterior, meanAt, type Posterior} from '../../source/samplers/gp/gp-posterior.ts';
import {minimise, minimiseTogether} from '../../source/samplers/lbfgs.ts';
import {logH, slopeOfLogH} from '../../source/samplers/gp/log-improvement.ts';
import {createRoughBeliefs} from '../../source/samplers/gp/gp-rough.ts';
import {near, readGolden} from './sampler-helpers.ts';

type Golden = {
	readonly evolutions: readonly {
		readonly size: number;
		readonly population: number;
		readonly generations: readonly {
			readonly points: readonly (readonly number[])[];
			readonly mean: readonly number[];
			readonly sigma: number;
		}[];
	}[];
	readonly processes: readonly {
		readonly x: readonly (readonly number[])[];
		readonly y: readonly number[];
		readonly theta: readonly number[];
		readonly signal: number;
		readonly noise: number;
		readonly value: number;
		readonly gradient: readonly number[];
		readonly points: readonly (readonly number[])[];
		readonly mean: readonly number[];
		readonly variance: readonly number[];
	}[];
	readonly improvements: readonly (readonly [number, number])[];
};
const golden: Golden = readGolden('models.json');

test('CMA-ES: means and step sizes of the package cmaes over 50 generations', () => {
	for (const {size, population, generations} of golden.evolutions) {
		const settings = cmaSettings(size);
		assert.equal(settings.population, population);
		let state = startCma(new Float64Array(size).fill(0.5), 1 / 6);
		for (const [generation, {points, mean, sigma}] of generations.entries()) {
			state = updateCma(
				settings,
				state,
				points.map(point => Float64Array.from(point)),
			);
			for (const [axis, value] of mean.entries()) near(state.mean[axis] ?? 0, value, 1e-10, `${size}, ${generation}`);
			assert.ok(Math.abs(state.sigma / sigma - 1) < 1e-8, `sigma ${state.sigma}, not ${sigma}`);
		}
	}
});

test('eigen decomposition: B D Bᵀ is the matrix, B is orthogonal', () => {
	const size = 6;
	const half = Float64Array.from({length: size * size}, (_, k) => Math.sin(k * k + 1));
	const matrix = half.map((_, at) => {
		const [row, column] = [Math.floor(at / size), at % size];
		let sum = 0;
		for (let k = 0; k < size; k += 1) sum += (half[row * size + k] ?? 0) * (half[column * size + k] ?? 0);
		return sum;
	});
	const {values, vectors} = decompose(matrix, size);
	for (let row = 0; row < size; row += 1) {
		for (let column = 0; column < size; column += 1) {
			let rebuilt = 0;
			let product = 0;
			for (let k = 0; k < size; k += 1) {
				rebuilt += (vectors[row * size + k] ?? 0) * (values[k] ?? 0) * (vectors[column * size + k] ?? 0);
				product += (vectors[k * size + row] ?? 0) * (vectors[k * size + column] ?? 0);
			}
			near(rebuilt, matrix[row * size + column] ?? 0, 1e-12, 'element');
			near(product, row === column ? 1 : 0, 1e-12, 'product of columns');
		}
	}
});

function dataOf(x: readonly (readonly number[])[], y: readonly number[]): GpData {
	const width = x[0]?.length ?? 0;
	return {
		count: x.length,
		width,
		x: Float64Array.from(x.flat()),
		y: Float64Array.from(y),
		categorical: Array.from({length: width}, () => false),
	};
}

function beliefAt(posterior: Posterior, point: Float64Array, slopes?: Slopes): Belief {
	const [belief] = beliefsAt(posterior, [point], slopes === undefined ? undefined : [slopes]);
	assert.ok(belief !== undefined);
	return belief;
}

test('Gaussian process: likelihood, gradient and belief of scikit-learn', () => {
	for (const process of golden.processes) {
		const data = dataOf(process.x, process.y);
		// A millionth of noise is always there.
		const noise = process.noise - 1e-6;
		const parameters = Float64Array.from([...process.theta, Math.log(process.signal), Math.log(noise)]);
		const gradient = new Float64Array(parameters.length);
		near(createLikelihood(data)(parameters, gradient), process.value, 1e-9, 'likelihood');
		for (const [index, slope] of process.gradient.entries()) {
			const scale = index === gradient.length - 1 ? process.noise / noise : 1;
			near((gradient[index] ?? 0) * scale, slope, 1e-8, `gradient ${index}`);
		}
		const posterior = createPosterior(data, parameters);
		assert.ok(posterior !== undefined);
		for (const [index, point] of process.points.entries()) {
			const {mean, variance} = beliefAt(posterior, Float64Array.from(point));
			near(mean, process.mean[index] ?? 0, 1e-9, 'mean');
			near(variance, process.variance[index] ?? 0, 1e-8, 'variance');
			near(meanAt(posterior, Float64Array.from(point)), mean, 1e-12, 'mean alone');
		}
	}
});

test('gradients agree with differences', () => {
	const [, process] = golden.processes;
	assert.ok(process !== undefined);
	const data = {...dataOf(process.x, process.y), categorical: [false, true]};
	const parameters = Float64Array.from([0.3, -0.4, 0.2, -3]);
	const likelihood = createLikelihood(data);
	const value = (at: Float64Array): number => {
		const unused = new Float64Array(4);
		return likelihood(at, unused) + logPrior(at, unused);
	};
	const gradient = new Float64Array(4);
	likelihood(parameters, gradient);
	logPrior(parameters, gradient);
	for (const index of gradient.keys()) {
		const [up, down] = [1e-5, -1e-5].map(step => parameters.map((p, k) => (k === index ? p + step : p)));
		assert.ok(up !== undefined && down !== undefined);
		near(gradient[index] ?? 0, (value(up) - value(down)) / 2e-5, 1e-6, `parameter ${index}`);
	}
	const posterior = createPosterior(dataOf(process.x, process.y), parameters);
	assert.ok(posterior !== undefined);
	const point = Float64Array.from([0.31, 0.62]);
	const gradients = {mean: new Float64Array(2), variance: new Float64Array(2)};
	beliefAt(posterior, point, gradients);
	for (const axis of [0, 1]) {
		const [up, down] = [1e-6, -1e-6].map(step =>
			beliefAt(
				posterior,
				point.map((p, k) => (k === axis ? p + step : p)),
			),
		);
		assert.ok(up !== undefined && down !== undefined);
		near(gradients.mean[axis] ?? 0, (up.mean - down.mean) / 2e-6, 1e-6, `mean by axis ${axis}`);
		near(gradients.variance[axis] ?? 0, (up.variance - down.variance) / 2e-6, 1e-6, `variance by axis ${axis}`);
	}
});

test('logarithm of the expected improvement: SciPy, and stable far down', () => {
	for (const [z, value] of golden.improvements) near(logH(z), value, 1e-9, `log h(${z})`);
	for (const z of [-1e6, -1e4, -201, -199, -30, -6, -4, -0.5, 2]) {
		const step = 1e-6 * Math.max(1, Math.abs(z));
		near(slopeOfLogH(z) / ((logH(z + step) - logH(z - step)) / (2 * step)), 1, 1e-4, `slope at ${z}`);
	}
});

test('rough beliefs: the mean, never less variance, and the same bits as observations come', () => {
	const parameters = Float64Array.from([0.3, -0.4, 0.2, -3]);
	const x = Array.from({length: 48}, (_, row) => [(row * 0.618) % 1, (row * row * 0.37) % 1]);
	const y = x.map(([a = 0, b = 0]) => Math.sin(5 * a) + b);
	const points = [0.1, 0.5, 0.93].map(share => Float64Array.of(share, 1 - share));
	const kept = createRoughBeliefs(points);
	for (let count = 3; count <= x.length; count += 5) {
		const posterior = createPosterior(dataOf(x.slice(0, count), y.slice(0, count)), parameters);
		assert.ok(posterior !== undefined);
		const beliefs = kept(posterior);
		assert.deepEqual(beliefs, createRoughBeliefs(points)(posterior));
		for (const [index, point] of points.entries()) {
			const {mean, variance} = beliefAt(posterior, point);
			near(beliefs[index]?.mean ?? Number.NaN, mean, 1e-12, 'mean');
			assert.ok((beliefs[index]?.variance ?? 0) >= variance - 1e-12);
		}
	}
});

test('L-BFGS: the bottom of a valley, and a bound', () => {
	const rosenbrock = (x: Float64Array, gradient: Float64Array): number => {
		const [a = 0, b = 0] = x;
		gradient[0] = -400 * a * (b - a * a) - 2 * (1 - a);
		gradient[1] = 200 * (b - a * a);
		return 100 * (b - a * a) ** 2 + (1 - a) ** 2;
	};
	const free = minimise(rosenbrock, Float64Array.from([-1, 1]), {
		low: -5,
		high: 5,
		iterations: 200,
		tolerance: 1e-8,
		gain: 0,
	});
	near(free.x[0] ?? 0, 1, 1e-5, 'x');
	const bound = minimise(rosenbrock, Float64Array.from([0.4, 0.4]), {
		low: -5,
		high: 0.5,
		iterations: 200,
		tolerance: 1e-8,
		gain: 0,
	});
	near(bound.x[0] ?? 0, 0.5, 1e-9, 'x at its bound');
	near(bound.x[1] ?? 0, 0.25, 1e-5, 'y where x is bound');
	let asked = 0;
	const early = minimise(
		(x, gradient) => {
			asked += 1;
			return rosenbrock(x, gradient);
		},
		Float64Array.from([-1, 1]),
		{low: -5, high: 5, iterations: 200, tolerance: 1e-8, gain: 1},
	);
	assert.ok(asked < 10 && early.value > free.value, 'a step that gains less than 1 is the last');
	const bounds = {low: -5, high: 5, iterations: 40, tolerance: 1e-8, gain: 0};
	const starts = [Float64Array.from([-1, 1]), Float64Array.from([1, 1]), Float64Array.from([3, -4])];
	let most = 0;
	const together = minimiseTogether(
		queries => {
			most = Math.max(most, queries.length);
			return queries.map(({x, gradient}) => rosenbrock(x, gradient));
		},
		starts,
		bounds,
	);
	assert.equal(most, starts.length);
	assert.deepEqual(
		together,
		starts.map(start => minimise(rosenbrock, start, bounds)),
	);
});
