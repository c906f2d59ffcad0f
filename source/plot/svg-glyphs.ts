/** The upper left corner of a cell. */
type Corner = {readonly x: number; readonly y: number};
type CellSize = {readonly width: number; readonly height: number};

/** Shares of a cell: left, top, right, bottom. */
type Box = readonly [number, number, number, number];

const SHADES: ReadonlyMap<string, number> = new Map([
	['░', 0.25],
	['▒', 0.5],
	['▓', 0.75],
]);

/** Arms of box-drawing characters from the middle of the cell: left, up, right, down. */
const ARMS: ReadonlyMap<string, string> = new Map([
	['─', 'LR'],
	['│', 'UD'],
	['┌', 'RD'],
	['┐', 'LD'],
	['└', 'UR'],
	['┘', 'UL'],
	['├', 'UDR'],
	['┤', 'UDL'],
	['┬', 'LRD'],
	['┴', 'LRU'],
	['┼', 'LRUD'],
	['╭', 'RD'],
	['╮', 'LD'],
	['╰', 'UR'],
	['╯', 'UL'],
	['╴', 'L'],
	['╶', 'R'],
]);

/** Block elements, braille and box lines as shapes that fill their cell; undefined for anything a font should draw. */
export function drawGlyph(glyph: string, at: Corner, cell: CellSize): string | undefined {
	const code = glyph.codePointAt(0) ?? 0;
	if (code >= 0x2800 && code <= 0x28ff) return drawBraille(code - 0x2800, at, cell);
	const shade = SHADES.get(glyph);
	if (shade !== undefined) return rectOf([0, 0, 1, 1], at, cell, ` fill-opacity="${shade}"`);
	const block = blockOf(code);
	if (block !== undefined) return rectOf(block, at, cell);
	const arms = ARMS.get(glyph);
	return arms === undefined ? undefined : drawArms(arms, at, cell);
}

/** U+2580 to U+2590: half, eighth and full blocks. */
function blockOf(code: number): Box | undefined {
	if (code === 0x2580) return [0, 0, 1, 0.5];
	if (code >= 0x2581 && code <= 0x2588) return [0, 1 - (code - 0x2580) / 8, 1, 1];
	if (code >= 0x2589 && code <= 0x258f) return [0, 0, (0x2590 - code) / 8, 1];
	return code === 0x2590 ? [0.5, 0, 1, 1] : undefined;
}

function rectOf([left, top, right, bottom]: Box, at: Corner, cell: CellSize, extra = ''): string {
	const [x, y] = [at.x + left * cell.width, at.y + top * cell.height];
	return `<rect x="${short(x)}" y="${short(y)}" width="${short((right - left) * cell.width)}" height="${short((bottom - top) * cell.height)}"${extra}/>`;
}

/** Bit of each dot, by column and row (Unicode chapter 21). */
const BRAILLE = [
	[0, 1, 2, 6],
	[3, 4, 5, 7],
] as const;

function drawBraille(bits: number, at: Corner, cell: CellSize): string {
	return BRAILLE.flatMap((rows, column) =>
		rows.flatMap((bit, row) => {
			if ((bits & (1 << bit)) === 0) return [];
			const [x, y] = [at.x + ((column + 0.5) * cell.width) / 2, at.y + ((row + 0.5) * cell.height) / 4];
			return [`<circle cx="${short(x)}" cy="${short(y)}" r="1.5"/>`];
		}),
	).join('');
}

function drawArms(arms: string, at: Corner, cell: CellSize): string {
	const [x, y] = [at.x + cell.width / 2, at.y + cell.height / 2];
	const ends: Readonly<Record<string, string>> = {
		L: `M${short(x)} ${short(y)}H${at.x}`,
		R: `M${short(x)} ${short(y)}H${at.x + cell.width}`,
		U: `M${short(x)} ${short(y)}V${at.y}`,
		D: `M${short(x)} ${short(y)}V${at.y + cell.height}`,
	};
	const path = Array.from(arms, arm => ends[arm] ?? '').join('');
	return `<path d="${path}" fill="none" stroke="currentColor"/>`;
}

function short(value: number): string {
	return String(Math.round(value * 100) / 100);
}
