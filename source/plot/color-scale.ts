import type {Paint} from './cells.ts';

/** Scales with an even change of lightness, readable without colour vision. */
export type ColorScaleId = 'viridis' | 'cividis';

/** Every {@link ColorScaleId}, the default first. */
export const COLOR_SCALES = ['viridis', 'cividis'] as const satisfies readonly ColorScaleId[];

/** A point of a colour scale. */
export type RgbPaint = Extract<Paint, {kind: 'rgb'}>;

/** 256 colours, dark to light. */
export type ColorScale = {
	/** The colour of a fraction; outside 0 to 1 it is held at the end. */
	readonly at: (fraction: number) => RgbPaint;
	/** The colour of a mark on an unknown background: the darkest quarter, which a dark one would swallow, is left out. */
	readonly markAt: (fraction: number) => RgbPaint;
	/** Text in black or white, whichever reads better on {@link ColorScale.at} of that fraction. */
	readonly textAt: (fraction: number) => RgbPaint;
};

/**
 * Viridis by S. van der Walt, N. Smith and E. Firing, 16 lines of 16 entries RRGGBB.
 * Released under CC0 in https://github.com/BIDS/colormap (colormaps.py), rounded to 8 bits.
 */
const VIRIDIS = [
	'44015444025645045745055946075a46085c460a5d460b5e470d60470e61471063471164471365481467481668481769',
	'48186a481a6c481b6d481c6e481d6f481f70482071482173482374482475482576482677482878482979472a7a472c7a',
	'472d7b472e7c472f7d46307e46327e46337f463480453581453781453882443983443a83443b84433d84433e85423f85',
	'4240864241864142874144874045884046883f47883f48893e49893e4a893e4c8a3d4d8a3d4e8a3c4f8a3c508b3b518b',
	'3b528b3a538b3a548c39558c39568c38588c38598c375a8c375b8d365c8d365d8d355e8d355f8d34608d34618d33628d',
	'33638d32648e32658e31668e31678e31688e30698e306a8e2f6b8e2f6c8e2e6d8e2e6e8e2e6f8e2d708e2d718e2c718e',
	'2c728e2c738e2b748e2b758e2a768e2a778e2a788e29798e297a8e297b8e287c8e287d8e277e8e277f8e27808e26818e',
	'26828e26828e25838e25848e25858e24868e24878e23888e23898e238a8d228b8d228c8d228d8d218e8d218f8d21908d',
	'21918c20928c20928c20938c1f948c1f958b1f968b1f978b1f988b1f998a1f9a8a1e9b8a1e9c891e9d891f9e891f9f88',
	'1fa0881fa1881fa1871fa28720a38620a48621a58521a68522a78522a88423a98324aa8325ab8225ac8226ad8127ad81',
	'28ae8029af7f2ab07f2cb17e2db27d2eb37c2fb47c31b57b32b67a34b67935b77937b87838b9773aba763bbb753dbc74',
	'3fbc7340bd7242be7144bf7046c06f48c16e4ac16d4cc26c4ec36b50c46a52c56954c56856c66758c7655ac8645cc863',
	'5ec96260ca6063cb5f65cb5e67cc5c69cd5b6ccd5a6ece5870cf5773d05675d05477d1537ad1517cd2507fd34e81d34d',
	'84d44b86d54989d5488bd6468ed64590d74393d74195d84098d83e9bd93c9dd93ba0da39a2da37a5db36a8db34aadc32',
	'addc30b0dd2fb2dd2db5de2bb8de29bade28bddf26c0df25c2df23c5e021c8e020cae11fcde11dd0e11cd2e21bd5e21a',
	'd8e219dae319dde318dfe318e2e418e5e419e7e419eae51aece51befe51cf1e51df4e61ef6e620f8e621fbe723fde725',
] as const;

const BLACK: RgbPaint = {kind: 'rgb', red: 0, green: 0, blue: 0};
const WHITE: RgbPaint = {kind: 'rgb', red: 255, green: 255, blue: 255};

/** Builds the table of a scale. */
export function createColorScale(id: ColorScaleId = 'viridis'): ColorScale {
	const table = Array.from({length: 256}, (_, index) => (id === 'viridis' ? viridisEntry(index) : cividisEntry(index)));
	const at = (fraction: number): RgbPaint => table[indexOf(fraction)] ?? BLACK;
	const markAt = (fraction: number): RgbPaint => at(0.25 + 0.75 * Math.min(1, Math.max(0, fraction)));
	return {at, markAt, textAt: fraction => contrastText(at(fraction))};
}

/** Ends and middle of the diverging scale: blue and vermillion of Okabe and Ito (2008), which all eyes tell apart. */
const DIVERGING = [
	[0, 114, 178],
	[245, 245, 245],
	[213, 94, 0],
] as const;

/** A scale with a neutral middle: blue below it, orange above. */
export function createDivergingScale(): ColorScale {
	const at = (fraction: number): RgbPaint => {
		const held = Number.isNaN(fraction) ? 0.5 : Math.min(1, Math.max(0, fraction));
		const [from, to] = held < 0.5 ? [DIVERGING[0], DIVERGING[1]] : [DIVERGING[1], DIVERGING[2]];
		const share = held < 0.5 ? held * 2 : held * 2 - 1;
		const mixed = (channel: 0 | 1 | 2): number => toByte(from[channel] + (to[channel] - from[channel]) * share);
		return {kind: 'rgb', red: mixed(0), green: mixed(1), blue: mixed(2)};
	};
	return {at, markAt: at, textAt: fraction => contrastText(at(fraction))};
}

/** Black or white, whichever has the higher WCAG 2.2 contrast ratio on this background. */
export function contrastText(background: RgbPaint): RgbPaint {
	const luminance = relativeLuminance(background);
	return (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05) ? BLACK : WHITE;
}

/** Relative luminance of WCAG 2.2, 0 (black) to 1 (white). */
export function relativeLuminance({red, green, blue}: RgbPaint): number {
	return 0.2126 * linearized(red) + 0.7152 * linearized(green) + 0.0722 * linearized(blue);
}

function linearized(channel: number): number {
	const fraction = channel / 255;
	return fraction <= 0.04045 ? fraction / 12.92 : ((fraction + 0.055) / 1.055) ** 2.4;
}

function indexOf(fraction: number): number {
	if (Number.isNaN(fraction)) return 0;
	return Math.round(Math.min(1, Math.max(0, fraction)) * 255);
}

function viridisEntry(index: number): RgbPaint {
	const line = VIRIDIS[index >> 4] ?? '';
	const start = (index & 15) * 6;
	const channel = (offset: number): number => Number.parseInt(line.slice(start + offset, start + offset + 2), 16);
	return {kind: 'rgb', red: channel(0), green: channel(2), blue: channel(4)};
}

/**
 * Cividis of J. R. Nunez, C. R. Anderton and R. S. Renslow (PLOS ONE 13(7), 2018, e0199239) by the fifth-degree
 * polynomials that d3-scale-chromatic publishes for it.
 */
function cividisEntry(index: number): RgbPaint {
	const t = index / 255;
	return {
		kind: 'rgb',
		red: toByte(-4.54 - t * (35.34 - t * (2381.73 - t * (6402.7 - t * (7024.72 - t * 2710.57))))),
		green: toByte(32.49 + t * (170.73 + t * (52.82 - t * (131.46 - t * (176.58 - t * 67.37))))),
		blue: toByte(81.24 + t * (442.36 - t * (2482.43 - t * (6167.24 - t * (6614.94 - t * 2475.67))))),
	};
}

function toByte(value: number): number {
	return Math.max(0, Math.min(255, Math.round(value)));
}
