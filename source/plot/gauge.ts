import type {Glyphs, Line, Style} from './cells.ts';
import {renderBar} from './bar.ts';
import {QUIET} from './style.ts';
import {cellText, fitToWidth} from './width.ts';

/** Size and label of a gauge. */
export type GaugeOptions = {
	readonly columns: number;
	readonly glyphs: Glyphs;
	/** Text behind the bar, right-aligned, e.g. `75 %`; its width is taken off the bar. */
	readonly label?: string;
	/** Columns kept for the label, so that the bar keeps its length while the text changes. */
	readonly labelColumns?: number;
	readonly style?: Style;
};

const TRACK = QUIET;

/** How far something is, 0 to 1: a bar over a quiet track, then its label. NaN is an empty bar. */
export function renderGauge(fraction: number, options: GaugeOptions): Line {
	const columns = Math.max(0, Math.floor(options.columns));
	const label = cellText(options.label ?? '', options.glyphs);
	const wanted = options.labelColumns ?? label.length;
	const labelColumns = Math.min(columns, wanted === 0 ? 0 : wanted + 1);
	const barColumns = columns - labelColumns;
	const bar = renderBar(fraction, {columns: barColumns, glyphs: options.glyphs, low: 0, high: 1});
	const text = bar.map(run => run.text).join('');
	const filled = text.trimEnd();
	const track = (options.glyphs === 'ascii' ? '.' : '─').repeat(barColumns - filled.length);
	const line: Line = [
		{text: filled, ...(options.style === undefined ? {} : {style: options.style})},
		{text: track, style: TRACK},
		{text: fitToWidth(label, labelColumns, 'end', options.glyphs)},
	];
	return line.filter(run => run.text !== '');
}
