import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {detectCapabilities} from '../../source/theme/capabilities.ts';
import {paintRows} from '../../source/theme/painter.ts';
import {THEME_IDS} from '../../source/theme/palette.ts';
import {programSgr} from '../../source/theme/program-sgr.ts';
import {indexedRgb, sgrOfRgb} from '../../source/theme/rgb.ts';
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
	assert.equal(theme.sgrOf({background: {kind: 'role', role: 'best'}}), '48;5;37');
	const sixteen = createTheme({depth: '16', glyphs: 'unicode'});
	assert.equal(sixteen.sgrOf({background: {kind: 'role', role: 'warning'}}), '43');
	assert.equal(sixteen.sgrOf({foreground: {kind: 'role', role: 'series', index: 7}}), '35');
	assert.deepEqual(paintRows([[{text: 'a'}, {text: 'b', style: {bold: true}}]], theme), ['a\u001B[1mb\u001B[0m']);
});
