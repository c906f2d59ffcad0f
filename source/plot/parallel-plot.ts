import type {Ranking} from '../domain/rank.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {brushSteps} from './parallel-brush.ts';
import {selectParallel} from './parallel-data.ts';
import {renderParallel} from './parallel.ts';
import {type PlotInput, type Slice, type Step, definePlot} from './plot-definition.ts';
import {completeTrials} from './trial-numbers.ts';
import {measureNames, trialAxis} from './trial-axis.ts';

/** Every parameter and objective as an upright axis, every trial as a line through them. */
export const parallelPlot = definePlot('parallel', ({state, ranking, choice}) => {
	const input = selectParallel(state, ranking, choice);
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
});

/** The brush that each axis could have; with an axis chosen by `x` only that one is stepped. */
function slicesOf(state: SweepState, {fix}: PlotInput['choice'], names: readonly string[]): readonly Slice[] {
	const trials = completeTrials(state);
	return names.map(name => {
		const values = brushSteps(trialAxis(state, name), trials);
		const fixed = new Map(Object.entries(fix)).get(name);
		return {name, values, index: values.findIndex(value => fixed !== undefined && String(value) === String(fixed))};
	});
}

/** Up and left to the next better trial, down and right to the next worse one. */
export function walkRanking(ranking: Ranking, cursor: number | undefined, step: Step): number | undefined {
	const ranked = ranking.order.filter(trial => ranking.rankOf(trial) !== undefined);
	const at = cursor === undefined ? -1 : ranked.indexOf(cursor);
	if (at < 0) return ranked[0];
	return ranked[at + (step === 'up' || step === 'left' ? -1 : 1)];
}
