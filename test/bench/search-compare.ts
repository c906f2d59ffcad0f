import {rankSumTest} from '../../source/domain/statistics/significance.ts';
import {median} from '../../source/domain/statistics/stats.ts';
import {createDrawStream} from './search-random.ts';

/** Best regrets by function, by number of trials, one a seed. */
export type Regrets = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

/** A regret below this share of what random search leaves after 30 trials (its median) counts as this share. */
const SOLVED = 1e-4;
const RESAMPLES = 2000;
/** A ratio of regrets that may not be exceeded on any function, and the chance with which all tests together may err. */
const TOLERATED = 1.2;
const LEVEL = 0.05;
/** The least value of the only function that is no regret. */
const OFFSETS: Readonly<Record<string, number>> = {mixed_quant16: 0.22828125};

/**
 * Geometric mean of the ratio of regrets with its 95 % interval, the ratio function by function, and the functions that
 * are surely more than 1.2 times as bad: by the one-sided rank-sum test over seeds, with Holm's correction over functions.
 */
export function compare(
	ours: Regrets,
	theirs: Regrets,
	random: Regrets,
): {readonly lines: readonly string[]; readonly summary: object} {
	const lines: string[] = [];
	const summary: Record<string, object> = {};
	const byFunction = new Map<string, string[]>();
	for (const trials of ['30', '100', '300']) {
		const pairs = Object.keys(ours).flatMap(name => {
			const [a, b] = [ours[name]?.[trials], theirs[name]?.[trials]];
			if (a === undefined || b === undefined || a.length === 0) return [];
			const offset = OFFSETS[name] ?? 0;
			const floor = SOLVED * Math.max(1e-9, median(random[name]?.['30'] ?? [1]) - offset);
			const logs = (values: readonly number[]): number[] => values.map(v => Math.log(Math.max(v - offset, floor)));
			return [{name, a: logs(a), b: logs(b), medians: [median(a) - offset, median(b) - offset] as const}];
		});
		if (pairs.length === 0) continue;
		const means = pairs.map(({a, b}) => mean(a) - mean(b));
		const [low, high] = interval(pairs);
		const ratio = Math.exp(mean(means));
		const worse = surelyWorse(pairs);
		summary[trials] = {ratio, low, high, seeds: Math.min(...pairs.map(({a}) => a.length)), worse};
		const verdict =
			worse.length === 0 ? `none surely above ${TOLERATED}` : `surely above ${TOLERATED}: ${worse.join(', ')}`;
		lines.push(
			`${trials.padStart(4)} trials: ratio ${ratio.toFixed(3)}  [${low.toFixed(3)}, ${high.toFixed(3)}]  ${verdict}`,
		);
		for (const [place, {name, medians}] of pairs.entries()) {
			const cell = `${medians[0].toPrecision(3)}/${medians[1].toPrecision(3)} ×${Math.exp(means[place] ?? 0).toFixed(2)}`;
			byFunction.set(name, [...(byFunction.get(name) ?? []), cell]);
		}
	}
	for (const [name, cells] of byFunction) lines.push(`  ${name.padEnd(24)} ${cells.map(c => c.padEnd(26)).join(' ')}`);
	return {lines, summary: {ratios: summary}};
}

type Pair = {readonly a: readonly number[]; readonly b: readonly number[]};

/** Names of functions, the surest first. */
function surelyWorse(pairs: readonly (Pair & {readonly name: string})[]): readonly string[] {
	const tests = pairs
		.map(({name, a, b}) => ({
			name,
			p: chanceOfAbove(
				a,
				b.map(log => log + Math.log(TOLERATED)),
			),
		}))
		.toSorted((one, other) => one.p - other.p);
	const firstKept = tests.findIndex(({p}, place) => p > LEVEL / (tests.length - place));
	return tests.slice(0, firstKept < 0 ? tests.length : firstKept).map(({name}) => name);
}

/** The chance that values lie so far above others without a reason: half of both tails, by the side that U is on. */
function chanceOfAbove(values: readonly number[], others: readonly number[]): number {
	const {statistic, p} = rankSumTest(values, others);
	return statistic > (values.length * others.length) / 2 ? p / 2 : 1 - p / 2;
}

/** Seeds are drawn again within each function, for both samplers. */
function interval(pairs: readonly Pair[]): readonly [number, number] {
	const draw = createDrawStream(1);
	const resampled = (values: readonly number[]): number =>
		mean(values.map(() => values[Math.floor(draw() * values.length)] ?? 0));
	const ratios = Array.from({length: RESAMPLES}, () =>
		Math.exp(mean(pairs.map(({a, b}) => resampled(a) - resampled(b)))),
	).toSorted((x, y) => x - y);
	return [ratios[Math.floor(RESAMPLES * 0.025)] ?? 0, ratios[Math.floor(RESAMPLES * 0.975)] ?? 0];
}

function mean(values: readonly number[]): number {
	return values.reduce((a, b) => a + b, 0) / values.length;
}
