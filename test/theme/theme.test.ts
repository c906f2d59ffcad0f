import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {detectCapabilities} from '../../source/theme/capabilities.ts';
import {paintRows} from '../../source/theme/painter.ts';
import {
	backgroundFromEnvironment,
	backgroundOf,
	contrastRatio,
	parseBackgroundReply,
} from '../../source/theme/background.ts';
import {roleColors} from '../../source/theme/palette.ts';
import {THEME_IDS, THEMES} from '../../source/theme/registry.ts';
import type {ThemeColors} from '../../source/theme/theme-colors.ts';
import {programSgr} from '../../source/theme/program-sgr.ts';
import {indexedRgb, parseHex, type Rgb, sgrOfHex, sgrOfRgb} from '../../source/theme/rgb.ts';
import {createTheme} from '../../source/theme/theme.ts';

const UTF8 = {LANG: 'de_DE.UTF-8'};

test('colour follows NO_COLOR, FORCE_COLOR, COLORTERM and TERM, in this order', () => {
	const depth = (environment: Readonly<Record<string, string>>, noColor = false): string =>
		detectCapabilities({...UTF8, ...environment}, {noColor}).depth;
	assert.equal(depth({TERM: 'xterm-256color'}), '256');
	assert.equal(depth({TERM: 'xterm-256color', COLORTERM: 'truecolor'}), 'true');
	assert.equal(depth({TERM: 'xterm-256color', COLORTERM: 'truecolor', NO_COLOR: '1'}), 'none');
	assert.equal(depth({TERM: 'xterm-256color', NO_COLOR: ''}), '256');
	assert.equal(depth({TERM: 'xterm-kitty'}), 'true');
	assert.equal(depth({TERM: 'xterm', FORCE_COLOR: '3'}), 'true');
	assert.equal(depth({TERM: 'xterm', FORCE_COLOR: '0'}), 'none');
	assert.equal(depth({TERM: 'xterm'}), '16');
	assert.equal(depth({TERM: 'linux'}), '16');
	assert.equal(depth({TERM: 'vt100'}), 'none');
	assert.equal(depth({TERM: 'screen'}), '16');
	assert.equal(depth({TERM: 'dumb'}), 'none');
	assert.equal(depth({}), 'none');
	assert.equal(depth({TERM: 'xterm-256color'}, true), 'none');
});

test('glyphs follow the locale: the first of LC_ALL, LC_CTYPE and LANG that is set', () => {
	const glyphs = (environment: Readonly<Record<string, string>>): string =>
		detectCapabilities({TERM: 'xterm', ...environment}).glyphs;
	assert.equal(glyphs({LANG: 'C.UTF-8'}), 'unicode');
	assert.equal(glyphs({LANG: 'C'}), 'ascii');
	assert.equal(glyphs({LANG: 'POSIX'}), 'ascii');
	assert.equal(glyphs({}), 'ascii');
	assert.equal(glyphs({LANG: 'ja_JP.eucJP'}), 'ascii');
	assert.equal(glyphs({LANG: 'en_US.UTF-8', LC_ALL: 'C'}), 'ascii');
	assert.equal(glyphs({LANG: 'C', LC_CTYPE: 'en_US.utf8'}), 'unicode');
	assert.equal(detectCapabilities({TERM: 'linux', ...UTF8}).glyphs, 'ascii');
	assert.equal(detectCapabilities({TERM: 'xterm', ...UTF8}, {ascii: true}).glyphs, 'ascii');
});

test('no screen is drawn on a terminal that cannot place its cursor', () => {
	for (const TERM of ['', 'dumb', 'unknown']) assert.equal(detectCapabilities({TERM, ...UTF8}).canDraw, false);
	for (const TERM of ['linux', 'screen', 'vt100', 'tmux-256color']) {
		assert.equal(detectCapabilities({TERM, ...UTF8}).canDraw, true);
	}
	assert.equal(detectCapabilities({TERM: 'screen', ...UTF8}).synchronized, false);
});

