import {erfc, LOG_ROOT_TWO_PI, ROOT_HALF} from '../normal.ts';

/** Below this the upper tail is taken from its asymptotic series. */
const FAR = -5;
/** Below this a difference from 1 is taken from its series. */
const VERY_FAR = -200;
const LOG_ROOT_HALF_PI = 0.5 * Math.log(Math.PI / 2);

/**
 * Logarithm of h(z) = φ(z) + z Φ(z): the expected improvement of a unit normal over -z. Stable far down, where h itself
 * is 0 in doubles. Source: Ament et al. 2023, arXiv 2310.20708, equation 9.
 */
export function logH(z: number): number {
	if (z > -1) return Math.log(Math.exp(-0.5 * z * z - LOG_ROOT_TWO_PI) + 0.5 * z * erfc(-z * ROOT_HALF));
	return -0.5 * z * z - LOG_ROOT_TWO_PI + Math.log(remainderOf(z));
}

/** Φ(z) / h(z), the slope of log h. */
export function slopeOfLogH(z: number): number {
	if (z > -1) return (0.5 * erfc(-z * ROOT_HALF)) / Math.exp(logH(z));
	return ratioOf(z) / remainderOf(z);
}

/** Logarithm of the standard normal's distribution function, stable far down. */
export function logNormalCdf(z: number): number {
	if (z > -1) return Math.log(0.5 * erfc(-z * ROOT_HALF));
	return -0.5 * z * z - LOG_ROOT_TWO_PI + Math.log(ratioOf(z));
}

/** φ(z) / Φ(z), the slope of its logarithm. */
export function slopeOfLogNormalCdf(z: number): number {
	if (z > -1) return Math.exp(-0.5 * z * z - LOG_ROOT_TWO_PI) / (0.5 * erfc(-z * ROOT_HALF));
	return 1 / ratioOf(z);
}

/** 1 + z Φ(z)/φ(z) = h(z)/φ(z) for a negative z; by its series where that would cancel. */
function remainderOf(z: number): number {
	if (z > VERY_FAR) return 1 + z * ratioOf(z);
	const inverse = 1 / (z * z);
	return inverse * (1 - 3 * inverse * (1 - 5 * inverse));
}

/** Mills' ratio Φ(z)/φ(z) for a negative z, by a continued fraction far out. */
function ratioOf(z: number): number {
	if (z > FAR) return Math.exp(LOG_ROOT_HALF_PI + 0.5 * z * z) * erfc(-z * ROOT_HALF);
	const x = -z;
	let fraction = x;
	for (let n = 60; n >= 1; n -= 1) fraction = x + n / fraction;
	return 1 / fraction;
}
