import type {TrialRecord} from '../../source/domain/trial.ts';
import type {Glyphs, Line, Picture} from '../../source/plot/cells.ts';
import {imageSize, renderImage} from '../../source/plot/image-cells.ts';
import {renderPlaceholders} from '../../source/plot/placeholder-cells.ts';
import {formatQuantity} from '../../source/plot/quantity.ts';
import {renderSparkline} from '../../source/plot/sparkline.ts';
import type {TrialArtifacts} from '../../source/store/session.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import {plotChoiceOf} from '../../source/store/ui-state.ts';
import {beside, column, fitLine, fitPicture, gap, outside, run} from '../lines.ts';
import {DIM, WARNING} from '../style.ts';
import {curveNames, drawCurves} from './curve-chart.ts';

/** A heading with its lines. */
export type Section = {readonly title: string; readonly lines: Picture};

/** The room that is left for a section, its heading and the blank before it among the rows; it may take more. */
export type SectionRoom = {readonly columns: number; readonly rows: number; readonly glyphs: Glyphs};

const HEADING_ROWS = 2;
const LEAST_CHART_ROWS = 9;
const LEAST_CHART_COLUMNS = 60;
const MOST_CHART_ROWS = 14;
/** From here on two charts stand side by side. */
const TWO_CHARTS_COLUMNS = 110;

/** Curves of a trial as charts with the best trial's behind them, or as a row each where there is no room. */
export function curveSection(
	{state, table, ui}: ScreenModel,
	trial: TrialRecord,
	{columns, rows, glyphs}: SectionRoom,
): Section {
	const names = curveNames(state, [trial]);
	if (columns < LEAST_CHART_COLUMNS) return {title: 'curves', lines: sparkLines(trial, columns, glyphs)};
	const room = Math.max(LEAST_CHART_ROWS, Math.min(MOST_CHART_ROWS, rows - HEADING_ROWS));
	const {best: number} = table.ranking;
	const best = number === undefined || number === trial.trial ? undefined : state.trials[number - 1];
	const trials = best === undefined ? [trial] : [best, trial];
	const shown = names.slice(0, columns >= TWO_CHARTS_COLUMNS ? 2 : 1);
	const width = Math.floor((columns - 2 * (shown.length - 1)) / Math.max(1, shown.length));
	const {log} = plotChoiceOf(ui, 'curves');
	const charts = shown.map(name =>
		drawCurves(state, trials, name, {columns: width, rows: room, glyphs, emphasized: trial.trial, log}),
	);
	const lines = charts.length === 0 ? [] : beside(charts, room, 2).map(line => fitLine(line, columns, glyphs));
	const others = names.slice(shown.length);
	const title = others.length === 0 ? 'curves' : `curves, and ${others.length} more in the view of curves`;
	return {title, lines};
}

function sparkLines(trial: TrialRecord, columns: number, glyphs: Glyphs): Picture {
	return Object.entries(trial.curves).map(([name, points]) => {
		const last = points.at(-1);
		const width = Math.max(0, Math.min(60, columns - 44));
		const spark = renderSparkline(
			points.slice(-width).map(point => point.value),
			{columns: Math.min(width, points.length), glyphs, style: {foreground: {kind: 'role', role: 'series', index: 1}}},
		);
		const text =
			last === undefined ? '' : `  ${formatQuantity(last.value)} at step ${last.step}, ${points.length} points`;
		return fitLine([column(`  ${name}`, 14, 'start', glyphs, DIM), ...spark, run(text, DIM)], columns, glyphs);
	});
}

const LEAST_IMAGE_ROWS = 19;
const MOST_IMAGE_ROWS = 30;
const MOST_FILES = 12;

/** Files that the trial left, and one of its pictures beside them where there is room. */
export function artifactSection(
	{ui}: ScreenModel,
	trial: TrialRecord,
	{columns, rows, glyphs, colored}: SectionRoom & {readonly colored: boolean},
): Section {
	const title = 'artifacts';
	const {artifacts} = ui;
	const room = Math.max(LEAST_IMAGE_ROWS, Math.min(MOST_IMAGE_ROWS, rows - HEADING_ROWS));
	if (artifacts === undefined || artifacts.trial !== trial.trial || artifacts.items.length === 0)
		return {title, lines: []};
	const {image, items} = artifacts;
	const width = image === undefined ? columns : Math.floor(columns / 2);
	const names = items.slice(0, MOST_FILES).map(({name, bytes}): Line => {
		const isShown = image?.name === name;
		const short = name.split('/').slice(-3).join('/');
		return fitLine(
			[
				run(isShown ? (glyphs === 'ascii' ? ' > ' : ' ▌ ') : '   '),
				outside(short, glyphs),
				outside(`  ${formatQuantity(bytes, 'B')}`, glyphs, DIM),
				outside(isShown && image.problem !== undefined ? `  ${image.problem}` : '', glyphs, WARNING),
			],
			width,
			glyphs,
		);
	});
	const cut = items.length > MOST_FILES ? `${title}, ${items.length - MOST_FILES} more` : title;
	if (image?.raster === undefined) return {title: cut, lines: names};
	const picture = drawImage(image, {columns: columns - width - 2, rows: room}, {glyphs, colored});
	const height = Math.max(names.length, picture.length);
	const list = fitPicture(names, width, height, glyphs);
	const shown = fitPicture(picture, columns - width - 2, height, glyphs);
	return {title: `${cut}   i next image`, lines: list.map((line, row) => [...line, gap(2), ...(shown[row] ?? [])])};
}

/** A picture as the terminal itself shows it, where it holds it and there is room; else as cells of ours. */
function drawImage(
	{raster, placed}: NonNullable<TrialArtifacts['image']>,
	room: {readonly columns: number; readonly rows: number},
	{glyphs, colored}: {readonly glyphs: Glyphs; readonly colored: boolean},
): Picture {
	if (placed !== undefined && placed.columns <= room.columns && placed.rows <= room.rows)
		return renderPlaceholders(placed);
	return raster === undefined ? [] : renderImage(raster, {...imageSize(raster, room), glyphs, colored});
}
