import {UserError} from '../domain/errors.ts';
import {gridAxis} from '../domain/grid-axis.ts';
import {recordOf} from '../domain/record.ts';
import type {PlotChoice} from '../domain/plot-choice.ts';
import type {Ranking} from '../domain/rank.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {isTerminal} from '../domain/trial.ts';
import type {Picture} from '../plot/cells.ts';
import {createColorScale} from '../plot/color-scale.ts';
import type {PlotDefinition} from '../plot/plot-definition.ts';
import {findPlot} from '../plot/registry.ts';
import {escapeXml, renderSvg} from '../plot/render-svg.ts';
import {PAGE_PALETTE} from './html-style.ts';

/** Size of a picture in cells. */
const COLUMNS = 110;
const ROWS = 28;
/** Fewer complete trials than this make no picture of how much parameters matter. */
const ENOUGH_TRIALS = 10;
const ALWAYS = ['heatmap', 'scatter', 'history', 'pareto'] as const;

/** The pictures of a report, a figure each: the views of the sweep file, then those that say most of any sweep. */
export function htmlFigures(state: SweepState, ranking: Ranking): readonly string[] {
	const ended = state.trials.filter(trial => trial !== undefined && isTerminal(trial.state)).length;
	if (ended < 2) return [];
	const chosen = (state.sweep?.views ?? []).map(view => ({id: view.kind, choice: choiceOf(view)}));
	const rest = [...ALWAYS, ...(state.counts.complete < ENOUGH_TRIALS ? [] : (['importance'] as const))]
		.filter(id => !chosen.some(view => view.id === id))
		.filter(id => id !== 'pareto' || (state.sweep?.objectives.length ?? 0) > 1)
		.map(id => ({id, choice: choiceOf({})}));
	return [...chosen, ...rest].flatMap(({id, choice}) => {
		const plot = findPlot(id);
		return plot === undefined ? [] : figure(plot, choice, state, ranking);
	});
}

type View = {
	readonly x?: string;
	readonly y?: string;
	readonly color?: string;
	readonly fix?: PlotChoice['fix'];
};

function choiceOf({x, y, color, fix}: View): PlotChoice {
	return {x, y, color, fix: fix ?? recordOf([]), aggregate: 'mean', log: new Set()};
}

/** A plot that this sweep has no data for is left out. */
function figure(plot: PlotDefinition, choice: PlotChoice, state: SweepState, ranking: Ranking): readonly string[] {
	try {
		const prepared = plot.prepare({state, ranking, choice, samples: () => undefined, channels: []});
		if (plot.id === 'heatmap' && [prepared.shown?.x, prepared.shown?.y].some(name => isEndless(state, name))) return [];
		const scale = createColorScale();
		const picture = withoutBlankEnd(
			prepared.paint({columns: COLUMNS, rows: ROWS, glyphs: 'unicode', scale}, undefined),
		);
		const svg = renderSvg(picture, {palette: PAGE_PALETTE, title: plot.describe});
		return [`<figure>${svg}<figcaption>${escapeXml(`${plot.title}: ${plot.describe}`)}</figcaption></figure>`];
	} catch (error) {
		if (error instanceof UserError) return [];
		throw error;
	}
}

/** A real parameter that is drawn by chance has as many values as trials: a heatmap over it is nearly empty. */
function isEndless({sweep}: SweepState, name: string | undefined): boolean {
	const parameter = sweep?.space.parameters.find(candidate => candidate.name === name);
	return parameter !== undefined && gridAxis(parameter.domain) === undefined;
}

function withoutBlankEnd(picture: Picture): Picture {
	const last = picture.findLastIndex(line =>
		line.some(run => run.text.trim() !== '' || run.style?.background !== undefined),
	);
	return picture.slice(0, last + 1);
}
