import {colorsOf, type ThemeColors} from './theme-colors.ts';

/** A set of colours that a person can choose: one row here. */
export type ThemeDefinition = {
	readonly id: string;
	/** At most 12 characters. */
	readonly title: string;
	/** One line, for the settings view. */
	readonly describe: string;
	/** Its six series are told apart with every kind of colour vision. */
	readonly safe: boolean;
	/**
	 * `fixed`: the same on every background, by weight or by the sixteen colours of the terminal. Text has a contrast of
	 * 4.5 and a line of 3 at least (WCAG 2.2, 1.4.3 and 1.4.11) on #1e1e1e and on white.
	 */
	readonly colors:
		| {readonly kind: 'fixed'}
		| {readonly kind: 'colors'; readonly dark: ThemeColors; readonly light: ThemeColors};
};

/** One set for light and dark: at least 3:1 on black and on white, 23 apart (CIE76) with any colour vision. */
const ANY = colorsOf(
	['#0087d7', '#0087d7', '#af8700', '#d7005f', '#808080'],
	['#0087d7', '#af8700', '#d7005f', '#8700ff', '#5f5f00', '#af0087'],
);

/** Every theme, in the order of the chooser. The first is the default. */
export const THEMES = [
	{
		id: 'default',
		title: 'Default',
		describe: 'light and dark, safe for colour-blind readers',
		safe: true,
		colors: {kind: 'colors', dark: ANY, light: ANY},
	},
	{
		id: 'plain',
		title: 'Plain',
		describe: 'weight and lines only, no hue',
		safe: true,
		colors: {kind: 'fixed'},
	},
	{
		id: 'contrast',
		title: 'Contrast',
		describe: 'bright, no dim text: for a weak or sunlit display',
		safe: false,
		colors: {kind: 'fixed'},
	},
	{
		id: 'okabe-ito',
		title: 'Okabe-Ito',
		describe: 'told apart by all colour vision (Okabe and Ito 2008)',
		safe: true,
		colors: {
			kind: 'colors',
			dark: colorsOf(
				['#56b4e9', '#56b4e9', '#e69f00', '#d7640a', '#8a8a8a'],
				['#56b4e9', '#e69f00', '#009e73', '#cc79a7', '#f0e442', '#d55e00'],
			),
			light: colorsOf(
				['#0072b2', '#0072b2', '#8f6300', '#b34f00', '#6c6c6c'],
				['#0072b2', '#b37c00', '#007a59', '#a8558a', '#000000', '#b34f00'],
			),
		},
	},
	{
		id: 'tol',
		title: 'Tol',
		describe: 'bright scheme of Paul Tol (2021), colour-blind safe',
		safe: true,
		colors: {
			kind: 'colors',
			dark: colorsOf(
				['#66ccee', '#66ccee', '#ccbb44', '#ee6677', '#8c8c8c'],
				['#66ccee', '#ccbb44', '#228833', '#af3f7f', '#4477aa', '#ee6677'],
			),
			light: colorsOf(
				['#4477aa', '#4477aa', '#857719', '#c23b50', '#6c6c6c'],
				['#4477aa', '#8a7c1a', '#228833', '#aa3377', '#2f8fb3', '#c23b50'],
			),
		},
	},
	{
		id: 'ibm',
		title: 'IBM',
		describe: 'IBM design library on dark, default lines on light',
		safe: true,
		colors: {
			kind: 'colors',
			dark: colorsOf(
				['#648fff', '#648fff', '#ffb000', '#fe6100', '#8d8d8d'],
				['#648fff', '#ffb000', '#dc267f', '#785ef0', '#fe6100', '#a6c8ff'],
			),
			light: colorsOf(['#3d68d8', '#3d68d8', '#8f6200', '#c24a00', '#6f6f6f'], ANY.series),
		},
	},
	{
		id: 'solarized',
		title: 'Solarized',
		describe: 'Solarized of Ethan Schoonover, dark and light',
		safe: false,
		colors: {
			kind: 'colors',
			dark: colorsOf(
				['#268bd2', '#2aa198', '#b58900', '#e25855', '#839496'],
				['#268bd2', '#b58900', '#859900', '#d33682', '#2aa198', '#cb4b16'],
			),
			light: colorsOf(
				['#227bba', '#22847c', '#947000', '#dc322f', '#657b83'],
				['#268bd2', '#b58900', '#859900', '#d33682', '#2aa198', '#cb4b16'],
			),
		},
	},
	{
		id: 'gruvbox',
		title: 'Gruvbox',
		describe: 'Gruvbox of Pavel Pertsev, dark and light',
		safe: false,
		colors: {
			kind: 'colors',
			dark: colorsOf(
				['#83a598', '#8ec07c', '#fabd2f', '#fb4934', '#928374'],
				['#83a598', '#fabd2f', '#b8bb26', '#d3869b', '#8ec07c', '#fe8019'],
			),
			light: colorsOf(
				['#076678', '#427b58', '#a06912', '#9d0006', '#7c6f64'],
				['#076678', '#b57614', '#79740e', '#8f3f71', '#427b58', '#af3a03'],
			),
		},
	},
	{
		id: 'nord',
		title: 'Nord',
		describe: 'Nord of Arctic Ice Studio',
		safe: false,
		colors: {
			kind: 'colors',
			dark: colorsOf(
				['#88c0d0', '#8fbcbb', '#ebcb8b', '#c46d76', '#7b88a1'],
				['#88c0d0', '#ebcb8b', '#a3be8c', '#b48ead', '#81a1c1', '#d08770'],
			),
			light: colorsOf(
				['#577b85', '#5e7b7a', '#85734f', '#b45b64', '#79859e'],
				['#6d9aa7', '#a79063', '#859b72', '#ad88a6', '#7998b6', '#c8826c'],
			),
		},
	},
	{
		id: 'dracula',
		title: 'Dracula',
		describe: 'Dracula of Zeno Rocha',
		safe: false,
		colors: {
			kind: 'colors',
			dark: colorsOf(
				['#8be9fd', '#50fa7b', '#ffb86c', '#ff5555', '#8b9bc8'],
				['#8be9fd', '#ffb86c', '#50fa7b', '#ff79c6', '#bd93f9', '#f1fa8c'],
			),
			light: colorsOf(
				['#4a7d87', '#2b8642', '#976d40', '#d04545', '#7684aa'],
				['#5d9ca9', '#bc8850', '#35a752', '#e26baf', '#a782dd', '#919754'],
			),
		},
	},
	{
		id: 'catppuccin',
		title: 'Catppuccin',
		describe: 'Catppuccin, Mocha on dark and Latte on light',
		safe: false,
		colors: {
			kind: 'colors',
			dark: colorsOf(
				['#89b4fa', '#94e2d5', '#f9e2af', '#f38ba8', '#7f849c'],
				['#89b4fa', '#f9e2af', '#a6e3a1', '#cba6f7', '#94e2d5', '#fab387'],
			),
			light: colorsOf(
				['#1e66f5', '#148188', '#a56915', '#d20f39', '#7c7f93'],
				['#1e66f5', '#ce831b', '#40a02b', '#8839ef', '#179299', '#f9620b'],
			),
		},
	},
	{
		id: 'tokyo-night',
		title: 'Tokyo Night',
		describe: 'Folke Lemaitre, Night on dark and Day on light',
		safe: false,
		colors: {
			kind: 'colors',
			dark: colorsOf(
				['#7aa2f7', '#7dcfff', '#e0af68', '#f7768e', '#787c99'],
				['#7aa2f7', '#e0af68', '#9ece6a', '#bb9af7', '#7dcfff', '#ff9e64'],
			),
			light: colorsOf(
				['#2a73d7', '#007197', '#8c6c3e', '#dd265b', '#7c84aa'],
				['#2e7de9', '#8c6c3e', '#587539', '#9854f1', '#007197', '#b15c00'],
			),
		},
	},
	{
		id: 'monokai',
		title: 'Monokai',
		describe: 'Monokai of Wimer Hazenberg',
		safe: false,
		colors: {
			kind: 'colors',
			dark: colorsOf(
				['#66d9ef', '#a6e22e', '#fd971f', '#f92f78', '#8f8b75'],
				['#66d9ef', '#fd971f', '#a6e22e', '#ae81ff', '#e6db74', '#f92672'],
			),
			light: colorsOf(
				['#3c808d', '#5e801a', '#a96515', '#e12267', '#898570'],
				['#4ba0b1', '#d7801a', '#76a021', '#a77cf5', '#9d954f', '#f92672'],
			),
		},
	},
	{
		id: 'one',
		title: 'One',
		describe: 'One of Atom, dark and light',
		safe: false,
		colors: {
			kind: 'colors',
			dark: colorsOf(
				['#61afef', '#56b6c2', '#e5c07b', '#e06c75', '#828997'],
				['#61afef', '#e5c07b', '#98c379', '#c678dd', '#56b6c2', '#d19a66'],
			),
			light: colorsOf(
				['#3b6fdf', '#017cb1', '#9e6c01', '#ca4c41', '#7a7b80'],
				['#4078f2', '#c18401', '#50a14f', '#a626a4', '#0184bc', '#986801'],
			),
		},
	},
] as const satisfies readonly ThemeDefinition[];

/** The id of a theme. */
export type ThemeId = (typeof THEMES)[number]['id'];

/** Ids of the themes, in the order of the chooser. */
export const THEME_IDS: readonly ThemeId[] = THEMES.map(theme => theme.id);

/** The theme of this id, or undefined. */
export function findTheme(id: string): (ThemeDefinition & {readonly id: ThemeId}) | undefined {
	return THEMES.find(theme => theme.id === id);
}
