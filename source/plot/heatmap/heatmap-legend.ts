import type {Glyphs, Run} from '../cells.ts';
import type {ColorScale} from '../color-scale.ts';
import type {HeatmapInput, HeatmapLayout, HeatmapValues, Span} from './heatmap-layout.ts';
import {CELL_KINDS, type CellKind, cellKindOf, type HeatmapMarks} from './heatmap-marks.ts';
import {isInPart} from './heatmap-slots.ts';
import type {Segment} from '../legend.ts';
import {axisPart} from '../part-text.ts';
import {ACCENT_BOLD, BEST, QUIET, WARNING} from '../style.ts';
import {cellText} from '../width.ts';

/** Metric, axes and fixed values, in the order of what is needed first. */
export function heatmapTitle(input: HeatmapInput, values: HeatmapValues, glyphs: Glyphs): readonly Segment[] {
	const text = (outside: string): string => cellText(outside, glyphs);
	const over = input.free.length === 0 ? input.aggregate : `${input.aggregate} over ${input.free.map(text).join(', ')}`;
	const {ratio} = input;
	const divided =
		ratio === undefined ? '' : `${text(ratio.parameter)} ${text(ratio.numerator)} / ${text(ratio.denominator)}`;
	const facts = [divided, text(values.format.unit), over, input.scale === 'log' ? 'log' : ''].filter(
		fact => fact !== '',
	);
	const [open, close] = glyphs === 'ascii' ? ['<', '>'] : ['‹', '›'];
	const axis = (side: string, name: string): Segment[] =>
		name === '' ? [] : [[{text: `${side} `, style: QUIET}, {text: text(name)}]];
	return [
		[{text: text(input.metric.name), style: {bold: true}}, {text: ` (${facts.join(', ')})`}],
		...axis('x', input.x.name),
		...axis('y', input.y.name),
		...input.fixed.map(
			(fix): Segment => [{text: `${text(fix.name)} `, style: QUIET}, {text: `${open}${text(fix.label)}${close}`}],
		),
	];
}

/** The range of the colours and what the marks mean, in the order of what is needed first. */
export function heatmapLegend(
	input: HeatmapInput,
	layout: HeatmapLayout,
	values: HeatmapValues,
	{
		scale,
		marks,
		glyphs,
	}: {readonly scale: ColorScale | undefined; readonly marks: HeatmapMarks; readonly glyphs: Glyphs},
): readonly Segment[] {
	const {text, unit} = values.format;
	const high = unit === '' ? text(values.high) : `${text(values.high)} ${cellText(unit, glyphs)}`;
	const valueCells = input.cells.filter(cell => cell?.kind === 'value');
	const segments: Segment[] =
		valueCells.length > 0 ? [[{text: `${text(values.low)} `}, ...ramp(layout, scale, marks), {text: ` ${high}`}]] : [];
	segments.push(...windowSegments(layout, glyphs));
	const {outside = 0} = input;
	if (outside > 0)
		segments.push([
			{text: `${outside} without ${cellText(`${input.x.name} or ${input.y.name}`, glyphs)}`, style: WARNING},
		]);
	if (valueCells.some(({mark}) => mark === 'best'))
		segments.push([{text: marks.best, style: BEST}, {text: ` ${bestWords(input)}`}]);
	segments.push(...kindSegments(input, marks));
	if (valueCells.some(({mark}) => mark === 'tied')) segments.push([{text: `${marks.tied} tied with best`}]);
	if (input.hasIsolines === true && values.levels.length > 0)
		segments.push([{text: 'lines at ', style: QUIET}, {text: values.levels.map(text).join('  ')}]);
	return segments;
}

/** What stands in cells without a value of their own, with the number of those that ended so. */
function kindSegments({cells}: HeatmapInput, marks: HeatmapMarks): readonly Segment[] {
	const counts = new Map<CellKind, number>();
	for (const cell of cells) {
		const kind = cellKindOf(cell);
		if (kind !== undefined) counts.set(kind, (counts.get(kind) ?? 0) + 1);
	}
	return CELL_KINDS.flatMap((kind): Segment[] => {
		const count = counts.get(kind) ?? 0;
		const part = kind.mark === 'infeasible' ? cells.filter(isInPart).length : 0;
		if (count + part === 0) return [];
		return [[{text: marks[kind.mark], style: kind.style}, {text: ` ${kindWords(kind, count, part)}`}]];
	});
}

/** @param part cells with a value that trials of this kind have no part in. */
function kindWords({word, isCounted}: CellKind, count: number, part: number): string {
	if (count === 0) return `${part} ${word} in part`;
	return `${isCounted ? `${count} ` : ''}${word}${part === 0 ? '' : `, ${part} in part`}`;
}

/** The cell of the best mean need not be that of the best trial. */
function bestWords({free, aggregate}: HeatmapInput): string {
	return free.length === 0 || aggregate === 'best' ? 'best' : `best ${aggregate}`;
}

const RAMP_COLUMNS = 20;

function ramp(layout: HeatmapLayout, scale: ColorScale | undefined, marks: HeatmapMarks): readonly Run[] {
	if (scale !== undefined) {
		return Array.from(
			{length: RAMP_COLUMNS},
			(_, index): Run => ({text: ' ', style: {background: scale.at(index / (RAMP_COLUMNS - 1))}}),
		);
	}
	const shades = layout.value === undefined ? marks.bareShades : marks.shades;
	const each = Math.max(1, Math.round(RAMP_COLUMNS / shades.length));
	return [{text: shades.map(shade => shade.repeat(each)).join('')}];
}

function windowSegments({across, down}: HeatmapLayout, glyphs: Glyphs): readonly Segment[] {
	const shown = (side: string, span: Span): Segment[] =>
		span.count < span.total ? [[{text: `${side} ${axisPart(span, glyphs)}`, style: ACCENT_BOLD}]] : [];
	return [...shown('x', across), ...shown('y', down)];
}
