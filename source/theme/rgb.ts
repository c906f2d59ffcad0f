import type {ColorDepth} from './capabilities.ts';

/** 8 bits a channel. */
export type Rgb = {readonly red: number; readonly green: number; readonly blue: number};

/** Levels of a channel in the 6×6×6 cube of the 256 colours of xterm. */
const CUBE = [0, 95, 135, 175, 215, 255] as const;

/** The 16 colours as xterm has them by default, to find the nearest. */
const BASIC: readonly (readonly [number, number, number])[] = [
	[0, 0, 0],
	[205, 0, 0],
	[0, 205, 0],
	[205, 205, 0],
	[0, 0, 238],
	[205, 0, 205],
	[0, 205, 205],
	[229, 229, 229],
	[127, 127, 127],
	[255, 0, 0],
	[0, 255, 0],
	[255, 255, 0],
	[92, 92, 255],
	[255, 0, 255],
	[0, 255, 255],
	[255, 255, 255],
];

/** SGR parameters that set a colour as foreground or background at this depth; empty without colour. */
export function sgrOfRgb(color: Rgb, depth: ColorDepth, layer: 'foreground' | 'background'): string {
	const base = layer === 'foreground' ? 38 : 48;
	switch (depth) {
		case 'none':
			return '';
		case 'true':
			return `${base};2;${color.red};${color.green};${color.blue}`;
		case '256':
			return `${base};5;${indexOf(color)}`;
		case '16': {
			const index = nearestBasic(color);
			const first = layer === 'foreground' ? 30 : 40;
			return String(index < 8 ? first + index : first + 52 + index);
		}
	}
}

/** The colour of `#rrggbb`; anything else is black. */
export function parseHex(hex: string): Rgb {
	const value = /^#[0-9a-f]{6}$/i.test(hex) ? Number.parseInt(hex.slice(1), 16) : 0;
	return {red: value >> 16, green: (value >> 8) & 0xff, blue: value & 0xff};
}

/** SGR parameters of a `#rrggbb` foreground. One of the 256 colours is sent as such: it is shorter. */
export function sgrOfHex(hex: string, depth: ColorDepth): string {
	const color = parseHex(hex);
	const isIndexed = distance(indexedRgb(indexOf(color)), [color.red, color.green, color.blue]) === 0;
	return sgrOfRgb(color, depth === 'true' && isIndexed ? '256' : depth, 'foreground');
}

/** The nearest of the cube and the 24 greys, 16 to 255. */
function indexOf({red, green, blue}: Rgb): number {
	const [r, g, b] = [nearestLevel(red), nearestLevel(green), nearestLevel(blue)];
	const cube = distance({red, green, blue}, [CUBE[r] ?? 0, CUBE[g] ?? 0, CUBE[b] ?? 0]);
	const step = Math.max(0, Math.min(23, Math.round(((red + green + blue) / 3 - 8) / 10)));
	const level = 8 + 10 * step;
	return distance({red, green, blue}, [level, level, level]) < cube ? 232 + step : 16 + 36 * r + 6 * g + b;
}

function nearestLevel(value: number): number {
	let best = 0;
	for (const [index, level] of CUBE.entries()) {
		if (Math.abs(level - value) < Math.abs((CUBE[best] ?? 0) - value)) best = index;
	}
	return best;
}

function nearestBasic(color: Rgb): number {
	let best = 0;
	let least = Number.POSITIVE_INFINITY;
	for (const [index, entry] of BASIC.entries()) {
		const far = distance(color, entry);
		if (far < least) [best, least] = [index, far];
	}
	return best;
}

function distance(color: Rgb, [red, green, blue]: readonly [number, number, number]): number {
	return (color.red - red) ** 2 + (color.green - green) ** 2 + (color.blue - blue) ** 2;
}

/** The colour that xterm has for an index of its 256 colours. */
export function indexedRgb(index: number): Rgb {
	const held = Math.max(0, Math.min(255, index));
	if (held < 16) {
		const [red, green, blue] = BASIC[held] ?? [0, 0, 0];
		return {red, green, blue};
	}
	if (held >= 232) {
		const level = 8 + 10 * (held - 232);
		return {red: level, green: level, blue: level};
	}
	const [r, g, b] = [Math.floor((held - 16) / 36), Math.floor((held - 16) / 6) % 6, (held - 16) % 6];
	return {red: CUBE[r] ?? 0, green: CUBE[g] ?? 0, blue: CUBE[b] ?? 0};
}
