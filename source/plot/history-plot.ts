import type {PlotChoice} from '../domain/view/plot-choice.ts';
import {UserError} from '../domain/errors.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {groupNames} from './distribution/distribution-data.ts';
import {
	HISTORY_AXES,
	type HistoryChoice,
	type HistoryInput,
	type HistoryStudy,
	selectHistory,
} from './history/history-data.ts';
import {historyTrialAt, renderHistory} from './history/history.ts';
import {type PlotInput, type PreparedPlot, type Step, definePlot} from './plot-definition.ts';
import {measureNames, trialAxis} from './trial-axis.ts';

/** The objective trial by trial, and how the best of it came about. */
export const historyPlot = definePlot('history', preparedHistory, {
	limitsOf: ({whole, choice}) => historyOf(whole, choice).series,
});

function historyOf(state: SweepState, {x, y, color, log}: PlotChoice): HistoryInput {
	const chosen: HistoryChoice = {
		x,
		y,
		xScale: log.has('x') ? 'log' : 'linear',
		yScale: log.has('y') ? 'log' : 'linear',
	};
	return selectHistory(studiesOf(state, groupingOf(state, color)), chosen);
}

function preparedHistory({state, choice}: PlotInput, limits: HistoryInput['limits']): PreparedPlot {
	const by = groupingOf(state, choice.color);
	const input = {...historyOf(state, choice), limits};
	return {
		// Asked for when a key is pressed: the names of all columns are many steps where trials are.
		get axes() {
			return {
				x: HISTORY_AXES.filter(axis => axis !== 'energy' || hasEnergy(state)),
				y: measureNames(state),
				color: groupNames(state),
			};
		},
		shown: {x: input.x, y: input.y.name, color: by ?? 'none'},
		paint: (options, cursor) => renderHistory(input, options, cursor),
		trialAt: (options, column, row) => historyTrialAt(input, options, column, row),
		walk: (cursor, step) => walkHistory(input, cursor, step),
		rows: cursor => {
			const trials = studyOf(input, cursor)?.points.map(({trial}) => trial) ?? [];
			const at = cursor === undefined ? -1 : trials.indexOf(cursor);
			// What has no value yet comes behind those that have.
			return {trials, at: at < 0 ? trials.length - 0.5 : at};
		},
	};
}

/** The parameter that tells the studies apart: the chosen one; of several runs, which run it is. */
function groupingOf({sweep}: SweepState, color: string | undefined): string | undefined {
	const by = color ?? sweep?.runParameter;
	return by === 'none' ? undefined : by;
}

/** The whole sweep as one study, or one for each value of a parameter, in the order of the values. */
function studiesOf(state: SweepState, by: string | undefined): readonly HistoryStudy[] {
	if (by === undefined) return [{name: state.sweep?.name ?? '', state}];
	const group = trialAxis(state, by);
	const places = new Map<number, TrialRecord[]>();
	for (const trial of state.trials) {
		const place = trial === undefined ? Number.NaN : group.read(trial);
		if (trial === undefined || Number.isNaN(place)) continue;
		const own = places.get(place);
		if (own === undefined) places.set(place, [trial]);
		else own.push(trial);
	}
	const studies = [...places]
		.toSorted(([a], [b]) => a - b)
		.map(([place, trials]): HistoryStudy => ({name: group.categories?.[place] ?? String(place), state, trials}));
	if (studies.length <= MOST_STUDIES) return studies;
	throw new UserError(
		`"${by}" has ${studies.length} values, too many lines to tell apart`,
		`Choose a parameter of at most ${MOST_STUDIES} values for the colour.`,
	);
}

/** More lines than these are told apart neither by colours nor by names. */
const MOST_STUDIES = 12;

/** The study of the cursor, else the first one. */
function studyOf({series}: HistoryInput, cursor: number | undefined): HistoryInput['series'][number] | undefined {
	return series.find(({points}) => points.some(({trial}) => trial === cursor)) ?? series[0];
}

/** Left and right by trial, up and down from improvement to improvement, within the study of the cursor. */
export function walkHistory(input: HistoryInput, cursor: number | undefined, step: Step): number | undefined {
	const {points = [], improvements = []} = studyOf(input, cursor) ?? {};
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
