import {readWhole, readWholeOrAuto, refuseUnknownOptions} from '../domain/space/choice-options.ts';
import {UserError} from '../domain/errors.ts';
import type {Direction} from '../domain/metric.ts';
import {
	KEEP,
	type PrunerDefinition,
	type PruneRequest,
	prune,
	type TrialCurve,
	type Verdict,
} from '../domain/pruner.ts';
import {formatShortScalar} from '../domain/space.ts';
import {lastReport} from './curve.ts';

/** How a ladder of rungs is laid: rung r stands at step `leastSteps` × `factor`^(`offset` + r). */
export type Ladder = {
	readonly leastSteps: number;
	readonly factor: number;
	readonly offset: number;
	/** Trials that end at a rung, whatever their value, before the first goes on. */
	readonly bootstrap: number;
};

/**
 * Asynchronous successive halving: at each rung only the best 1/factor of those that reached it go on.
 * Source: Li et al. 2020, arXiv 1810.05934; as in Optuna 5.
 */
export const asha = {
	id: 'asha',
	aliases: ['successive_halving'],
	title: 'only the best part goes on at each rung (asynchronous successive halving)',
	options: {
		min_steps: 'step of the first rung: auto* (a hundredth of the longest complete trial) or a whole number',
		factor: 'one in so many goes on, 4*',
		skip: 'rungs left out at the start, 0*',
		bootstrap: 'trials that end at a rung before one goes on, 0*',
	},
	create: ({direction}, options) => {
		refuseUnknownOptions('pruner', asha, options);
		const leastSteps = readWholeOrAuto('asha', options, 'min_steps', 1);
		const factor = readWhole('asha', options, 'factor', 4, 2);
		const offset = readWhole('asha', options, 'skip', 0, 0);
		const bootstrap = readWhole('asha', options, 'bootstrap', 0, 0);
		if (bootstrap > 0 && leastSteps === undefined) {
			throw new UserError('asha.bootstrap needs asha.min_steps', 'give min_steps, the step of the first rung');
		}
		return request => {
			const steps = leastSteps ?? estimateLeastSteps(request);
			if (steps === undefined) return KEEP;
			return climb(request, direction, {leastSteps: steps, factor, offset, bootstrap});
		};
	},
} as const satisfies PrunerDefinition;

/** A hundredth of the longest complete trial, at least 1; undefined before there is one. */
function estimateLeastSteps({others}: PruneRequest): number | undefined {
	const longest = longestComplete(others);
	return longest === undefined ? undefined : Math.max(1, Math.floor(longest / 100));
}

/** Highest step of all complete trials. */
export function longestComplete(others: readonly TrialCurve[]): number | undefined {
	let longest: number | undefined;
	for (const other of others) {
		const step = other.state === 'complete' ? lastReport(other)?.step : undefined;
		if (step !== undefined && (longest === undefined || step > longest)) longest = step;
	}
	return longest;
}

/** Judges the latest report by the rungs that it reached. */
export function climb({own, others}: PruneRequest, direction: Direction, ladder: Ladder): Verdict {
	const last = lastReport(own);
	if (last === undefined) return KEEP;
	const before = rungValues({...own, state: 'running', reports: own.reports.slice(0, -1)}, ladder).length;
	const rivals = others.map(other => rungValues(other, ladder));
	for (let rung = before; last.step >= rungStep(ladder, rung); rung += 1) {
		if (Number.isNaN(last.value)) return prune(`NaN at step ${last.step}`);
		const values = [...rivals.flatMap(rungs => rungs[rung] ?? []), last.value];
		const place = `rung ${rung + 1} (step ${rungStep(ladder, rung)})`;
		if (values.length <= ladder.bootstrap) return prune(`among the first ${ladder.bootstrap} at ${place}`);
		values.sort((a, b) => (direction === 'maximize' ? b - a : a - b));
		const bar = values[Math.max(0, Math.floor(values.length / ladder.factor) - 1)] ?? last.value;
		const goesOn = direction === 'maximize' ? last.value >= bar : last.value <= bar;
		if (!goesOn)
			return prune(
				`${formatShortScalar(last.value)} is not among the best 1/${ladder.factor} of ${values.length} at ${place}`,
			);
	}
	return KEEP;
}

function rungStep({leastSteps, factor, offset}: Ladder, rung: number): number {
	return leastSteps * factor ** (offset + rung);
}

/** The value with which a trial reached each rung. A pruned trial ended at the first rung that its last report reached. */
function rungValues({reports, state}: TrialCurve, ladder: Ladder): readonly number[] {
	const values: number[] = [];
	let step = Number.NEGATIVE_INFINITY;
	let value = Number.NaN;
	for (const [place, report] of reports.entries()) {
		if (report.step > step) ({step, value} = report);
		if (Number.isNaN(value)) continue;
		const isEnd = state === 'pruned' && place === reports.length - 1;
		while (step >= rungStep(ladder, values.length)) {
			values.push(value);
			if (isEnd) return values;
		}
	}
	return values;
}
