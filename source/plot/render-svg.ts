import type {Paint, Picture, Style} from './cells.ts';
import {drawGlyph} from './svg-glyphs.ts';
import {clustersOf} from './width.ts';

/** Colours of roles as `#rrggbb`. */
export type SvgPalette = {
	readonly background: string;
	readonly text: string;
	readonly dim: string;
	readonly accent: string;
	readonly best: string;
	readonly warning: string;
	readonly error: string;
	readonly series: readonly string[];
};

/** A dark terminal. */
const DARK_PALETTE: SvgPalette = {
	background: '#14171c',
	text: '#d8dee6',
	dim: '#7d8794',
	accent: '#4fc3c7',
	best: '#ffd75f',
	warning: '#e0a03c',
	error: '#e5736b',
	series: ['#4fc3c7', '#c58be0', '#8bc46a', '#e0a03c', '#6fa8f0', '#e5736b'],
};

/** Size of a cell in SVG units. */
const CELL = {width: 9, height: 20} as const;
const PADDING = 14;
const FONT_SIZE = 15;

/**
 * A picture as a self-contained SVG: the same for every viewer, since backgrounds, blocks, braille and box lines are
 * shapes, and each glyph stands at the corner of its own cell.
 */
export function renderSvg(
	picture: Picture,
	{palette = DARK_PALETTE, title = ''}: {readonly palette?: SvgPalette; readonly title?: string} = {},
): string {
	const columns = picture.reduce(
		(most, line) =>
			Math.max(
				most,
				line.reduce((sum, run) => sum + widthOf(run.text), 0),
			),
		0,
	);
	const [width, height] = [columns * CELL.width + 2 * PADDING, picture.length * CELL.height + 2 * PADDING];
	const body = picture.flatMap((line, row) => {
		let column = 0;
		return line.map(run => {
			const at = {x: PADDING + column * CELL.width, y: PADDING + row * CELL.height};
			column += widthOf(run.text);
			return drawRun(run.text, run.style, at, palette);
		});
	});
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
		...(title === '' ? [] : [`<title>${escapeXml(title)}</title>`]),
		`<rect width="${width}" height="${height}" rx="8" fill="${palette.background}"/>`,
		`<g font-family="ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="${FONT_SIZE}" xml:space="preserve">`,
		...body.filter(element => element !== ''),
		'</g>',
		'</svg>',
		'',
	].join('\n');
}

function widthOf(text: string): number {
	return clustersOf(text).reduce((sum, cluster) => sum + cluster.width, 0);
}

function drawRun(
	text: string,
	style: Style | undefined,
	at: {readonly x: number; readonly y: number},
	palette: SvgPalette,
): string {
	const plain = {
		foreground: colorOf(style?.foreground, palette) ?? palette.text,
		background: colorOf(style?.background, palette),
	};
	const {foreground, background} =
		style?.inverse === true
			? {foreground: plain.background ?? palette.background, background: plain.foreground}
			: plain;
	const elements: string[] = [];
	const width = widthOf(text) * CELL.width;
	if (background !== undefined)
		elements.push(`<rect x="${at.x}" y="${at.y}" width="${width}" height="${CELL.height}" fill="${background}"/>`);
	let x = at.x;
	const letters: {readonly x: number; readonly text: string}[] = [];
	const shapes: string[] = [];
	for (const cluster of clustersOf(text)) {
		const shape = drawGlyph(cluster.text, {x, y: at.y}, CELL);
		if (shape !== undefined) shapes.push(shape);
		else if (cluster.text !== ' ') letters.push({x, text: cluster.text});
		x += cluster.width * CELL.width;
	}
	if (shapes.length > 0) elements.push(`<g fill="${foreground}" color="${foreground}">${shapes.join('')}</g>`);
	if (letters.length > 0) elements.push(drawLetters(letters, at.y + FONT_SIZE, foreground, style));
	if (style?.underline === true)
		elements.push(`<rect x="${at.x}" y="${at.y + CELL.height - 2}" width="${width}" height="1" fill="${foreground}"/>`);
	return elements.join('');
}

function drawLetters(
	letters: readonly {readonly x: number; readonly text: string}[],
	y: number,
	fill: string,
	style: Style | undefined,
): string {
	const weight = style?.bold === true ? ' font-weight="bold"' : '';
	const spans = letters.map(letter => `<tspan x="${letter.x}">${escapeXml(letter.text)}</tspan>`);
	return `<text y="${y}" fill="${fill}"${weight}>${spans.join('')}</text>`;
}

function colorOf(paint: Paint | undefined, palette: SvgPalette): string | undefined {
	if (paint === undefined) return undefined;
	if (paint.kind === 'rgb')
		return `#${[paint.red, paint.green, paint.blue].map(byte => byte.toString(16).padStart(2, '0')).join('')}`;
	if (paint.role === 'series') return palette.series[(paint.index ?? 0) % palette.series.length] ?? palette.text;
	return palette[paint.role];
}

/** Text for XML; characters that XML 1.0 forbids become U+FFFD. */
export function escapeXml(text: string): string {
	return text
		.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;');
}
