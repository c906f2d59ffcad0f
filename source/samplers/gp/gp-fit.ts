import {createLikelihood} from './gp-likelihood.ts';
import {type GpData, type GpParameters, logPrior} from './gp-model.ts';
import {minimise} from '../lbfgs.ts';

/** A thousandth more of log likelihood says nothing. */
const BOUNDS = {low: -15, high: 9, iterations: 30, tolerance: 1e-2, gain: 1e-3};

/** The most likely parameters after observations, from a start. */
export function fitParameters(data: GpData, start: GpParameters): GpParameters {
	const likelihood = createLikelihood(data);
	const {x} = minimise(
		(parameters, gradient) => {
			gradient.fill(0);
			const value = likelihood(parameters, gradient) + logPrior(parameters, gradient);
			for (let index = 0; index < gradient.length; index += 1) gradient[index] = -(gradient[index] ?? 0);
			return -value;
		},
		start,
		BOUNDS,
	);
	return x;
}
