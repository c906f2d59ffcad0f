import type {PlotArea} from '../axes.ts';
import {type Axis, columnOfFraction} from '../axes.ts';
import type {CellGrid} from '../cell-grid.ts';
import type {Glyphs, Picture, Style} from '../cells.ts';
import {type ChartSide, type ChartSize, drawChartFrame, messagePicture, numericSide} from '../chart-frame.ts';
import type {DistributionGroup, DistributionInput} from './distribution-data.ts';
import {distributionLegend} from './distribution-legend.ts';
import {type Bins, binOf, chooseBins, countBins} from '../histogram-bins.ts';
import {ACCENT, POINT, QUIET} from '../style.ts';
import {createScale, niceStep} from '../scale.ts';
import {cellText} from '../width.ts';

const EIGHTHS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const ASCII_STEPS = [' ', '.', ':', '#'] as const;
/** A bin is at least so many cells wide, so that neighbours can be told apart. */
const LEAST_BIN = 2;

/** Counts by bins; of several groups each has a band of its own over the same bins and counts. */
export function renderHistogram(input: DistributionInput, size: ChartSize, cursorValue: number | undefined): Picture {
	const {bins, counts, most} = histogramOf(input, size);
	const frame = drawChartFrame(size, {
		x: numericSide(bins.scale, input.metric.unit),
		y: sideOf(input, most),
		legend: distributionLegend(input, bins.scale, size.glyphs),
	});
	if (frame === undefined) return messagePicture(size, 'no room');
	const {grid, area} = frame;
	const bands = bandsOf(input.groups.length, area);
	const pointed = cursorValue === undefined ? -1 : binOf(bins, cursorValue);
	counts.forEach((own, index) => {
		const band = bands[index];
		if (band === undefined) return;
		const style: Style = counts.length === 1 ? POINT : {foreground: {kind: 'role', role: 'series', index}};
		drawBars(grid, {area, band, bins, most, glyphs: size.glyphs}, own, bin => (bin === pointed ? ACCENT : style));
	});
	if (counts.length > bands.length) {
		grid.put(area.left, area.top, `${counts.length - bands.length} groups need more rows`, QUIET);
	}
	return grid.picture();
}

/** Bins as {@link renderHistogram} chooses them at a size. */
function histogramOf(
	input: DistributionInput,
	{columns}: ChartSize,
): {readonly bins: Bins; readonly counts: readonly (readonly number[])[]; readonly most: number} {
	const {groups, limits = groups} = input;
	const bins = chooseBins(allValues(limits), input.metric.scale, (columns - 8) / (LEAST_BIN + 1));
	const countsOf = ({values}: DistributionGroup): readonly number[] => countBins(bins, values);
	const counts = groups.map(countsOf);
	const ranged = limits === groups ? counts : limits.map(countsOf);
	return {bins, counts, most: Math.max(1, ...ranged.map(own => Math.max(...own)))};
}

function allValues(groups: readonly DistributionGroup[]): Float64Array {
	const [only] = groups;
	if (groups.length === 1 && only !== undefined) return only.values;
	return Float64Array.from(groups.flatMap(({values}) => [...values])).sort();
}

/** Counts of one group; names of several, each in the middle of its band. */
function sideOf({groups}: DistributionInput, most: number): ChartSide {
	if (groups.length === 1) return (ticks): Axis => countAxis(most, ticks);
	return (_, glyphs) => ({
		unit: '',
		ticks: groups.map(({name}, index) => ({
			fraction: 1 - (index + 0.5) / groups.length,
			label: cellText(name, glyphs),
		})),
	});
}

/** Whole counts from 0. */
function countAxis(most: number, ticks: number): Axis {
	const step = Math.max(1, niceStep(most / Math.max(1, ticks)));
	const scale = createScale('linear', 0, most);
	const values = Array.from({length: Math.floor(most / step) + 1}, (_, index) => index * step);
	return {unit: '', ticks: values.map(value => ({fraction: scale.fraction(value), label: String(value)}))};
}

type Band = {readonly top: number; readonly rows: number};

function bandsOf(groups: number, area: PlotArea): readonly Band[] {
	const shown = Math.min(groups, area.rows);
	const rows = Math.max(1, Math.floor(area.rows / Math.max(1, shown)));
	// A blank row between bands where they are high enough to spare it.
	const gap = groups > 1 && rows > 2 ? 1 : 0;
	return Array.from({length: shown}, (_, index) => ({
		top: area.top + Math.round((index * area.rows) / shown) + gap,
		rows: rows - gap,
	}));
}

function drawBars(
	grid: CellGrid,
	{
		area,
		band,
		bins,
		most,
		glyphs,
	}: {
		readonly area: PlotArea;
		readonly band: Band;
		readonly bins: Bins;
		readonly most: number;
		readonly glyphs: Glyphs;
	},
	counts: readonly number[],
	styleOf: (bin: number) => Style,
): void {
	const steps: readonly string[] = glyphs === 'ascii' ? ASCII_STEPS : EIGHTHS;
	const full = steps.length - 1;
	counts.forEach((count, bin) => {
		if (count === 0) return;
		const [from, to] = columnsOfBin(bins, bin, area);
		// A single trial among thousands is still seen.
		const height = Math.max(1, Math.round((count / most) * band.rows * full));
		for (let row = 0; row < band.rows; row += 1) {
			const step = Math.min(full, height - (band.rows - 1 - row) * full);
			if (step <= 0) continue;
			for (let column = from; column < to; column += 1) {
				grid.set(area.left + column, band.top + row, steps[step] ?? ' ', styleOf(bin));
			}
		}
	});
}

/** First column of a bin and the one after its last, with a blank to the next where it is wide enough. */
function columnsOfBin({edges, scale}: Bins, bin: number, {columns}: PlotArea): readonly [number, number] {
	const at = (edge: number): number => columnOfFraction(scale.fraction(edges[edge] ?? Number.NaN), columns + 1);
	const [from, to] = [at(bin), at(bin + 1)];
	return [from, to - from > LEAST_BIN ? to - 1 : Math.max(from + 1, to)];
}
