import type {SweepState} from '../domain/sweep-state.ts';
import {HISTORY_AXES, type HistoryInput, selectHistory} from './history-data.ts';
import {historyTrialAt, renderHistory} from './history.ts';
import {type Step, definePlot} from './plot-definition.ts';
import {measureNames} from './trial-axis.ts';

/** The objective trial by trial, and how the best of it came about. */
export const historyPlot = definePlot('history', ({state, choice}) => {
	const input = selectHistory([{name: state.sweep?.name ?? '', state}], {
		x: choice.x,
		y: choice.y,
		xScale: choice.log.has('x') ? 'log' : 'linear',
		yScale: choice.log.has('y') ? 'log' : 'linear',
	});
	return {
		// Asked for when a key is pressed: the names of all columns are many steps where trials are.
		get axes() {
			return {x: HISTORY_AXES.filter(axis => axis !== 'energy' || hasEnergy(state)), y: measureNames(state)};
		},
		shown: {x: input.x, y: input.y.name},
		paint: (options, cursor) => renderHistory(input, options, cursor),
		trialAt: (options, column, row) => historyTrialAt(input, options, column, row),
		walk: (cursor, step) => walkHistory(input, cursor, step),
	};
});

/** Left and right by trial, up and down from improvement to improvement. */
export function walkHistory({series}: HistoryInput, cursor: number | undefined, step: Step): number | undefined {
	const points = series[0]?.points ?? [];
	const improvements = series[0]?.improvements ?? [];
	const at = cursor === undefined ? -1 : points.findIndex(({trial}) => trial === cursor);
	if (at < 0) return points[improvements.at(-1) ?? 0]?.trial;
	const index =
		step === 'left'
			? at - 1
			: step === 'right'
				? at + 1
				: step === 'up'
					? improvements.find(candidate => candidate > at)
					: improvements.findLast(candidate => candidate < at);
	return index === undefined ? undefined : points[index]?.trial;
}

function hasEnergy(state: SweepState): boolean {
	return state.trials.some(trial => trial !== undefined && Object.hasOwn(trial.telemetry, 'energy_j'));
}
