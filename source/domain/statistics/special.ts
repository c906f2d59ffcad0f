/** Coefficients of Lanczos' approximation with g = 7, n = 9 (Godfrey 2001). */
const LANCZOS = [
	0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
	-0.13857109526572012, 0.000009984369578019572, 1.5056327351493116e-7,
] as const;

/** Logarithm of the gamma function of a positive number; relative error about 1e-14. */
export function logGamma(x: number): number {
	if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
	const z = x - 1;
	let series: number = LANCZOS[0];
	for (let term = 1; term < LANCZOS.length; term += 1) series += (LANCZOS[term] ?? 0) / (z + term);
	const t = z + 7.5;
	return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(series);
}

/** Terms of a continued fraction before it is taken as it stands. */
const MAX_TERMS = 500;

/** The regularised incomplete beta function I(x; a, b), by Lentz' continued fraction. @param x in [0, 1]. */
export function incompleteBeta(x: number, a: number, b: number): number {
	if (x <= 0) return 0;
	if (x >= 1) return 1;
	const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
	// The fraction converges fast on this side only.
	if (x > (a + 1) / (a + b + 2)) return 1 - (front * betaFraction(1 - x, b, a)) / b;
	return (front * betaFraction(x, a, b)) / a;
}

function betaFraction(x: number, a: number, b: number): number {
	const tiny = 1e-300;
	const guarded = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
	let c = 1;
	let d = 1 / guarded(1 - ((a + b) * x) / (a + 1));
	let result = d;
	for (let m = 1; m < MAX_TERMS; m += 1) {
		const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
		const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
		let change = 1;
		for (const term of [even, odd]) {
			d = 1 / guarded(1 + term * d);
			c = guarded(1 + term / c);
			change = d * c;
			result *= change;
		}
		if (Math.abs(change - 1) < 1e-16) break;
	}
	return result;
}

/** Probability that Student's t with `freedom` degrees is farther from 0 than `t`, on both sides. */
export function studentTails(t: number, freedom: number): number {
	return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/** Steps of bisection after which a double has no digit left to give. */
const BISECTIONS = 200;

/**
 * The t that Student's t with `freedom` degrees passes, on both sides together, with probability `tails`: 12.706 for 0.05
 * and 1. By bisection of {@link studentTails}. @param tails in (0, 1).
 */
export function studentQuantile(tails: number, freedom: number): number {
	let high = 1;
	while (studentTails(high, freedom) > tails && high < 1e300) high *= 2;
	let low = 0;
	for (let step = 0; step < BISECTIONS && high - low > 1e-14 * high; step += 1) {
		const middle = (low + high) / 2;
		if (studentTails(middle, freedom) > tails) low = middle;
		else high = middle;
	}
	return (low + high) / 2;
}

/**
 * Probability that a standard normal is above `z`; relative error below 1.2e-7 far out, absolute below 1e-9.
 * By the incomplete gamma's series near 0 and its continued fraction beyond.
 */
export function normalTail(z: number): number {
	if (z < 0) return 1 - normalTail(-z);
	const x = (z * z) / 2;
	const front = Math.exp(-x) / Math.sqrt(2 * Math.PI);
	if (z < 3) {
		// Φ(z) = 1/2 + φ(z) (z + z³/3 + z⁵/15 + …).
		let term = z;
		let sum = z;
		for (let n = 3; term > sum * 1e-17; n += 2) {
			term *= (z * z) / n;
			sum += term;
		}
		return 0.5 - front * sum;
	}
	let fraction = z;
	for (let n = 200; n >= 1; n -= 1) fraction = z + n / fraction;
	return front / fraction;
}
