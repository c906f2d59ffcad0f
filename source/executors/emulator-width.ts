import type {IUnicodeVersionProvider} from '@xterm/headless';
import stringWidth from 'string-width';

/** Code points of the two planes that programs print. */
const TABLE_SIZE = 0x2_0000;
const UNKNOWN = 3;

/**
 * Cells that characters take, as programs of today and the terminals behind them count: an emoji takes two. The
 * emulator's own table is that of Unicode 6, by which a row of emoji would be twice as wide as its terminal.
 */
export function createWidths(): IUnicodeVersionProvider {
	const table = new Uint8Array(TABLE_SIZE).fill(UNKNOWN);
	const wcwidth = (codePoint: number): 0 | 1 | 2 => {
		if (codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0)) return 0;
		if (codePoint < 0x300) return 1;
		if (codePoint >= TABLE_SIZE) return measure(codePoint);
		const known = table[codePoint] ?? UNKNOWN;
		if (known === 0 || known === 1 || known === 2) return known;
		const width = measure(codePoint);
		table[codePoint] = width;
		return width;
	};
	return {
		version: 'sweeptop',
		wcwidth,
		// As xterm.js packs it (`UnicodeService.createPropertyValue`): the width from bit 1 on, bit 0 joins what precedes.
		charProperties: (codePoint, preceding) => {
			const width = wcwidth(codePoint);
			const before = (preceding >> 1) & 3;
			return width === 0 && before > 0 ? (before << 1) | 1 : width << 1;
		},
	};
}

function measure(codePoint: number): 0 | 1 | 2 {
	const width = stringWidth(String.fromCodePoint(codePoint));
	return width === 0 || width === 1 ? width : 2;
}
