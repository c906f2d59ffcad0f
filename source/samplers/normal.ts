/** Square root of one half: turns a standard normal's argument into erfc's. */
export const ROOT_HALF = Math.SQRT1_2;
/** Logarithm of the square root of 2π. */
export const LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

const P = [
	0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442, -2.3763016656650163e-5,
] as const;
const Q = [
	1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 1.3249473800432164e-4, -3.960228278775368e-6,
] as const;
const ERX = 0.8450629115104675;
const PA = [
	-0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175, -0.11089469428239668,
	0.035478304325618236, -0.002166375594868791,
] as const;
const QA = [
	1, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905,
	0.011984499846799107,
] as const;
const RA = [
	-0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006, -162.39666946257347,
	-184.60509290671104, -81.2874355063066, -9.814329344169145,
] as const;
const SA = [
	1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
	108.63500554177944, 6.570249770319282, -0.0604244152148581,
] as const;
const RB = [
	-0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896,
	-1025.0951316110772, -483.5191916086514,
] as const;
const SB = [
	1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
	474.52854120695537, -22.44095244658582,
] as const;

function polynomial(coefficients: readonly number[], x: number): number {
	let value = 0;
	for (let index = coefficients.length - 1; index >= 0; index -= 1) value = value * x + (coefficients[index] ?? 0);
	return value;
}

/**
 * Complementary error function, 2/√π ∫ exp(-t²) from x to infinity; relative error below 1e-15 down to its underflow at
 * 26.6. Source: rational approximations of FreeBSD's msun, `s_erf.c` (Sun Microsystems 1993).
 */
export function erfc(x: number): number {
	const size = Math.abs(x);
	if (size < 0.84375) {
		const square = x * x;
		const y = x * (polynomial(P, square) / polynomial(Q, square));
		return x < 0.25 ? 1 - (x + y) : 0.5 - (x - 0.5 + y);
	}
	if (size < 1.25) {
		const s = size - 1;
		const ratio = polynomial(PA, s) / polynomial(QA, s);
		return x >= 0 ? 1 - ERX - ratio : 1 + ERX + ratio;
	}
	if (size >= 28) return x > 0 ? 0 : 2;
	const s = 1 / (x * x);
	const ratio = size < 1 / 0.35 ? polynomial(RA, s) / polynomial(SA, s) : polynomial(RB, s) / polynomial(SB, s);
	// A head of few bits squares exactly, and what is left of x² is added in the second exponent.
	const head = Math.fround(size);
	const tail = Math.exp(-head * head - 0.5625) * Math.exp((head - size) * (head + size) + ratio);
	return x > 0 ? tail / size : 2 - tail / size;
}

/** Distribution function of the standard normal. */
export function normalCdf(x: number): number {
	return 0.5 * erfc(-x * ROOT_HALF);
}

const CENTRE_A = [
	3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
	33430.57558358813, 2509.0809287301227,
] as const;
const CENTRE_B = [
	1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
	5226.495278852854,
] as const;
const NEAR_C = [
	1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
	0.022723844989269184, 7.745450142783414e-4,
] as const;
const NEAR_D = [
	1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
	5.475938084995345e-4, 1.0507500716444169e-9,
] as const;
const FAR_E = [
	6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
	0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
] as const;
const FAR_F = [
	1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 7.868691311456133e-4, 1.8463183175100548e-5,
	1.421511758316446e-7, 2.0442631033899397e-15,
] as const;

/** The standard normal's quantile; relative error about 1e-16. Source: Wichura, algorithm AS 241 (PPND16), 1988. */
export function normalQuantile(probability: number): number {
	const q = probability - 0.5;
	if (Math.abs(q) <= 0.425) {
		const r = 0.180625 - q * q;
		return (q * polynomial(CENTRE_A, r)) / polynomial(CENTRE_B, r);
	}
	const tail = q < 0 ? probability : 1 - probability;
	if (tail <= 0) return q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
	const r = Math.sqrt(-Math.log(tail));
	const size =
		r <= 5
			? polynomial(NEAR_C, r - 1.6) / polynomial(NEAR_D, r - 1.6)
			: polynomial(FAR_E, r - 5) / polynomial(FAR_F, r - 5);
	return q < 0 ? -size : size;
}

/** Standard deviations beyond which a tail is lost in any sum with a multiple of 2⁻⁵³. */
const LOST = -12.5;

/**
 * A draw of a normal truncated to [0, 1] by the inverse of its distribution.
 * @param mean in [0, 1]. @param uniform in [0, 1).
 */
export function truncatedNormal(mean: number, deviation: number, uniform: number): number {
	const low = -mean / deviation;
	const high = (mean - 1) / deviation;
	const below = low < LOST && uniform > 0 ? 0 : normalCdf(low);
	const above = high < LOST ? 0 : normalCdf(high);
	const mass = 1 - below - above;
	const left = below + uniform * mass;
	// The nearer tail is the exact one.
	const z = left <= 0.5 ? normalQuantile(left) : -normalQuantile(above + (1 - uniform) * mass);
	return Math.min(1, Math.max(0, mean + deviation * z));
}
