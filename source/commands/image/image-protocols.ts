import {type Raster, resizeRaster} from '../../domain/view/raster.ts';
import type {Capabilities} from '../../theme/capabilities.ts';
import {encodeSixel} from './image-sixel.ts';
import {kittyPieces} from './kitty-pieces.ts';

/** What is known of a terminal that may show images. */
export type ImageTerminal = {
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly capabilities: Pick<Capabilities, 'depth' | 'glyphs'>;
	/** What it said of itself (DA1): 4 is sixel. Empty until it did. */
	readonly attributes: readonly number[];
	/** Its name and version, as it said (XTVERSION); through tmux only where that lets the question pass. Empty until then. */
	readonly name: string;
	/** Pixels of a cell, as it said. */
	readonly cell: PixelSize | undefined;
};

type PixelSize = {readonly width: number; readonly height: number};

/** The cells that an image is to fill. */
type Cells = {readonly columns: number; readonly rows: number};

/** A way to show an image. */
export type ImageProtocol = {
	readonly id: 'kitty' | 'kitty-cursor' | 'iterm' | 'sixel';
	readonly fits: (terminal: ImageTerminal) => boolean;
	/** The cells that an image takes in a room; absent where the terminal scales it to any. */
	readonly sizeOf?: (raster: Raster, room: Cells, terminal: ImageTerminal) => Cells;
	/**
	 * The bytes that draw the image at the cursor, over the cells; undefined where they would be too many. Absent for a
	 * terminal that holds images and fills cells with them by itself.
	 */
	readonly draw?: (raster: Raster, cells: Cells, terminal: ImageTerminal) => Promise<string | undefined>;
};

/** A larger one would stop a thin line for seconds: half blocks are shown in its place. */
export const LONGEST_IMAGE_BYTES = 384 * 1024;

/** An image is enlarged up to here: more pixels would only cost bytes. */
const MOST_ENLARGED_PIXELS = 160_000;

/** A cell of a terminal that does not say: smaller than most, so that an image never reaches beyond its cells. */
const SMALL_CELL = {width: 6, height: 12} as const;

/** Terminals that take iTerm2's images, by the name that they give in TERM_PROGRAM; iTerm2's LC_TERMINAL goes over ssh. */
const ITERM_PROGRAMS: ReadonlySet<string> = new Set(['iTerm.app', 'WezTerm', 'mintty', 'rio']);

/** The same terminals by their own word, which also goes over ssh. */
const ITERM_NAMES = /^(?:iTerm2|WezTerm|mintty) /;

/** Pixels need no palette of the terminal's; only who wants no colours, or no more than ASCII, gets none. */
function isColored({capabilities: {depth, glyphs}}: ImageTerminal): boolean {
	return depth !== 'none' && glyphs !== 'ascii';
}

/** Inside tmux or screen, which keep a screen of their own: what is drawn at the cursor would be at another place. */
function isInside({environment}: ImageTerminal): boolean {
	return environment['TMUX'] !== undefined || environment['STY'] !== undefined;
}

/** The version of kitty, as a number of two digits after the point: 0.26.5 is 26, 1.2 is 102. */
function kittyVersion({name}: ImageTerminal): number | undefined {
	const [, major, minor] = /^kitty\((\d+)\.(\d+)/.exec(name) ?? [];
	return major === undefined ? undefined : Number(major) * 100 + Number(minor);
}

/** The first kitty that fills placeholders. Before it the image itself is drawn at the cursor. */
const PLACEHOLDER_KITTY = 28;

/** Every way to show an image, the best first. What tmux says of sixels is of those that it keeps itself. */
export const IMAGE_PROTOCOLS = [
	{
		// Source: the kitty graphics protocol, Unicode placeholders. The number of the image is a 24-bit colour.
		id: 'kitty',
		fits: terminal =>
			terminal.capabilities.depth === 'true' &&
			isColored(terminal) &&
			((kittyVersion(terminal) ?? 0) >= PLACEHOLDER_KITTY || /^ghostty /i.test(terminal.name)),
	},
	{
		// Source: the kitty graphics protocol; C=1 leaves the cursor where it is, and an erased screen has no image.
		id: 'kitty-cursor',
		fits: terminal => isColored(terminal) && !isInside(terminal) && kittyVersion(terminal) !== undefined,
		draw: async (raster, {columns, rows}) => {
			const {encodePng} = await import('./png-raster.ts');
			const text = kittyPieces(`a=T,C=1,f=100,t=d,c=${columns},r=${rows}`, encodePng(raster)).join('');
			return text.length > LONGEST_IMAGE_BYTES ? undefined : text;
		},
	},
	{
		// Source: iTerm2, "Inline Images Protocol" (OSC 1337 ; File=).
		id: 'iterm',
		fits: terminal => {
			const {TERM_PROGRAM: program = '', LC_TERMINAL: remote} = terminal.environment;
			if (!isColored(terminal) || isInside(terminal)) return false;
			return ITERM_PROGRAMS.has(program) || remote === 'iTerm2' || ITERM_NAMES.test(terminal.name);
		},
		draw: async (raster, {columns, rows}) => {
			const {encodePng} = await import('./png-raster.ts');
			const png = encodePng(raster);
			const size = `size=${png.length};width=${columns};height=${rows}`;
			const place = 'inline=1;preserveAspectRatio=0;doNotMoveCursor=1';
			const text = `\u001B]1337;File=${place};${size}:${Buffer.from(png).toString('base64')}\u0007`;
			return text.length > LONGEST_IMAGE_BYTES ? undefined : text;
		},
	},
	{
		id: 'sixel',
		fits: terminal => isColored(terminal) && terminal.attributes.includes(4),
		sizeOf: (raster, room, {cell = SMALL_CELL}) => {
			const {width, height} = pixelSize(raster, room, cell);
			return {columns: Math.ceil(width / cell.width), rows: Math.ceil(height / cell.height)};
		},
		draw: async (raster, room, {cell = SMALL_CELL}) => {
			const text = encodeSixel(resizeRaster(raster, pixelSize(raster, room, cell)));
			return text.length > LONGEST_IMAGE_BYTES ? undefined : text;
		},
	},
] as const satisfies readonly ImageProtocol[];

/** Sixels have the size of their pixels: shrunk to the room, or each pixel as a square of a whole number of them. */
function pixelSize({width, height}: Raster, {columns, rows}: Cells, cell: PixelSize): PixelSize {
	const factor = Math.min((columns * cell.width) / width, (rows * cell.height) / height);
	const most = Math.max(1, Math.floor(Math.sqrt(MOST_ENLARGED_PIXELS / (width * height))));
	const scale = factor < 1 ? factor : Math.min(most, Math.floor(factor));
	return {width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale))};
}

/** The best way of this terminal; undefined where there is none, or none is known yet. */
export function findImageProtocol(terminal: ImageTerminal): ImageProtocol | undefined {
	return IMAGE_PROTOCOLS.find(protocol => protocol.fits(terminal));
}
