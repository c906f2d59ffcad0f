import type {Glyphs, Run} from '../cells.ts';
import type {ColorScale} from '../color-scale.ts';
import type {Segment} from '../legend.ts';
import {quiet} from '../plot-words.ts';
import {chooseFormat, quantityTitle} from '../quantity.ts';
import {
	type ScatterAxis,
	type ScatterInput,
	type ScatterPoint,
	type ScatterSides,
	colorFractions,
	isInView,
	sizeFractions,
} from './scatter-layout.ts';
import {INFEASIBLE_MARK, WARNING} from '../style.ts';
import {cellText} from '../width.ts';

/** The marks of a scatter, by set of glyphs. */
export type ScatterGlyphs = {
	readonly pareto: string;
	/** The point of the front from which on more of one objective costs the most of the other. */
	readonly knee: string;
	readonly best: string;
	/** Marked by the person. */
	readonly marked: string;
	readonly infeasible: string;
	/** A point without a colour. */
	readonly hollow: string;
	readonly cursor: string;
	/** One each for the first categories. */
	readonly categories: readonly string[];
	/** For all further categories. */
	readonly other: string;
	/** One cell of a colour ramp. */
	readonly ramp: string;
};

/** The glyphs of scatters: distinct without colour. */
export function scatterGlyphs(glyphs: Glyphs): ScatterGlyphs {
	return glyphs === 'ascii'
		? {
				pareto: '@',
				knee: 'K',
				best: '^',
				marked: '%',
				infeasible: INFEASIBLE_MARK,
				hollow: 'o',
				cursor: 'X',
				categories: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
				other: '.',
				ramp: '#',
			}
		: {
				pareto: '●',
				knee: '◈',
				best: '★',
				marked: '✱',
				infeasible: INFEASIBLE_MARK,
				hollow: '○',
				cursor: '◎',
				categories: ['▲', '■', '◆', '▼', '+', '□', '◐', '◧'],
				other: '∙',
				ramp: '█',
			};
}

/** Ten steps of a colour that is shown without colour. */
export function digitOf(fraction: number): string {
	return String(Math.min(9, Math.max(0, Math.floor(fraction * 10))));
}

/** Pieces of the legend above a scatter, the most needed first. */
export function scatterLegend(
	input: ScatterInput,
	sides: ScatterSides,
	options: {readonly glyphs: Glyphs; readonly scale: ColorScale | undefined},
): readonly Segment[] {
	const {glyphs} = options;
	const segments: Segment[] = [titled('y', input.y, sides.y.unit, glyphs), titled('x', input.x, sides.x.unit, glyphs)];
	segments.push(...fixedSegments(input, glyphs), ...colorSegments(input, options), ...sizeSegments(input, glyphs));
	segments.push(...hiddenSegments(input, glyphs));
	return [...segments, ...zoomSegments(input, sides), ...markSegments(input, glyphs)];
}

/** How many trials have no place in the picture, and why. */
export function hiddenSegments(input: ScatterInput, glyphs: Glyphs): readonly Segment[] {
	const hidden = hiddenReasons(input);
	const total = hidden.reduce((sum, [, count]) => sum + count, 0);
	if (total === 0) return [];
	const why = hidden.map(([reason, count]) => `${count} ${cellText(reason, glyphs)}`).join(', ');
	return [[{text: `${total} not shown: ${why}`, style: WARNING}]];
}

/** How many points lie in the part that is looked at. */
function zoomSegments({zoom, points}: ScatterInput, {x, y}: ScatterSides): readonly Segment[] {
	if (zoom === undefined) return [];
	let count = 0;
	for (const point of points) if (isInView({x: x.fraction(point.x), y: y.fraction(point.y)})) count += 1;
	return [[{text: `${count} of ${points.length} in view`, style: {foreground: {kind: 'role', role: 'accent'}}}]];
}

/** What the marks in the picture mean, with the number of each or the trial that it is. */
export function markSegments(input: ScatterInput, glyphs: Glyphs): readonly Segment[] {
	const {points} = input;
	const marks = scatterGlyphs(glyphs);
	const accent = {foreground: {kind: 'role', role: 'accent'}} as const;
	const outstanding = points.filter(point => point.mark !== undefined);
	const trials = (mark: ScatterInput['points'][number]['mark']): readonly number[] =>
		outstanding.flatMap(point => (point.mark === mark ? [point.trial] : []));
	const [knee] = trials('knee');
	const front = trials('pareto').length + (knee === undefined ? 0 : 1);
	const marked = trials('marked').length;
	const infeasible = outstanding.filter(
		point => point.mark === 'infeasible' && reasonAgainstPoint(point, input) === undefined,
	).length;
	const segments: Segment[] = [];
	if (front > 0) segments.push([{text: marks.pareto, style: accent}, {text: ` Pareto ${front}`}]);
	if (knee !== undefined) segments.push([{text: marks.knee, style: accent}, {text: ` knee #${knee}`}]);
	if (trials('best').length > 0)
		segments.push([{text: marks.best, style: {foreground: {kind: 'role', role: 'best'}}}, {text: ' best'}]);
	if (marked > 0) segments.push([{text: marks.marked, style: accent}, {text: ` marked ${marked}`}]);
	if (infeasible > 0) segments.push([{text: `${marks.infeasible} ${infeasible} infeasible`, style: WARNING}]);
	if (points.some(point => point.spread !== undefined))
		segments.push([quiet(`bars ${glyphs === 'ascii' ? '+-' : '±'} 2 standard errors`)]);
	return segments;
}

