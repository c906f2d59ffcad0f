/** A seeded source of numbers in [0, 1). */
export type Random = () => number;

/** A small generator with 32 bits of state (mulberry32, Tommy Ettinger, public domain): fast, and the same everywhere. */
export function createRandom(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d_2b_79_f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** A load with known energy: power at each millisecond, before, during and after a trial. */
export type Shape = {
	readonly kind: string;
	readonly fromMs: number;
	readonly toMs: number;
	/** Watts by millisecond, from 0 to the end of the margin after the trial. */
	readonly watts: Float64Array;
	/** Joules from 0 to the start of each millisecond: one entry more than `watts`. */
	readonly joules: Float64Array;
};

/** Time before and after the trial, long enough for the slowest sensor. */
const MARGIN_MS = 4000;

/** Trials last 2 s to 12 s. */
const SHORTEST_MS = 2000;
const LONGEST_MS = 12_000;

type Form = (t: number, durationMs: number) => number;

/** Forms of load between 0 (idle) and 1 (full), each drawn anew. */
const FORMS: Readonly<Record<string, (random: Random) => Form>> = {
	constant: () => () => 1,
	ramp: random => {
		const [from, to] = [random(), random()];
		return (t, durationMs) => from + (to - from) * (t / durationMs);
	},
	'warm-up': random => {
		const tauMs = 100 + 2000 * random();
		const start = 0.3 + 0.5 * random();
		return t => 1 - (1 - start) * Math.exp(-t / tauMs);
	},
	square: random => {
		const periodMs = 50 * 60 ** random();
		const duty = 0.2 + 0.6 * random();
		const low = 0.6 * random();
		const phase = random();
		return t => ((t / periodMs + phase) % 1 < duty ? 1 : low);
	},
	steps: random => {
		const levels = Array.from({length: 8}, () => 0.2 + 0.8 * random());
		const lengthMs = 200 + 1500 * random();
		return t => levels[Math.floor(t / lengthMs) % levels.length] ?? 1;
	},
	sine: random => {
		const periodMs = 100 * 50 ** random();
		const depth = 0.5 * random();
		return t => 1 - depth + depth * Math.sin((2 * Math.PI * t) / periodMs);
	},
	bursts: random => {
		// A random telegraph: on and off for random times.
		const meanMs = 30 + 500 * random();
		let isOn = random() < 0.5;
		let untilMs = 0;
		return t => {
			while (t >= untilMs) {
				isOn = !isOn;
				untilMs += -Math.log(1 - random()) * meanMs;
			}
			return isOn ? 1 : 0.3;
		};
	},
};

/**
 * What runs beside the trial, by the distance to it in ms: an idle machine that is never quite steady, and for one in
 * three another trial, which ended or begins 0.3 s to 2.3 s away.
 */
function drawOutside(random: Random): (distanceMs: number) => number {
	const level = 0.1 * random();
	const phase = 2 * Math.PI * random();
	const otherMs = random() < 1 / 3 ? 300 + 2000 * random() : Number.POSITIVE_INFINITY;
	const other = 0.3 + 0.7 * random();
	return distanceMs => (distanceMs >= otherMs ? other : level * (1 + 0.5 * Math.sin(distanceMs / 150 + phase)));
}

/** Draws a load: idle and full power, a form, a duration, and what runs before and after it. */
export function drawShape(random: Random): Shape {
	const kinds = Object.keys(FORMS);
	const kind = kinds[Math.floor(random() * kinds.length)] ?? 'constant';
	const fullWatts = 5 * 60 ** random();
	const idleWatts = fullWatts * (0.05 + 0.35 * random());
	const durationMs = Math.round(SHORTEST_MS + (LONGEST_MS - SHORTEST_MS) * random() ** 2);
	const form = FORMS[kind]?.(random) ?? (() => 1);
	const before = drawOutside(random);
	const after = drawOutside(random);
	const toMs = MARGIN_MS + durationMs;
	const watts = Float64Array.from({length: toMs + MARGIN_MS}, (_, t) => {
		const level = t < MARGIN_MS ? before(MARGIN_MS - t) : t >= toMs ? after(t - toMs) : form(t - MARGIN_MS, durationMs);
		return idleWatts + (fullWatts - idleWatts) * level;
	});
	const joules = new Float64Array(watts.length + 1);
	for (const [t, power] of watts.entries()) joules[t + 1] = (joules[t] ?? 0) + power / 1000;
	return {kind, fromMs: MARGIN_MS, toMs, watts, joules};
}

/** Joules of a shape from 0 to `t` ms, linear within a millisecond, steady outside of it. */
export function joulesUntil({joules, watts}: Shape, t: number): number {
	if (t <= 0) return (t * (watts[0] ?? 0)) / 1000;
	const whole = Math.min(Math.floor(t), watts.length - 1);
	return (joules[whole] ?? 0) + ((t - whole) * (watts[whole] ?? 0)) / 1000;
}
