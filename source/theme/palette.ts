import type {ColorDepth} from './capabilities.ts';
import {findTheme, type ThemeId} from './registry.ts';
import {sgrOfHex} from './rgb.ts';
import type {ThemeColors} from './theme-colors.ts';

/** Parts of a frame that have a colour of their own. */
export type Role = 'accent' | 'best' | 'warning' | 'error' | 'dim' | 'series' | 'text';

/** What the terminal's own background is like. */
export type Background = 'dark' | 'light';

/** SGR parameters of a role, e.g. `38;5;245`; empty is the terminal's own colour. */
export type RoleColors = Readonly<Record<Exclude<Role, 'series'>, string>> & {readonly series: readonly string[]};

/** Sixteen colours: those of the terminal's own theme, so that they fit a light and a dark one. */
const SIXTEEN: RoleColors = {
	accent: '36',
	best: '1;36',
	warning: '33',
	error: '31',
	dim: '90',
	text: '',
	series: ['36', '35', '32', '33', '34', '31'],
};

/** Brightness and weight only, no hue. */
const PLAIN: RoleColors = {
	accent: '1',
	best: '1',
	warning: '1',
	error: '1;4',
	dim: '',
	text: '',
	series: ['', '', '', '', '', ''],
};

/** Bright colours and no dim text, for a weak or sunlit display. */
const CONTRAST: RoleColors = {...SIXTEEN, accent: '1;96', best: '1;96', warning: '1;93', error: '1;91', dim: ''};

/** The same on a white background, where bright colours are the weak ones. */
const CONTRAST_LIGHT: RoleColors = {...SIXTEEN, accent: '1;34', best: '1;34', warning: '1;35', error: '1;31', dim: ''};

/** The colours of a theme at a depth. Without colour, weight alone is left. */
export function roleColors(theme: ThemeId, depth: ColorDepth, background: Background = 'dark'): RoleColors {
	if (depth === 'none' || theme === 'plain') return PLAIN;
	if (theme === 'contrast') return background === 'light' ? CONTRAST_LIGHT : CONTRAST;
	const colors = findTheme(theme)?.colors;
	if (depth === '16' || colors?.kind !== 'colors') return SIXTEEN;
	return paintedColors(colors[background], depth);
}

function paintedColors(colors: ThemeColors, depth: ColorDepth): RoleColors {
	const sgr = (hex: string): string => sgrOfHex(hex, depth);
	return {
		accent: sgr(colors.accent),
		best: `1;${sgr(colors.best)}`,
		warning: sgr(colors.warning),
		error: sgr(colors.error),
		dim: sgr(colors.dim),
		text: '',
		series: colors.series.map(sgr),
	};
}