test('without colour a style is weight and lines only', () => {
	for (const id of THEME_IDS) {
		const {sgrOf} = createTheme({depth: 'none', glyphs: 'ascii'}, id);
		for (const role of ['accent', 'best', 'warning', 'error', 'dim', 'series', 'text'] as const) {
			assert.match(
				sgrOf({foreground: {kind: 'role', role}, background: {kind: 'role', role}}),
				/^(?:[147](?:;[147])*)?$/,
			);
		}
		assert.equal(sgrOf({foreground: {kind: 'rgb', red: 1, green: 2, blue: 3}}), '');
		assert.equal(sgrOf({bold: true, inverse: true}), '1;7');
	}
});

test('a colour becomes the nearest that the depth has', () => {
	const red = {red: 255, green: 0, blue: 0};
	assert.equal(sgrOfRgb(red, 'true', 'foreground'), '38;2;255;0;0');
	assert.equal(sgrOfRgb(red, '256', 'background'), '48;5;196');
	assert.equal(sgrOfRgb(red, '16', 'foreground'), '91');
	assert.equal(sgrOfRgb({red: 0, green: 0, blue: 0}, '16', 'background'), '40');
	assert.equal(sgrOfRgb({red: 128, green: 128, blue: 128}, '256', 'foreground'), '38;5;244');
});

test('property: an indexed colour survives the way to RGB and back', () => {
	fc.assert(
		fc.property(fc.integer({min: 16, max: 255}), index => {
			const rgb = indexedRgb(index);
			const match = /^38;5;(\d+)$/.exec(sgrOfRgb(rgb, '256', 'foreground'));
			assert.deepEqual(indexedRgb(Number(match?.[1])), rgb);
		}),
	);
});

test("a program's colours are kept as far as the terminal goes, and nothing but SGR gets through", () => {
	assert.equal(programSgr('1;38;5;3', '256'), '1;38;5;3');
	assert.equal(programSgr('1;38;2;255;0;0', '16'), '1;91');
	assert.equal(programSgr('4;31;48;5;200', 'none'), '4');
	assert.equal(programSgr('38;5', '256'), '');
	assert.equal(programSgr('0m\u001B]52;c;AAAA', '256'), '');
	assert.equal(programSgr('', '256'), '');
});

test('property: whatever a program sets, only digits and semicolons come out', () => {
	fc.assert(
		fc.property(fc.string(), fc.constantFrom('none', '16', '256', 'true'), (sgr, depth) => {
			assert.match(programSgr(sgr, depth), /^[\d;]*$/);
		}),
	);
});

test('roles have a background too, and rows end in the plain style', () => {
	const theme = createTheme({depth: '256', glyphs: 'unicode'});
	assert.equal(theme.sgrOf({background: {kind: 'role', role: 'best'}}), '48;5;32');
	const sixteen = createTheme({depth: '16', glyphs: 'unicode'});
	assert.equal(sixteen.sgrOf({background: {kind: 'role', role: 'warning'}}), '43');
	assert.equal(sixteen.sgrOf({foreground: {kind: 'role', role: 'series', index: 7}}), '35');
	assert.deepEqual(paintRows([[{text: 'a'}, {text: 'b', style: {bold: true}}]], theme), ['a\u001B[1mb\u001B[0m']);
});

test('there are fourteen themes, the first is the default and safe', () => {
	assert.deepEqual(THEME_IDS, [
		'default',
		'plain',
		'contrast',
		'okabe-ito',
		'tol',
		'ibm',
		'solarized',
		'gruvbox',
		'nord',
		'dracula',
		'catppuccin',
		'tokyo-night',
		'monokai',
		'one',
	]);
	assert.ok(THEMES[0].safe);
	for (const theme of THEMES) assert.ok(theme.title.length <= 12, theme.title);
});

test('text of every theme is readable on its background, and so are lines', () => {
	for (const {id, colors} of THEMES) {
		if (colors.kind === 'fixed') continue;
		for (const [background, ground] of [
			['dark', '#1e1e1e'],
			['light', '#ffffff'],
		] as const) {
			const {accent, best, warning, error, dim, series}: ThemeColors = colors[background];
			// The default has one set for both grounds: on black and on white it reaches 3.
			const under = id === 'default' && background === 'dark' ? '#000000' : ground;
			const contrast = (hex: string): number => contrastRatio(parseHex(hex), parseHex(under));
			const [text, line, quiet] = id === 'default' ? [3, 3, 3] : [4.5, 3, 3.6];
			for (const hex of [accent, best, warning, error])
				assert.ok(contrast(hex) >= text, `${id} ${background} ${hex}: ${contrast(hex)}`);
			assert.ok(contrast(dim) >= quiet, `${id} ${background} dim: ${contrast(dim)}`);
			for (const hex of series) assert.ok(contrast(hex) >= line, `${id} ${background} ${hex}: ${contrast(hex)}`);
			assert.equal(new Set(series).size, 6);
		}
	}
});

