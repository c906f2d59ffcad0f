import {numberNamed} from '../domain/ranking/metric-value.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {type Target, targetOf} from '../domain/ranking/target.ts';

/**
 * `loss <= 0.3 was not reached`, at the end of a sweep whose budget names a target that no trial has; empty for any other
 * sweep, and for a target that is no plain bound of the objective. The sweep has ended as planned all the same.
 */
export function targetRow({sweep, trials, phase}: SweepState): readonly (readonly [string, string])[] {
	const source = sweep?.budget.target;
	const metric = sweep?.objectives[0]?.metric;
	if (source === undefined || metric === undefined || phase !== 'ended') return [];
	const target = targetOf(source, metric);
	if (target === undefined) return [];
	const isReached = trials.some(trial => trial?.state === 'complete' && reaches(target, numberNamed(trial, metric)));
	return isReached ? [] : [['target', safeText(`${source} was not reached`)]];
}

function reaches({operator, value: bound}: Target, value: number): boolean {
	if (operator === '<') return value < bound;
	if (operator === '<=') return value <= bound;
	return operator === '>' ? value > bound : value >= bound;
}
