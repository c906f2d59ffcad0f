import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Params} from '../../source/domain/space.ts';
import {
	type Acquisition,
	createClimber,
	logAcquisitions,
	roughAcquisitions,
} from '../../source/samplers/gp/gp-acquisition.ts';
import {boxesBeyond} from '../../source/samplers/gp/gp-boxes.ts';
import {brokenConstraints, constraintTargets} from '../../source/samplers/gp/gp-constraints.ts';
import type {GpData} from '../../source/samplers/gp/gp-model.ts';
import {createPosterior, type Posterior} from '../../source/samplers/gp/gp-posterior.ts';
import {createRoughBeliefs} from '../../source/samplers/gp/gp-rough.ts';
import {gp} from '../../source/samplers/gp.ts';
import {logNormalCdf, slopeOfLogNormalCdf} from '../../source/samplers/gp/log-improvement.ts';
import {createFor, near, numberOf, readGolden, realSpace, told} from './sampler-helpers.ts';

type Model = {
	readonly y: readonly number[];
	readonly theta: readonly number[];
	readonly signal: number;
	readonly noise: number;
};
type Golden = {
	readonly cases: readonly {
		readonly x: readonly (readonly number[])[];
		readonly models: readonly Model[];
		readonly limits: readonly number[];
		readonly best: number | null;
		readonly points: readonly (readonly number[])[];
		readonly values: readonly number[];
	}[];
	readonly logNormalCdf: readonly (readonly [number, number])[];
};
const golden: Golden = readGolden('constraints.json');

function posteriorOf(x: readonly (readonly number[])[], {y, theta, signal, noise}: Model): Posterior {
	const width = theta.length;
	const data: GpData = {
		count: x.length,
		width,
		x: Float64Array.from(x.flat()),
		y: Float64Array.from(y),
		categorical: theta.map(() => false),
	};
	// The least noise is added to what the parameters say.
	const parameters = Float64Array.from([...theta, Math.log(signal), Math.log(noise - 1e-6)]);
	const posterior = createPosterior(data, parameters);
	assert.ok(posterior !== undefined);
	return posterior;
}

function acquisitionOf({x, models, limits, best}: Golden['cases'][number]): Acquisition {
	const [objective, ...constraints] = models.map(model => posteriorOf(x, model));
	assert.ok(objective !== undefined);
	return {
		objectives: [objective],
		gains: best === null ? undefined : boxesBeyond([[best]], [Number.POSITIVE_INFINITY]),
		constraints: constraints.map((posterior, place) => ({posterior, limit: limits[place] ?? 0})),
	};
}

function logAcquisition(acquisition: Acquisition, point: Float64Array): number {
	const [value = Number.NaN] = logAcquisitions(acquisition, [point]);
	return value;
}

test('what points are worth under constraints is what NumPy and SciPy say, with and without a feasible trial', () => {
	for (const one of golden.cases) {
		const acquisition = acquisitionOf(one);
		for (const [index, point] of one.points.entries()) {
			near(logAcquisition(acquisition, Float64Array.from(point)), one.values[index] ?? Number.NaN, 1e-9, `${index}`);
		}
	}
	for (const [z, expected] of golden.logNormalCdf) near(logNormalCdf(z), expected, 1e-12, `log Φ(${z})`);
});

test('slopes are those of finite differences', () => {
	for (const one of golden.cases) {
		const acquisition = acquisitionOf(one);
		for (const coordinates of one.points) {
			const point = Float64Array.from(coordinates);
			const gradient = new Float64Array(point.length);
			const [value = Number.NaN] = createClimber(acquisition)([point], [gradient]);
			near(-value, logAcquisition(acquisition, point), 1e-12, 'the value');
			for (const axis of point.keys()) {
				const at = (by: number): number => {
					const moved = point.slice();
					moved[axis] = (moved[axis] ?? 0) + by;
					return -logAcquisition(acquisition, moved);
				};
				near(gradient[axis] ?? Number.NaN, (at(1e-6) - at(-1e-6)) / 2e-6, 1e-5, `axis ${axis}`);
			}
		}
	}
	for (const z of [-50, -5.0001, -5, -1, -0.999, 0, 3]) {
		near(slopeOfLogNormalCdf(z), (logNormalCdf(z + 1e-5) - logNormalCdf(z - 1e-5)) / 2e-5, 1e-6, `slope at ${z}`);
	}
});

test('without a constraint the quick bound is never below', () => {
	for (const one of golden.cases) {
		const acquisition = {...acquisitionOf({...one, best: 0}), constraints: []};
		for (const coordinates of one.points) {
			const point = Float64Array.from(coordinates);
			const [bound = Number.NaN] = roughAcquisitions(acquisition, createRoughBeliefs([point]));
			assert.ok(bound >= logAcquisition(acquisition, point) - 1e-9);
		}
	}
});

test('margins keep the side of the limit that they are on; unbroken constraints are not modelled', () => {
	const margins = [
		[-3, 2, -1],
		[-1e9, -0.5, -1],
		[4, -2, -1],
	];
	const observations = margins.map((own, index) => {
		return {trial: index + 1, point: new Float64Array(1), losses: [0], feasible: false, margins: own};
	});
	assert.deepEqual(brokenConstraints(observations), [0, 1]);
	for (const place of [0, 1]) {
		const {y, limit} = constraintTargets(observations, place);
		for (const [row, own] of margins.entries()) assert.equal((y[row] ?? 0) > limit, (own[place] ?? 0) > 0);
	}
});

/** A search for the least x0 + x1 outside of a disc in the corner: the optimum lies on its edge, at 0.6 in sum. */
function searchBesideDisc(knowsMargins: boolean): number {
	const sampler = createFor(gp, realSpace(2));
	let best = Number.POSITIVE_INFINITY;
	for (let trial = 1; trial <= 20; trial += 1) {
		const params: Params = sampler.ask({trial, running: []}) ?? {};
		const [x, y] = [numberOf(params, 'x0'), numberOf(params, 'x1')];
		const margin = 0.6 - Math.hypot(x, y);
		const isFeasible = margin <= 0;
		if (isFeasible) best = Math.min(best, x + y);
		sampler.tell({
			...told(trial, params, x + y),
			feasible: isFeasible,
			...(isFeasible ? {} : {violation: margin}),
			...(knowsMargins ? {margins: [margin]} : {}),
		});
	}
	return best;
}

test('gp: the optimum on the edge of a constraint is found in 20 trials; without margins it is not', () => {
	const best = searchBesideDisc(true);
	assert.ok(best < 0.602, String(best));
	assert.ok(searchBesideDisc(false) > best + 0.01);
});

test('gp: where no trial was feasible yet, the search goes to where one may be', () => {
	const sampler = createFor(gp, realSpace(3));
	let first: number | undefined;
	for (let trial = 1; trial <= 40 && first === undefined; trial += 1) {
		const params: Params = sampler.ask({trial, running: []}) ?? {};
		const margin = Math.max(...[0, 1, 2].map(axis => Math.abs(numberOf(params, `x${axis}`) - 0.9))) - 0.05;
		if (margin <= 0) first = trial;
		// The objective points the other way.
		const value = numberOf(params, 'x0');
		sampler.tell({
			...told(trial, params, value),
			feasible: margin <= 0,
			violation: Math.max(0, margin),
			margins: [margin],
		});
	}
	assert.ok(first !== undefined, 'one trial in a thousand is feasible by chance');
});
