import {type PlotArea, columnOfFraction, rowOfFraction} from '../axes.ts';
import type {CellGrid} from '../cell-grid.ts';
import type {Glyphs, Picture, Style} from '../cells.ts';
import {
	type ChartSide,
	type ChartSize,
	chartAreaOf,
	drawChartFrame,
	messagePicture,
	numericSide,
} from '../chart-frame.ts';
import type {DistributionGroup, DistributionInput} from './distribution-data.ts';
import {distributionLegend} from './distribution-legend.ts';
import {CURSOR, QUIET} from '../style.ts';
import {chooseFormat} from '../quantity.ts';
import {type Scale, createPaddedScale} from '../scale.ts';
import {cellText, displayWidth, fitToWidth} from '../width.ts';

/** Tukey's fences: values further from the box than so many of its widths stand alone. */
const FENCE = 1.5;

type BoxGlyphs = {
	readonly line: string;
	readonly ends: readonly [string, string];
	readonly box: string;
	readonly median: string;
	readonly beyond: string;
	readonly cursor: string;
};

/**
 * A box with whiskers for each group: half of the trials in the box, the median as a bar, whiskers to the last value
 * within 1.5 boxes (Tukey 1977), those beyond alone. Count and median stand at the right.
 */
export function renderBoxes(input: DistributionInput, size: ChartSize, cursor: number | undefined): Picture {
	const scale = boxScale(input);
	const texts = textsOf(input, size.glyphs);
	const right = size.columns >= 50 ? Math.max(...texts.map(displayWidth)) + 2 : 0;
	const frame = drawChartFrame(
		{...size, columns: size.columns - right},
		{
			x: numericSide(scale, input.metric.unit),
			y: groupSide(input),
			legend: distributionLegend(input, scale, size.glyphs),
		},
	);
	if (frame === undefined) return messagePicture(size, 'no room');
	const {grid, area} = frame;
	const glyphs = boxGlyphs(size.glyphs);
	input.groups.forEach((group, index) => {
		const row = area.top + rowOfGroup(index, input.groups.length, area);
		const style: Style = {foreground: {kind: 'role', role: 'series', index}};
		drawBox(grid, {area, row, scale, glyphs, style}, group);
		const place = cursor === undefined ? -1 : group.trials.indexOf(cursor);
		const at = columnOf(group.values[place] ?? Number.NaN, scale, area);
		if (at !== undefined) grid.set(area.left + at, row, glyphs.cursor, CURSOR);
	});
	if (right === 0) return grid.picture();
	return grid.picture().map((line, row) => {
		const index = input.groups.findIndex((_, at) => area.top + rowOfGroup(at, input.groups.length, area) === row);
		return [
			...line,
			{text: fitToWidth(index < 0 ? '' : (texts[index] ?? ''), right, 'end', size.glyphs), style: QUIET},
		];
	});
}

/** The trial whose value is nearest to a cell in the row of its group. */
export function boxTrialAt(input: DistributionInput, size: ChartSize, column: number, row: number): number | undefined {
	const scale = boxScale(input);
	const right = size.columns >= 50 ? Math.max(...textsOf(input, size.glyphs).map(displayWidth)) + 2 : 0;
	const place = {...size, columns: size.columns - right};
	const area = chartAreaOf(place, groupSide(input), distributionLegend(input, scale, size.glyphs));
	if (area === undefined) return undefined;
	const group = input.groups.find((_, index) => area.top + rowOfGroup(index, input.groups.length, area) === row);
	let [nearest, least]: [number | undefined, number] = [undefined, 3];
	group?.values.forEach((value, index) => {
		const at = columnOf(value, scale, area);
		const distance = at === undefined ? Number.POSITIVE_INFINITY : Math.abs(area.left + at - column);
		if (distance < least) [nearest, least] = [group.trials[index], distance];
	});
	return nearest;
}

function boxScale({groups, limits = groups, metric}: DistributionInput): Scale {
	const low = Math.min(...limits.map(({summary}) => summary.low));
	const high = Math.max(...limits.map(({summary}) => summary.high));
	return createPaddedScale(metric.scale, low, high, 0.02);
}

function groupSide({groups, by}: DistributionInput): ChartSide {
	return (_, glyphs) => ({
		unit: '',
		ticks: groups.map(({name}, index) => ({
			fraction: 1 - (index + 0.5) / groups.length,
			label: cellText(by === undefined ? 'all' : name, glyphs),
		})),
	});
}

function rowOfGroup(index: number, groups: number, area: PlotArea): number {
	return rowOfFraction(1 - (index + 0.5) / groups, area.rows);
}

function columnOf(value: number, scale: Scale, area: PlotArea): number | undefined {
	const fraction = scale.fraction(value);
	return Number.isNaN(fraction) ? undefined : columnOfFraction(fraction, area.columns);
}

function textsOf({groups, metric}: DistributionInput, glyphs: Glyphs): readonly string[] {
	const format = chooseFormat(
		groups.map(({summary}) => summary.median),
		{unit: metric.unit},
	);
	return groups.map(({values, summary}) =>
		cellText(`n ${values.length}  median ${format.text(summary.median)}`, glyphs),
	);
}

function drawBox(
	grid: CellGrid,
	{
		area,
		row,
		scale,
		glyphs,
		style,
	}: {
		readonly area: PlotArea;
		readonly row: number;
		readonly scale: Scale;
		readonly glyphs: BoxGlyphs;
		readonly style: Style;
	},
	{values, summary}: DistributionGroup,
): void {
	const at = (value: number): number => area.left + (columnOf(value, scale, area) ?? 0);
	const reach = FENCE * (summary.upper - summary.lower);
	const isWithin = (value: number): boolean => value >= summary.lower - reach && value <= summary.upper + reach;
	const [low, high] = [values.find(isWithin) ?? summary.low, values.findLast(isWithin) ?? summary.high];
	for (const value of values) if (!isWithin(value)) grid.set(at(value), row, glyphs.beyond, style);
	for (let column = at(low); column <= at(high); column += 1) grid.set(column, row, glyphs.line, style);
	grid.set(at(low), row, glyphs.ends[0], style);
	grid.set(at(high), row, glyphs.ends[1], style);
	for (let column = at(summary.lower); column <= at(summary.upper); column += 1)
		grid.set(column, row, glyphs.box, style);
	grid.set(at(summary.median), row, glyphs.median, {...style, bold: true});
}

function boxGlyphs(glyphs: Glyphs): BoxGlyphs {
	return glyphs === 'ascii'
		? {line: '-', ends: ['[', ']'], box: '=', median: '|', beyond: 'o', cursor: 'X'}
		: {line: '─', ends: ['├', '┤'], box: '▒', median: '┃', beyond: '∘', cursor: '◎'};
}
