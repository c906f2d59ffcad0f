import type {Paint, Picture, Style} from './cells.ts';

/** Text with SGR parameters, as an emulated terminal gives it. */
type StyledText = {readonly text: string; readonly sgr?: string};

/** The first 16 colours of xterm's palette (XTerm-col.ad); the others follow by rule. */
const BASIC = [
	0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x3b78ff, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff5c5c, 0x5cff5c,
	0xffff5c, 0x7ca7ff, 0xff5cff, 0x5cffff, 0xffffff,
] as const;

/** Rows of an emulated terminal as a picture of `columns` cells a row, for SVG. */
export function terminalPicture(rows: readonly (readonly StyledText[])[], columns: number): Picture {
	return rows.map(row => {
		const used = row.reduce((sum, {text}) => sum + [...text].length, 0);
		const padding = ' '.repeat(Math.max(0, columns - used));
		return [...row.map(({text, sgr}) => ({text, style: styleOf(sgr ?? '')})), {text: padding}];
	});
}

function styleOf(sgr: string): Style {
	const codes = sgr === '' ? [] : sgr.split(';').map(Number);
	let style: Style = {};
	for (let index = 0; index < codes.length; index++) {
		const code = codes[index] ?? 0;
		if (code === 1) style = {...style, bold: true};
		else if (code === 2) style = {...style, foreground: {kind: 'role', role: 'dim'}};
		else if (code === 4) style = {...style, underline: true};
		else if (code === 7) style = {...style, inverse: true};
		else if (code === 38 || code === 48) {
			const {paint, length} = extended(codes.slice(index + 1));
			style = code === 38 ? {...style, foreground: paint} : {...style, background: paint};
			index += length;
		} else style = {...style, ...basic(code)};
	}
	return style;
}

function extended([mode, ...rest]: readonly number[]): {readonly paint: Paint; readonly length: number} {
	if (mode === 2) return {paint: {kind: 'rgb', red: rest[0] ?? 0, green: rest[1] ?? 0, blue: rest[2] ?? 0}, length: 4};
	return {paint: paletteColour(rest[0] ?? 0), length: 2};
}

function basic(code: number): Style {
	if (code >= 30 && code <= 37) return {foreground: paletteColour(code - 30)};
	if (code >= 90 && code <= 97) return {foreground: paletteColour(code - 82)};
	if (code >= 40 && code <= 47) return {background: paletteColour(code - 40)};
	if (code >= 100 && code <= 107) return {background: paletteColour(code - 92)};
	return {};
}

function paletteColour(index: number): Paint {
	if (index < 16) return rgb(BASIC[index] ?? 0);
	if (index >= 232) {
		const grey = 8 + (index - 232) * 10;
		return {kind: 'rgb', red: grey, green: grey, blue: grey};
	}
	const level = (part: number): number => (part === 0 ? 0 : 55 + part * 40);
	const cube = index - 16;
	return {
		kind: 'rgb',
		red: level(Math.floor(cube / 36)),
		green: level(Math.floor(cube / 6) % 6),
		blue: level(cube % 6),
	};
}

function rgb(value: number): Paint {
	return {kind: 'rgb', red: value >> 16, green: (value >> 8) & 0xff, blue: value & 0xff};
}