/** How three kinds of colour vision see (Machado, Oliveira and Fernandes 2009, severity 1), on linear channels. */
const VISIONS = {
	protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
	deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
	tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
	usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as const;

/** CIE 1976 L*a*b* (D65) of a colour as a kind of colour vision sees it. */
function seen({red, green, blue}: Rgb, matrix: readonly number[]): readonly number[] {
	const linear = [red, green, blue].map(c =>
		c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
	);
	const row = (at: number): number =>
		Math.min(
			1,
			Math.max(
				0,
				[0, 1, 2].reduce((sum, k) => sum + (matrix[at * 3 + k] ?? 0) * (linear[k] ?? 0), 0),
			),
		);
	const [r, g, b] = [row(0), row(1), row(2)];
	const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
	const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
	const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
	const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
	return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

test('the six lines of a safe theme are told apart with every kind of colour vision', () => {
	for (const {id, safe, colors} of THEMES) {
		if (!safe || colors.kind === 'fixed') continue;
		// The schemes of others are kept as they were published, as far as contrast allows.
		const least = id === 'default' ? 20 : 8;
		for (const background of ['dark', 'light'] as const) {
			for (const [vision, matrix] of Object.entries(VISIONS)) {
				const lines: readonly (readonly number[])[] = colors[background].series.map(hex => seen(parseHex(hex), matrix));
				for (const [index, a] of lines.entries()) {
					for (const [other, b] of lines.slice(index + 1).entries()) {
						const apart = Math.hypot(...a.map((value, axis) => value - (b[axis] ?? 0)));
						assert.ok(
							apart >= least,
							`${id} ${background} ${vision}: ${index} and ${index + 1 + other} are ${apart} apart`,
						);
					}
				}
			}
		}
	}
});

test('a terminal says its background by OSC 11, or by COLORFGBG', () => {
	assert.equal(parseBackgroundReply('\u001B]11;rgb:0000/0000/0000\u0007'), 'dark');
	assert.equal(parseBackgroundReply('\u001B]11;rgb:fdfd/f6f6/e3e3\u001B\\'), 'light');
	assert.equal(parseBackgroundReply('\u001B]11;rgb:f/f/f\u0007'), 'light');
	assert.equal(parseBackgroundReply('\u001B]11;rgba:1e/1e/2e/ff\u0007'), 'dark');
	for (const other of ['', '\u001B]10;rgb:0/0/0\u0007', '\u001B]11;rgb:0/0\u0007', '\u001B]11;rgb:00000/0/0\u0007'])
		assert.equal(parseBackgroundReply(other), undefined);
	assert.equal(backgroundFromEnvironment({COLORFGBG: '0;15'}), 'light');
	assert.equal(backgroundFromEnvironment({COLORFGBG: '15;0'}), 'dark');
	assert.equal(backgroundFromEnvironment({COLORFGBG: '12;default;8'}), 'dark');
	assert.equal(backgroundFromEnvironment({COLORFGBG: '15;default'}), undefined);
	assert.equal(backgroundFromEnvironment({}), undefined);
	assert.equal(backgroundOf({red: 119, green: 119, blue: 119}), 'light');
});

test('a theme has a set for each background; what is one of the 256 colours is sent as such', () => {
	assert.notEqual(roleColors('gruvbox', 'true', 'dark').accent, roleColors('gruvbox', 'true', 'light').accent);
	assert.equal(roleColors('gruvbox', 'true', 'light').accent, '38;2;7;102;120');
	assert.match(roleColors('gruvbox', '256', 'light').accent, /^38;5;\d+$/);
	assert.equal(roleColors('gruvbox', '16', 'light').accent, '36');
	assert.equal(sgrOfHex('#0087d7', 'true'), '38;5;32');
	assert.equal(sgrOfHex('no colour', 'true'), '38;5;16');
});
