import type {Capabilities, ColorDepth} from './capabilities.ts';
import {type Background, type Role, type RoleColors, roleColors} from './palette.ts';
import {programSgr} from './program-sgr.ts';
import type {ThemeId} from './registry.ts';
import {type Rgb, sgrOfRgb} from './rgb.ts';

/** A colour as the plots name it: a role, or a point of a colour scale. */
export type ThemePaint =
	| {readonly kind: 'role'; readonly role: Role; readonly index?: number}
	| ({readonly kind: 'rgb'} & Rgb);

/** How a run of text looks; the same shape as the plots' `Style`. */
export type ThemeStyle = {
	readonly foreground?: ThemePaint;
	readonly background?: ThemePaint;
	readonly bold?: boolean;
	readonly inverse?: boolean;
	readonly underline?: boolean;
	/** SGR parameters of a program's own output. */
	readonly sgr?: string;
};

/** Styles turned into what a terminal understands. */
export type Theme = {
	readonly id: ThemeId;
	readonly depth: ColorDepth;
	readonly glyphs: 'ascii' | 'unicode';
	/** SGR parameters of a style, e.g. `1;38;5;37`; empty for plain text. Equal styles give equal texts. */
	readonly sgrOf: (style: ThemeStyle | undefined) => string;
};

/** A theme for a terminal. */
export function createTheme(
	capabilities: Pick<Capabilities, 'depth' | 'glyphs'>,
	id: ThemeId = 'default',
	background: Background = 'dark',
): Theme {
	const {depth, glyphs} = capabilities;
	const colors = roleColors(id, depth, background);
	// Styles are mostly constants, so a look-up by identity answers nearly always.
	const known = new WeakMap<ThemeStyle, string>();
	const sgrOf = (style: ThemeStyle | undefined): string => {
		if (style === undefined) return '';
		const cached = known.get(style);
		if (cached !== undefined) return cached;
		const made = compose(style, colors, depth);
		known.set(style, made);
		return made;
	};
	return {id, depth, glyphs, sgrOf};
}

function compose(style: ThemeStyle, colors: RoleColors, depth: ColorDepth): string {
	if (style.sgr !== undefined) return programSgr(style.sgr, depth);
	const parts = [
		style.bold === true ? '1' : '',
		style.underline === true ? '4' : '',
		style.inverse === true ? '7' : '',
		paint(style.foreground, colors, depth, 'foreground'),
		paint(style.background, colors, depth, 'background'),
	];
	return [...new Set(parts.flatMap(part => (part === '' ? [] : [part])))].join(';');
}

function paint(
	color: ThemePaint | undefined,
	colors: RoleColors,
	depth: ColorDepth,
	layer: 'foreground' | 'background',
): string {
	if (color === undefined) return '';
	if (color.kind === 'rgb') return sgrOfRgb(color, depth, layer);
	const sgr =
		color.role === 'series' ? (colors.series[(color.index ?? 0) % colors.series.length] ?? '') : colors[color.role];
	return layer === 'foreground' ? sgr : backgroundOf(sgr);
}

/** The same colour behind the text: 38→48, 3x→4x, 9x→10x; weight and lines are left out. */
function backgroundOf(sgr: string): string {
	if (sgr.includes('38;')) return sgr.slice(sgr.indexOf('38;')).replace('38;', '48;');
	const code = sgr.split(';').find(part => part.length === 2);
	return code === undefined ? '' : String(Number(code) + 10);
}
