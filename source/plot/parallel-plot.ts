import type {Ranking} from '../domain/ranking/rank.ts';
import {own} from '../domain/record.ts';
import type {Scalar} from '../domain/space.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {brushSteps} from './parallel/parallel-brush.ts';
import {selectParallel} from './parallel/parallel-data.ts';
import {renderParallel} from './parallel/parallel.ts';
import {type PlotInput, type PreparedPlot, type Slice, type Step, definePlot} from './plot-definition.ts';
import {completeTrials} from './trial-numbers.ts';
import {measureNames, trialAxis} from './trial-axis.ts';

/** Every parameter and objective as an upright axis, every trial as a line through them. */
export const parallelPlot = definePlot('parallel', preparedParallel, {readsMarks: true});

function preparedParallel({state, ranking, choice, whole}: PlotInput): PreparedPlot {
	const input = selectParallel(state, ranking, choice, whole);
	const names = input.axes.map(({name}) => name);
	return {
		get axes() {
			return {x: names, y: measureNames(state)};
		},
		shown: {x: choice.x, y: choice.y},
		get slices() {
			return slicesOf(state, choice, choice.x === undefined ? names : [choice.x]);
		},
		paint: (options, cursor) => renderParallel(input, options, cursor),
		walk: (cursor, step) => walkRanking(ranking, cursor, step),
	};
}

/** The brush that each axis could have; with an axis chosen by `x` only that one is stepped. */
function slicesOf(state: SweepState, {fix}: PlotInput['choice'], names: readonly string[]): readonly Slice[] {
	const trials = completeTrials(state);
	return names.map(name => {
		const fixed = own(fix, name);
		let steps: readonly Scalar[] | undefined;
		const read = (): readonly Scalar[] => (steps ??= brushSteps(trialAxis(state, name), trials));
		return {
			name,
			// Quarters of an axis take a sort of all trials: only when a key steps through them.
			get values() {
				return read();
			},
			get index() {
				return fixed === undefined ? -1 : read().findIndex(value => String(value) === String(fixed));
			},
		};
	});
}

/** Up and left to the next better trial, down and right to the next worse one. */
export function walkRanking(ranking: Ranking, cursor: number | undefined, step: Step): number | undefined {
	const ranked = ranking.order.filter(trial => ranking.rankOf(trial) !== undefined);
	const at = cursor === undefined ? -1 : ranked.indexOf(cursor);
	if (at < 0) return ranked[0];
	return ranked[at + (step === 'up' || step === 'left' ? -1 : 1)];
}