function fixedSegments({fixed = []}: ScatterInput, glyphs: Glyphs): readonly Segment[] {
	const [open, close] = glyphs === 'ascii' ? ['<', '>'] : ['‹', '›'];
	return fixed.map(
		({name, label}): Segment => [
			quiet(`${cellText(name, glyphs)} `),
			{text: `${open}${cellText(label, glyphs)}${close}`},
		],
	);
}

function sizeSegments(input: ScatterInput, glyphs: Glyphs): readonly Segment[] {
	const fractions = sizeFractions(input);
	if (input.size === undefined || fractions === undefined) return [];
	const {text, unit} = chooseFormat([fractions.low, fractions.high], {unit: input.size.unit});
	const high = unit === '' ? text(fractions.high) : `${text(fractions.high)} ${cellText(unit, glyphs)}`;
	const range = `small ${text(fractions.low)}, large ${high}`;
	return [[quiet(`size ${cellText(input.size.name, glyphs)} `), {text: range}]];
}

/** Trials that have no place in the picture, by reason, most frequent first. */
export function hiddenReasons(input: ScatterInput): readonly (readonly [string, number])[] {
	const reasons = new Map(input.excluded);
	const add = (reason: string): void => void reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
	for (const point of input.points) {
		const bad = reasonAgainstPoint(point, input);
		if (bad !== undefined) add(bad);
	}
	return [...reasons].filter(([, count]) => count > 0).toSorted((a, b) => b[1] - a[1]);
}

function reasonAgainstPoint(point: ScatterPoint, {x, y}: Pick<ScatterInput, 'x' | 'y'>): string | undefined {
	return reasonAgainst(point.x, x) ?? reasonAgainst(point.y, y);
}

function reasonAgainst(value: number, axis: ScatterAxis): string | undefined {
	if (Number.isNaN(value)) return `without ${axis.name}`;
	if (!Number.isFinite(value)) return 'infinite';
	if (axis.categories === undefined && axis.scale === 'log' && value <= 0) return 'not above 0 (log)';
	return undefined;
}

function titled(side: 'x' | 'y', axis: ScatterAxis, prefixed: string, glyphs: Glyphs): Segment {
	const log = axis.scale === 'log' && axis.categories === undefined ? ' log' : '';
	return [quiet(`${side} `), {text: `${cellText(quantityTitle(axis.name, prefixed), glyphs)}${log}`}];
}

/** What the colours or glyphs of points say. */
export function colorSegments(
	input: ScatterInput,
	{glyphs, scale}: {readonly glyphs: Glyphs; readonly scale: ColorScale | undefined},
): readonly Segment[] {
	if (input.color === undefined) return [];
	const marks = scatterGlyphs(glyphs);
	const name = quiet(`colour ${cellText(input.color.name, glyphs)} `);
	const missing = input.points.some(point => point.color === undefined || Number.isNaN(point.color));
	const hollow: Segment[] = missing ? [[{text: `${marks.hollow} no ${cellText(input.color.name, glyphs)}`}]] : [];
	const {categories, isOrdered} = input.color;
	if (categories !== undefined) {
		const isRamp = isOrdered === true && scale !== undefined;
		const shown = isRamp ? categories : categories.slice(0, marks.categories.length);
		const runs = shown.flatMap((category, index): Run[] => [
			{
				text: `${index === 0 ? '' : '  '}${isRamp ? marks.ramp : (marks.categories[index] ?? marks.other)}`,
				style: {
					foreground: isRamp
						? scale.markAt(index / Math.max(1, categories.length - 1))
						: {kind: 'role', role: 'series', index},
				},
			},
			{text: ` ${cellText(category, glyphs)}`},
		]);
		const rest = categories.length - shown.length;
		return [[name, ...runs, ...(rest > 0 ? [{text: `  ${marks.other} ${rest} more`}] : [])], ...hollow];
	}
	const fractions = colorFractions(input);
	if (fractions === undefined) return hollow;
	const {text, unit} = chooseFormat([fractions.low, fractions.high], {unit: input.color.unit});
	const [low, high] = [text(fractions.low), text(fractions.high)];
	const end = unit === '' ? high : `${high} ${cellText(unit, glyphs)}`;
	const ramp: Run[] =
		scale === undefined
			? [{text: `0 = ${low} … 9 = ${end}`.replace('…', glyphs === 'ascii' ? '..' : '…')}]
			: [
					{text: `${low} `},
					...Array.from(
						{length: 8},
						(_, index): Run => ({text: marks.ramp, style: {foreground: scale.markAt(index / 7)}}),
					),
					{text: ` ${end}`},
				];
	return [[name, ...ramp], ...hollow];
}
