import type {Params} from '../../source/domain/space.ts';

/** A value to be minimised, 0 at best. */
export type Regret = (params: Params) => number;

/** The numbers x0, x1 … of params. */
function numbers(params: Params): number[] {
	return Array.from({length: Object.keys(params).length}, (_, index) => Number(params[`x${index}`]));
}

function sum(values: readonly number[], of: (value: number, index: number) => number): number {
	return values.reduce((total, value, index) => total + of(value, index), 0);
}

/** One function of real parameters on a cube. */
export type NumericFunction = {
	readonly dimensions: number;
	readonly low: number;
	readonly high: number;
	readonly regret: (x: readonly number[]) => number;
};

const {PI, cos, sin, exp, sqrt, abs} = Math;

function ackley(x: readonly number[]): number {
	const n = x.length;
	return -20 * exp(-0.2 * sqrt(sum(x, v => v * v) / n)) - exp(sum(x, v => cos(2 * PI * v)) / n) + 20 + Math.E;
}

function rosenbrock(x: readonly number[]): number {
	return sum(x.slice(1), (next, index) => 100 * (next - (x[index] ?? 0) ** 2) ** 2 + (1 - (x[index] ?? 0)) ** 2);
}

function griewank(x: readonly number[]): number {
	const shifted = x.map(v => v - 77);
	const product = shifted.reduce((total, v, index) => total * cos(v / sqrt(index + 1)), 1);
	return 1 + sum(shifted, v => v * v) / 4000 - product;
}

function levy(x: readonly number[]): number {
	const w = x.map(v => 1 + (v - 1) / 4);
	const [first = 0] = w;
	const last = w.at(-1) ?? 0;
	const middle = sum(w.slice(0, -1), v => (v - 1) ** 2 * (1 + 10 * sin(PI * v + 1) ** 2));
	return sin(PI * first) ** 2 + middle + (last - 1) ** 2 * (1 + sin(2 * PI * last) ** 2);
}

function zakharov(x: readonly number[]): number {
	const shifted = x.map(v => v - 2);
	const s = sum(shifted, (v, index) => 0.5 * (index + 1) * v);
	return sum(shifted, v => v * v) + s ** 2 + s ** 4;
}

function hartmann(a: readonly (readonly number[])[], p: readonly (readonly number[])[], best: number) {
	const weights = [1, 1.2, 3, 3.2];
	return (x: readonly number[]): number =>
		-sum(weights, (weight, row) => {
			return weight * exp(-sum(x, (v, column) => (a[row]?.[column] ?? 0) * (v - 1e-4 * (p[row]?.[column] ?? 0)) ** 2));
		}) - best;
}

const HART3_A = [
	[3, 10, 30],
	[0.1, 10, 35],
	[3, 10, 30],
	[0.1, 10, 35],
];
const HART3_P = [
	[3689, 1170, 2673],
	[4699, 4387, 7470],
	[1091, 8732, 5547],
	[381, 5743, 8828],
];
const HART6_A = [
	[10, 3, 17, 3.5, 1.7, 8],
	[0.05, 10, 17, 0.1, 8, 14],
	[3, 3.5, 1.7, 10, 17, 8],
	[17, 8, 0.05, 10, 0.1, 14],
];
const HART6_P = [
	[1312, 1696, 5569, 124, 8283, 5886],
	[2329, 4135, 8307, 3736, 1004, 9991],
	[2348, 1451, 3522, 2883, 3047, 6650],
	[4047, 8828, 8732, 5743, 1091, 381],
];

function cube(
	dimensions: number,
	low: number,
	high: number,
	regret: (x: readonly number[]) => number,
): NumericFunction {
	return {dimensions, low, high, regret};
}

/** The functions of real parameters on a cube, by name. */
export const NUMERIC: Readonly<Record<string, NumericFunction>> = {
	rosen2: cube(2, -5, 10, rosenbrock),
	rosen5: cube(5, -5, 10, rosenbrock),
	hart3: cube(3, 0, 1, hartmann(HART3_A, HART3_P, -3.86278214782076)),
	hart6: cube(6, 0, 1, hartmann(HART6_A, HART6_P, -3.32236801141551)),
	ackley2: cube(2, -32.768, 32.768, ackley),
	ackley5: cube(5, -32.768, 32.768, ackley),
	ackley10: cube(10, -32.768, 32.768, ackley),
	sphere5: cube(5, -5, 5, x => sum(x, v => (v - 1.3) ** 2)),
	sphere10: cube(10, -5, 5, x => sum(x, v => (v - 1.3) ** 2)),
	rastrigin5: cube(5, -5.12, 5.12, x => 50 + sum(x, v => (v - 0.7) ** 2 - 10 * cos(2 * PI * (v - 0.7)))),
	griewank5: cube(5, -600, 600, griewank),
	styb5: cube(5, -5, 5, x => 0.5 * sum(x, v => v ** 4 - 16 * v * v + 5 * v) + 39.16616570377142 * 5),
	levy5: cube(5, -10, 10, levy),
	schwefel5: cube(5, -500, 500, x => 418.9828872724339 * 5 - sum(x, v => v * sin(sqrt(abs(v))))),
	micha5: cube(5, 0, PI, x => 4.687658 - sum(x, (v, i) => sin(v) * sin(((i + 1) * v * v) / PI) ** 20)),
	zakharov5: cube(5, -5, 10, zakharov),
};

/** The regret of params x0, x1 … */
export function regretOf({regret}: NumericFunction): Regret {
	return params => regret(numbers(params));
}

/** Branin's function of x0 in [-5, 10] and x1 in [0, 15]. */
export function branin(params: Params): number {
	const [x = 0, y = 0] = numbers(params);
	const inner = y - (5.1 / (4 * PI ** 2)) * x * x + (5 / PI) * x - 6;
	return inner ** 2 + 10 * (1 - 1 / (8 * PI)) * cos(x) + 10 - 0.39788735772973816;
}

/** The six-hump camel function of x0 in [-3, 3] and x1 in [-2, 2]. */
export function camel(params: Params): number {
	const [x = 0, y = 0] = numbers(params);
	return (4 - 2.1 * x * x + x ** 4 / 3) * x * x + x * y + (-4 + 4 * y * y) * y * y + 1.031628453489877;
}
