/** A function to be minimised: gives its value, and writes its gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** Pairs of steps and changes of the gradient that are kept. */
const MEMORY = 8;
const MAX_HALVINGS = 12;
/** Share of the decrease that the slope promises which a step has to bring (Armijo). */
const ENOUGH = 1e-4;

/** The box, the same for each coordinate, and when to end. */
export type Bounds = {
	readonly low: number;
	readonly high: number;
	readonly iterations: number;
	readonly tolerance: number;
	/** Fall of the value in one iteration below which another is not worth it; 0 to go on as long as there is any. */
	readonly gain: number;
};

/** Where a minimiser ended. */
export type Minimum = {readonly x: Float64Array; readonly value: number};

/**
 * Minimises a function within a box by L-BFGS with projection: coordinates that press against their bound are held.
 * Ends when the projected gradient is below the tolerance, a step brings too little, or the iterations are used up.
 * Source: Nocedal and Wright 2006, Numerical Optimization, algorithms 7.4 and 3.1.
 */
export function minimise(objective: Objective, start: Float64Array, bounds: Bounds): Minimum {
	const descent = descend(start, bounds);
	let step = descent.next();
	while (step.done !== true) step = descent.next(objective(step.value.x, step.value.gradient));
	return step.value;
}

/** A point whose value is asked for, and where the gradient there is to be written. */
export type Query = {readonly x: Float64Array; readonly gradient: Float64Array};

/** A query, and the place of the start that the descent came from. */
export type StartQuery = Query & {readonly start: number};

/**
 * Minimises from several starts side by side, for a function that is cheaper at several points at once; the result of
 * each start is that of {@link minimise}.
 */
export function minimiseTogether(
	objective: (queries: readonly StartQuery[]) => readonly number[],
	starts: readonly Float64Array[],
	bounds: Bounds,
): readonly Minimum[] {
	const descents = starts.map(start => descend(start, bounds));
	const steps = descents.map(descent => descent.next());
	for (;;) {
		const waiting = [...steps.entries()].flatMap(([place, step]) =>
			step.done === true ? [] : [{start: place, ...step.value}],
		);
		if (waiting.length === 0) break;
		const values = objective(waiting);
		for (const [index, {start}] of waiting.entries()) {
			const step = descents[start]?.next(values[index] ?? Number.NaN);
			if (step !== undefined) steps[start] = step;
		}
	}
	return steps.flatMap(step => (step.done === true ? [step.value] : []));
}

/** One descent: yields points, and is given the values there. */
function* descend(start: Float64Array, bounds: Bounds): Generator<Query, Minimum, number> {
	const size = start.length;
	let x = start.map(value => Math.min(bounds.high, Math.max(bounds.low, value)));
	let gradient = new Float64Array(size);
	let value = yield {x, gradient};
	const pairs: Pair[] = [];
	for (let iteration = 0; iteration < bounds.iterations; iteration += 1) {
		const free = x.map((at, index) => {
			const slope = gradient[index] ?? 0;
			return (at <= bounds.low && slope > 0) || (at >= bounds.high && slope < 0) ? 0 : 1;
		});
		const held = gradient.map((slope, index) => slope * (free[index] ?? 0));
		if (held.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0) < bounds.tolerance) break;
		let direction = pairs.length === 0 ? steepest(held) : downhill(held, pairs, free);
		if (!(dot(direction, held) < 0)) {
			pairs.length = 0;
			direction = steepest(held);
		}
		const found = yield* search({x, value, held, direction}, bounds);
		if (found === undefined) {
			if (pairs.length === 0) break;
			pairs.length = 0;
			continue;
		}
		remember(pairs, found.x, x, found.gradient, gradient);
		const gain = value - found.value;
		({x, value, gradient} = found);
		if (gain < Math.max(bounds.gain, 1e-12 * Math.max(1, Math.abs(value)))) break;
	}
	return {x, value};
}

type Pair = {readonly step: Float64Array; readonly change: Float64Array; readonly rho: number};
type Line = {
	readonly x: Float64Array;
	readonly value: number;
	readonly held: Float64Array;
	readonly direction: Float64Array;
};
type Found = {
	readonly x: Float64Array<ArrayBuffer>;
	readonly value: number;
	readonly gradient: Float64Array<ArrayBuffer>;
};

function dot(a: Float64Array, b: Float64Array): number {
	let sum = 0;
	for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
	return sum;
}

/** Downhill, no longer than a tenth. */
function steepest(gradient: Float64Array): Float64Array {
	const length = Math.sqrt(dot(gradient, gradient));
	return gradient.map(slope => -slope * Math.min(1, 0.1 / length));
}

function downhill(gradient: Float64Array, pairs: readonly Pair[], free: Float64Array): Float64Array {
	const q = gradient.slice();
	const alphas = pairs.map(() => 0);
	for (let index = pairs.length - 1; index >= 0; index -= 1) {
		const pair = pairs[index];
		if (pair === undefined) continue;
		const alpha = pair.rho * dot(pair.step, q);
		alphas[index] = alpha;
		for (let k = 0; k < q.length; k += 1) q[k] = (q[k] ?? 0) - alpha * (pair.change[k] ?? 0);
	}
	const last = pairs.at(-1);
	const scale = last === undefined ? 1 : 1 / (last.rho * dot(last.change, last.change));
	for (let k = 0; k < q.length; k += 1) q[k] = (q[k] ?? 0) * scale;
	for (const [index, pair] of pairs.entries()) {
		const beta = pair.rho * dot(pair.change, q);
		for (let k = 0; k < q.length; k += 1) q[k] = (q[k] ?? 0) + ((alphas[index] ?? 0) - beta) * (pair.step[k] ?? 0);
	}
	return q.map((slope, index) => -slope * (free[index] ?? 0));
}

function* search({x, value, held, direction}: Line, {low, high}: Bounds): Generator<Query, Found | undefined, number> {
	let length = 1;
	for (let halving = 0; halving < MAX_HALVINGS; halving += 1) {
		const next = x.map((at, index) => Math.min(high, Math.max(low, at + length * (direction[index] ?? 0))));
		const gradient = new Float64Array(x.length);
		const reached = yield {x: next, gradient};
		const promised = dot(
			held,
			next.map((at, index) => at - (x[index] ?? 0)),
		);
		if (reached <= value + ENOUGH * Math.min(0, promised) && reached < value)
			return {x: next, value: reached, gradient};
		length *= 0.4;
	}
	return undefined;
}

function remember(pairs: Pair[], next: Float64Array, x: Float64Array, after: Float64Array, before: Float64Array): void {
	const step = next.map((at, index) => at - (x[index] ?? 0));
	const change = after.map((slope, index) => slope - (before[index] ?? 0));
	const curvature = dot(step, change);
	// Without positive curvature a pair would make the next direction climb.
	if (!(curvature > 1e-12 * dot(change, change))) return;
	pairs.push({step, change, rho: 1 / curvature});
	if (pairs.length > MEMORY) pairs.shift();
}
