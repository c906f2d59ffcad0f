import {findKnee} from '../../domain/ranking/leader.ts';
import {numberNamed} from '../../domain/ranking/metric-value.ts';
import type {Objective} from '../../domain/metric.ts';
import {INFEASIBLE, type Ranking} from '../../domain/ranking/rank.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {TrialRecord} from '../../domain/trial.ts';
import type {ScatterInput, ScatterPoint} from './scatter-layout.ts';

type Mark = NonNullable<ScatterPoint['mark']>;

/**
 * Reads the mark of a trial: the best of one objective; the front of several, and the knee of a front of two; what the
 * person has marked; what breaks a constraint.
 */
export function createMarkReader(
	state: SweepState,
	ranking: Ranking,
	marked: ReadonlySet<number> | undefined,
): (trial: TrialRecord) => Mark | undefined {
	const marks = rankMarks(state, ranking, marked);
	return ({trial, flags}) => marks.get(trial) ?? (flags.includes(INFEASIBLE) ? 'infeasible' : undefined);
}

function rankMarks(
	state: SweepState,
	ranking: Ranking,
	marked: ReadonlySet<number> | undefined,
): ReadonlyMap<number, Mark> {
	const marks = new Map<number, Mark>();
	for (const trial of marked ?? []) marks.set(trial, 'marked');
	if (ranking.best !== undefined) return marks.set(ranking.best, 'best');
	const objectives = state.sweep?.objectives ?? [];
	if (objectives.length < 2) return marks;
	for (const trial of ranking.pareto) marks.set(trial, 'pareto');
	const knee = findKnee(state, ranking);
	return knee === undefined ? marks : marks.set(knee, 'knee');
}

/**
 * The line that bounds what the front beats (the attainment surface of two objectives): along it, each step goes by the
 * worse of both coordinates. Undefined where the axes are not the two objectives.
 */
export function frontLine(state: SweepState, ranking: Ranking, x: string, y: string): ScatterInput['front'] {
	const objectives = state.sweep?.objectives ?? [];
	const [acrossObjective, upObjective] = [x, y].map(name => objectives.find(({metric}) => metric === name));
	if (objectives.length !== 2 || acrossObjective === undefined || upObjective === undefined || x === y)
		return undefined;
	const worse = ({direction}: Objective, a: number, b: number): number =>
		direction === 'minimize' ? Math.max(a, b) : Math.min(a, b);
	const points = frontOf(state, ranking)
		.map(trial => ({x: numberNamed(trial, x), y: numberNamed(trial, y)}))
		.toSorted((a, b) => a.x - b.x || a.y - b.y);
	return points.flatMap((point, index) => {
		const before = points[index - 1];
		if (before === undefined) return [point];
		return [{x: worse(acrossObjective, before.x, point.x), y: worse(upObjective, before.y, point.y)}, point];
	});
}

function frontOf(state: SweepState, {pareto}: Ranking): readonly TrialRecord[] {
	return pareto.flatMap(trial => state.trials[trial - 1] ?? []);
}
