import {meanColor, type Raster} from '../domain/view/raster.ts';
import type {Glyphs, Line, Paint, Picture, Run} from './cells.ts';

/** The room of an image, in cells, and whether the place has enough colours for it. */
export type ImageOptions = {
	readonly columns: number;
	readonly rows: number;
	readonly glyphs: Glyphs;
	readonly colored: boolean;
};

/** Light to dark text on a dark ground; the same ramps as those of the heatmap. */
const UNICODE_SHADES = [' ', '░', '▒', '▓', '█'] as const;
const ASCII_SHADES = [' ', '.', ':', '-', '=', '+', '*', '#', '%', '@'] as const;

/**
 * An image as cells: two pixels a cell, one above the other, where there are colours; else one shade a cell by its
 * brightness. Its shape is kept, so the picture is at most `columns` × `rows`; pixels of a cell are taken as squares.
 */
export function renderImage(raster: Raster, options: ImageOptions): Picture {
	const {columns, rows} = imageSize(raster, options);
	const stepX = raster.width / columns;
	const stepY = raster.height / (rows * 2);
	const colorAt = (column: number, half: number) =>
		meanColor(raster, {
			left: column * stepX,
			right: (column + 1) * stepX,
			top: half * stepY,
			bottom: (half + 1) * stepY,
		});
	return Array.from(
		{length: rows},
		(_, row): Line =>
			Array.from({length: columns}, (_unused, column): Run => {
				const [upper, lower] = [colorAt(column, row * 2), colorAt(column, row * 2 + 1)];
				return options.colored && options.glyphs === 'unicode'
					? halves(upper, lower)
					: shade((brightness(upper) + brightness(lower)) / 2, options.glyphs);
			}),
	);
}

/** The cells that an image takes in a room, so that it is neither stretched nor larger than its pixels. */
export function imageSize(
	{width, height}: Pick<Raster, 'width' | 'height'>,
	room: {readonly columns: number; readonly rows: number},
): {readonly columns: number; readonly rows: number} {
	const factor = Math.min(1, room.columns / width, (room.rows * 2) / height);
	return {
		columns: Math.max(1, Math.min(room.columns, Math.round(width * factor))),
		rows: Math.max(1, Math.min(room.rows, Math.round((height * factor) / 2))),
	};
}

type Color = ReturnType<typeof meanColor>;

function paintOf({red, green, blue}: Color): Paint {
	return {kind: 'rgb', red, green, blue};
}

function halves(upper: Color, lower: Color): Run {
	const [seen, seenBelow] = [upper.opacity >= 0.5, lower.opacity >= 0.5];
	if (!seen && !seenBelow) return {text: ' '};
	if (!seen) return {text: '▄', style: {foreground: paintOf(lower)}};
	if (!seenBelow) return {text: '▀', style: {foreground: paintOf(upper)}};
	return {text: '▀', style: {foreground: paintOf(upper), background: paintOf(lower)}};
}

/** From 0 to 1, by the weights of Rec. 601. */
function brightness({red, green, blue, opacity}: Color): number {
	return ((0.299 * red + 0.587 * green + 0.114 * blue) / 255) * opacity;
}

function shade(value: number, glyphs: Glyphs): Run {
	const shades = glyphs === 'ascii' ? ASCII_SHADES : UNICODE_SHADES;
	return {text: shades[Math.min(shades.length - 1, Math.floor(value * shades.length))] ?? ' '};
}
