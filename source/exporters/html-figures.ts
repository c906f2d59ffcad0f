import {AGGREGATES} from '../domain/view/aggregate.ts';
import {UserError} from '../domain/errors.ts';
import type {PlotChoice} from '../domain/view/plot-choice.ts';
import type {Ranking} from '../domain/ranking/rank.ts';
import type {ViewSpec} from '../domain/sweep.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {isTerminal} from '../domain/trial.ts';
import {usualViews} from '../domain/view/usual-views.ts';
import {viewRow} from '../domain/view/view-table.ts';
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
		.filter(id => id !== 'heatmap' || usualViews(state.sweep?.space.parameters ?? []).includes(id))
		.map(id => ({id, choice: choiceOf({kind: id})}));
	return [...chosen, ...rest].flatMap(({id, choice}) => {
		const plot = findPlot(id);
		return plot === undefined ? [] : figure(plot, choice, state, ranking);
	});
}

function choiceOf({fix = {}, aggregate, log = [], kind: _, ...axes}: ViewSpec): PlotChoice {
	const known = AGGREGATES.find(candidate => candidate === aggregate);
	return {...axes, fix, aggregate: known ?? 'mean', log: new Set(log)};
}

/** A plot that this sweep has no data for is left out. */
function figure(plot: PlotDefinition, choice: PlotChoice, state: SweepState, ranking: Ranking): readonly string[] {
	try {
		const prepared = plot.prepare({state, ranking, choice, samples: () => undefined, channels: []});
		const scale = createColorScale();
		const picture = withoutBlankEnd(
			prepared.paint({columns: COLUMNS, rows: ROWS, glyphs: 'unicode', scale}, undefined),
		);
		const {title, describe} = viewRow(plot.id);
		const svg = renderSvg(picture, {palette: PAGE_PALETTE, title: describe});
		return [`<figure>${svg}<figcaption>${escapeXml(`${title}: ${describe}`)}</figcaption></figure>`];
	} catch (error) {
		if (error instanceof UserError) return [];
		throw error;
	}
}

function withoutBlankEnd(picture: Picture): Picture {
	const last = picture.findLastIndex(line =>
		line.some(run => run.text.trim() !== '' || run.style?.background !== undefined),
	);
	return picture.slice(0, last + 1);
}
