import type {ColorDepth} from './capabilities.ts';

/** Parts of a frame that have a colour of their own. */
export type Role = 'accent' | 'best' | 'warning' | 'error' | 'dim' | 'series' | 'text';

/** SGR parameters of a role, e.g. `38;5;245`; empty is the terminal's own colour. */
export type RoleColors = Readonly<Record<Exclude<Role, 'series'>, string>> & {readonly series: readonly string[]};

/** Ids of the themes. */
export const THEME_IDS = ['default', 'plain', 'contrast'] as const;

/** One of {@link THEME_IDS}. */
export type ThemeId = (typeof THEME_IDS)[number];

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

/** Indexed colours of mid lightness: at least 3:1 on black and on white. */
const INDEXED: RoleColors = {
	accent: '38;5;37',
	best: '1;38;5;37',
	warning: '38;5;172',
	error: '38;5;167',
	dim: '38;5;244',
	text: '',
	series: ['38;5;37', '38;5;133', '38;5;71', '38;5;172', '38;5;68', '38;5;167'],
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

/** The colours of a theme at a depth. Without colour, weight alone is left. */
export function roleColors(theme: ThemeId, depth: ColorDepth): RoleColors {
	if (depth === 'none' || theme === 'plain') return PLAIN;
	if (theme === 'contrast') return CONTRAST;
	// An indexed colour is shorter to send than a 24-bit one and these roles need no finer shade.
	return depth === '16' ? SIXTEEN : INDEXED;
}
