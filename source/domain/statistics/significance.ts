import {normalTail, studentTails} from './special.ts';
import {mean, standardDeviation} from './stats.ts';

/** Which differences count against chance. */
export type Alternative = 'two-sided' | 'less' | 'greater';

/** A test's statistic and the probability of one at least as extreme by chance. */
export type TestResult = {readonly statistic: number; readonly p: number};

/** Pairs up to which the null distribution is counted out where values repeat; above, the normal stands in. */
const COUNTED_WITH_TIES = 13;
const COUNTED = 50;
/** Values of the smaller sample up to which rank sums are counted out. */
const COUNTED_RANKS = 8;

/**
 * Wilcoxon's signed-rank test of paired differences; zeros count half to each side. The statistic is the sum of the ranks
 * of positive differences. Exact for up to 50 differences that all differ in size, and for up to 13 others; else by the
 * normal approximation with the correction for ties, as SciPy 1.17 does with `zero_method="zsplit"`. NaN for none.
 */
export function wilcoxonSignedRank(differences: readonly number[], alternative: Alternative): TestResult {
	const count = differences.length;
	if (count === 0) return {statistic: Number.NaN, p: Number.NaN};
	const {ranks, ties} = averageRanks(differences.map(Math.abs));
	let positive = 0;
	let zero = 0;
	const signed: number[] = [];
	for (const [index, rank] of ranks.entries()) {
		const difference = differences[index] ?? 0;
		if (difference === 0) zero += rank;
		else signed.push(rank);
		if (difference > 0) positive += rank;
	}
	const statistic = positive + zero / 2;
	const hasTies = ties > 0 || signed.length < count;
	if (hasTies ? count <= COUNTED_WITH_TIES : count <= COUNTED) {
		const {above, below} = countSums(signed, positive);
		return {statistic, p: pick(alternative, above, below)};
	}
	const variance = (count * (count + 1) * (2 * count + 1) - ties / 2) / 24;
	if (variance <= 0) return {statistic, p: 1};
	const z = (statistic - (count * (count + 1)) / 4) / Math.sqrt(variance);
	return {statistic, p: pick(alternative, normalTail(z), normalTail(-z))};
}

function pick(alternative: Alternative, above: number, below: number): number {
	if (alternative === 'greater') return above;
	if (alternative === 'less') return below;
	return Math.min(1, 2 * Math.min(above, below));
}

/** Ranks from 1, equal values sharing their mean; and the sum of t³ - t over groups of t equal values. */
function averageRanks(values: readonly number[]): {readonly ranks: readonly number[]; readonly ties: number} {
	const order = [...values.keys()].toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
	const ranks: number[] = values.map(() => 0);
	let ties = 0;
	for (let start = 0; start < order.length; ) {
		let end = start + 1;
		while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end += 1;
		for (const index of order.slice(start, end)) ranks[index] = (start + 1 + end) / 2;
		const size = end - start;
		ties += size ** 3 - size;
		start = end;
	}
	return {ranks, ties};
}

/** Shares of all choices of signs whose sum of positive ranks is at least, and at most, the observed one. */
function countSums(ranks: readonly number[], observed: number): {readonly above: number; readonly below: number} {
	// Halves of ranks occur: sums are counted doubled.
	const total = Math.round(2 * ranks.reduce((a, b) => a + b, 0));
	const shares = new Float64Array(total + 1);
	shares[0] = 1;
	let reach = 0;
	for (const rank of ranks) {
		const doubled = Math.round(2 * rank);
		reach += doubled;
		for (let sum = reach; sum >= 0; sum -= 1) {
			const from = sum >= doubled ? (shares[sum - doubled] ?? 0) : 0;
			shares[sum] = 0.5 * ((shares[sum] ?? 0) + from);
		}
	}
	const at = Math.round(2 * observed);
	let above = 0;
	let below = 0;
	for (const [sum, share] of shares.entries()) {
		if (sum >= at) above += share;
		if (sum <= at) below += share;
	}
	return {above: Math.min(1, above), below: Math.min(1, below)};
}

