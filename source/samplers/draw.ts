import {assertNever} from '../domain/errors.ts';
import {gridAxis} from '../domain/space/grid-axis.ts';
import type {Domain, ParameterValue} from '../domain/space.ts';
import {createDistribution, drawWeighted} from './distribution.ts';

/** Gives a value of a domain for a uniform number in [0, 1). */
export type Draw = (uniform: number) => ParameterValue;

/**
 * How values of a domain are drawn: uniform in the transformed box. Logarithmic scales are uniform in the logarithm;
 * whole and stepped ones are widened by half a step at both ends and rounded, so that each value has its full share;
 * `points` speaks to grids only.
 */
export function createDraw(domain: Domain): Draw {
	switch (domain.kind) {
		case 'constant':
			return drawListed(domain);
		case 'choice':
			return domain.weights === undefined ? drawListed(domain) : drawWeighted(domain.values, domain.weights);
		case 'tuple':
			return drawListed(domain);
		case 'integer':
			return domain.scale === 'log' ? drawLogInteger(domain) : drawListed(withoutPoints(domain));
		case 'real': {
			const {min, max} = domain;
			if (domain.step !== undefined) return drawListed(withoutPoints(domain));
			if (domain.distribution !== undefined || domain.quantum !== undefined) return createDistribution(domain).draw;
			return domain.scale === 'log'
				? uniform => clip(logBetween(min, max, uniform), domain)
				: uniform => clip(min * (1 - uniform) + max * uniform, domain);
		}
		default:
			return assertNever(domain);
	}
}

type Range = {readonly min: number; readonly max: number};

/** On a linear scale, rounding in the widened box is the same as an equal share for every grid value. */
function drawListed(domain: Domain): Draw {
	const axis = gridAxis(domain);
	if (axis === undefined) throw new RangeError('this domain has no list of values');
	return uniform => axis.at(Math.floor(uniform * axis.count));
}

function withoutPoints<T extends Extract<Domain, {kind: 'integer' | 'real'}>>(domain: T): Omit<T, 'points'> {
	const {points: _points, ...stepped} = domain;
	return stepped;
}

function drawLogInteger({min, max, step}: Extract<Domain, {kind: 'integer'}>): Draw {
	const last = min + Math.floor((max - min) / step) * step;
	return uniform => {
		const drawn = logBetween(min - step / 2, last + step / 2, uniform);
		return Math.min(last, Math.max(min, min + Math.round((drawn - min) / step) * step));
	};
}

function logBetween(low: number, high: number, uniform: number): number {
	return Math.exp(Math.log(low) + uniform * (Math.log(high) - Math.log(low)));
}

function clip(value: number, {min, max}: Range): number {
	return Math.min(max, Math.max(min, value));
}
