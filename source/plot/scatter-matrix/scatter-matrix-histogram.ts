import type {PlotArea} from '../axes.ts';
import type {CellGrid} from '../cell-grid.ts';
import type {Glyphs, Style} from '../cells.ts';
import {chooseBins, countBins} from '../histogram-bins.ts';
import {chooseFormat} from '../quantity.ts';
import type {MatrixSide} from './scatter-matrix-data.ts';
import {extentOf} from '../scale.ts';
import {QUIET} from '../style.ts';
import {cellText, cutToWidth, displayWidth} from '../width.ts';

const EIGHTHS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const ASCII_STEPS = [' ', '.', ':', '|', '#'] as const;

const BAR: Style = {foreground: {kind: 'role', role: 'series', index: 0}};

/** How often the values of a quantity fall into each bin, as upright bars, and under it its range or its names. */
export function drawHistogram(grid: CellGrid, side: MatrixSide, area: PlotArea, glyphs: Glyphs): void {
	const {counts, label} = binned(side, area.columns, glyphs);
	const hasLabel = area.rows >= 3;
	const rows = area.rows - (hasLabel ? 1 : 0);
	const highest = Math.max(1, ...counts);
	const width = Math.max(1, Math.floor(area.columns / Math.max(1, counts.length)));
	const steps = glyphs === 'ascii' ? ASCII_STEPS : EIGHTHS;
	counts.slice(0, area.columns).forEach((count, bin) => {
		// A bin that holds one trial is seen beside one that holds thousands.
		const height = count === 0 ? 0 : Math.max(1, Math.round((count / highest) * rows * (steps.length - 1)));
		for (let row = 0; row < rows; row += 1) {
			const inRow = Math.min(steps.length - 1, Math.max(0, height - (rows - 1 - row) * (steps.length - 1)));
			if (inRow === 0) continue;
			const bar = Math.max(1, width - (width > 2 ? 1 : 0));
			for (let column = 0; column < bar; column += 1)
				grid.set(area.left + bin * width + column, area.top + row, steps[inRow] ?? ' ', BAR);
		}
	});
	if (hasLabel) grid.put(area.left, area.top + rows, cutToWidth(label, area.columns, glyphs), QUIET);
}

type Binned = {
	readonly counts: readonly number[];
	/** The range, or the names. */
	readonly label: string;
};

function binned({axis, values}: MatrixSide, columns: number, glyphs: Glyphs): Binned {
	const {categories} = axis;
	if (categories !== undefined) {
		const counts = categories.map(() => 0);
		for (const value of values) if (counts[value] !== undefined) counts[value] += 1;
		return {counts, label: cellText(categories.join(' '), glyphs)};
	}
	const extent = extentOf(values, axis.scale);
	if (extent === undefined) return {counts: [], label: ''};
	const {text, unit} = chooseFormat(extent, {unit: axis.unit});
	const [low, high] = [text(extent[0]), `${text(extent[1])}${unit === '' ? '' : ` ${unit}`}`];
	const label = cellText(
		low + ' '.repeat(Math.max(1, columns - displayWidth(low) - displayWidth(high))) + high,
		glyphs,
	);
	// A parameter with a list of numbers has a bar for each, as its points have a column for each.
	const listed = axis.ticks;
	if (listed !== undefined && listed.length <= columns) {
		const counts = listed.map(() => 0);
		for (const value of values) {
			const bin = listed.indexOf(value);
			if (counts[bin] !== undefined) counts[bin] += 1;
		}
		return {counts, label};
	}
	const placed = values.filter(value => Number.isFinite(value) && (axis.scale === 'linear' || value > 0)).sort();
	return {counts: countBins(chooseBins(placed, axis.scale, columns), placed), label};
}