/**
 * Welch's t test of the means of two samples, whose variances may differ. Both tails. NaN where a sample has fewer than
 * two values; where neither varies p is 1 for equal means and 0 for others. Source: Welch 1947, Biometrika 34.
 */
export function welchTest(a: readonly number[], b: readonly number[]): TestResult & {readonly freedom: number} {
	const difference = mean(a) - mean(b);
	const va = standardDeviation(a) ** 2 / a.length;
	const vb = standardDeviation(b) ** 2 / b.length;
	if (va + vb === 0) {
		const equal = difference === 0;
		return {
			statistic: equal ? 0 : difference * Number.POSITIVE_INFINITY,
			p: equal ? 1 : 0,
			freedom: a.length + b.length - 2,
		};
	}
	const statistic = difference / Math.sqrt(va + vb);
	const freedom = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1));
	return {statistic, p: studentTails(statistic, freedom), freedom};
}

/** Probability by chance from which on a difference tells nothing. */
export const CHANCE = 0.05;
/** |t| below which {@link CHANCE} is passed at any number of repeats, and above which at none. */
const SURELY_CHANCE = 1.95;
const SURELY_APART = 12.8;

/** Whether two samples, of two values each at least, differ by more than {@link CHANCE} grants: Welch's test. */
export function isToldApart(a: readonly number[], b: readonly number[]): boolean {
	const variance = standardDeviation(a) ** 2 / a.length + standardDeviation(b) ** 2 / b.length;
	const size = Math.abs(mean(a) - mean(b)) / Math.sqrt(variance);
	// The tails of Student's t take far longer than all before them.
	if (size < SURELY_CHANCE) return false;
	return size > SURELY_APART || welchTest(a, b).p < CHANCE;
}

/**
 * Wilcoxon's rank-sum (Mann and Whitney's U) test of two samples, both tails; the statistic is U of `a`. Exact where one
 * has at most 8 values and none repeat; else the normal approximation with corrections for ties and continuity, as SciPy.
 */
export function rankSumTest(a: readonly number[], b: readonly number[]): TestResult {
	if (a.length === 0 || b.length === 0) return {statistic: Number.NaN, p: Number.NaN};
	const {ranks, ties} = averageRanks([...a, ...b]);
	const pairs = a.length * b.length;
	const sum = ranks.slice(0, a.length).reduce((total, rank) => total + rank, 0);
	const statistic = sum - (a.length * (a.length + 1)) / 2;
	const larger = Math.max(statistic, pairs - statistic);
	if (ties === 0 && Math.min(a.length, b.length) <= COUNTED_RANKS) {
		const shares = rankSumShares(a.length, b.length);
		return {statistic, p: Math.min(1, 2 * shares.slice(larger).reduce((total, share) => total + share, 0))};
	}
	const n = a.length + b.length;
	const variance = (pairs / 12) * (n + 1 - ties / (n * (n - 1)));
	if (variance <= 0) return {statistic, p: 1};
	return {statistic, p: Math.min(1, 2 * normalTail((larger - pairs / 2 - 0.5) / Math.sqrt(variance)))};
}

/** Probability of each value of U, from 0 to a × b, by the recurrence of Mann and Whitney 1947. */
function rankSumShares(a: number, b: number): readonly number[] {
	let rows: number[][] = Array.from({length: b + 1}, () => [1]);
	for (let m = 1; m <= a; m += 1) {
		const next: number[][] = [[1]];
		for (let n = 1; n <= b; n += 1) {
			const withFirst = rows[n] ?? [];
			const withSecond = next[n - 1] ?? [];
			next.push(
				Array.from({length: m * n + 1}, (_, u) => {
					return ((u >= n ? (withFirst[u - n] ?? 0) : 0) * m + (withSecond[u] ?? 0) * n) / (m + n);
				}),
			);
		}
		rows = next;
	}
	return rows[b] ?? [1];
}
