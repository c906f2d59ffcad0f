import {type Raster, shrinkRaster} from '../domain/raster.ts';
import type {Capabilities} from '../theme/capabilities.ts';
import {encodeSixel} from './image-sixel.ts';

/** What is known of a terminal that may show images. */
export type ImageTerminal = {
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly capabilities: Pick<Capabilities, 'depth' | 'glyphs'>;
	/** What it said of itself (DA1): 4 is sixel. Empty until it did. */
	readonly attributes: readonly number[];
	/** Pixels of a cell, as it said. */
	readonly cell: {readonly width: number; readonly height: number} | undefined;
};

/** The cells that an image is to fill. */
type Cells = {readonly columns: number; readonly rows: number};

/** A way to show an image. */
export type ImageProtocol = {
	readonly id: 'kitty' | 'iterm' | 'sixel';
	readonly fits: (terminal: ImageTerminal) => boolean;
	/**
	 * The bytes that draw the image at the cursor, over the cells; undefined where they would be too many. Absent for a
	 * terminal that holds images and fills cells with them by itself.
	 */
	readonly draw?: (raster: Raster, cells: Cells, terminal: ImageTerminal) => Promise<string | undefined>;
};

/** A larger one would stop a thin line for seconds: half blocks are shown in its place. */
export const LONGEST_IMAGE_BYTES = 384 * 1024;

/** A cell of a terminal that does not say: smaller than most, so that an image never reaches beyond its cells. */
const SMALL_CELL = {width: 6, height: 12} as const;

/** Terminals that take iTerm2's images, by the name that they give in TERM_PROGRAM; iTerm2's LC_TERMINAL goes over ssh. */
const ITERM_PROGRAMS: ReadonlySet<string> = new Set(['iTerm.app', 'WezTerm', 'mintty', 'rio']);

function isColored({capabilities: {depth, glyphs}}: ImageTerminal): boolean {
	return (depth === 'true' || depth === '256') && glyphs !== 'ascii';
}

/**
 * Every way to show an image, the best first. Through tmux and screen only what they themselves say they take arrives:
 * tmux answers for its own sixels.
 */
export const IMAGE_PROTOCOLS = [
	{
		// Source: the kitty graphics protocol, Unicode placeholders. The number of the image is a 24-bit colour.
		id: 'kitty',
		fits: ({environment, capabilities: {depth, glyphs}}) =>
			depth === 'true' &&
			glyphs !== 'ascii' &&
			environment['TMUX'] === undefined &&
			['xterm-kitty', 'xterm-ghostty'].includes(environment['TERM'] ?? ''),
	},
	{
		// Source: iTerm2, "Inline Images Protocol" (OSC 1337 ; File=).
		id: 'iterm',
		fits: terminal => {
			const {TMUX: tmux, STY: screen, TERM_PROGRAM: program = '', LC_TERMINAL: remote} = terminal.environment;
			const isInside = tmux !== undefined || screen !== undefined;
			return isColored(terminal) && !isInside && (ITERM_PROGRAMS.has(program) || remote === 'iTerm2');
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
		draw: async (raster, {columns, rows}, {cell = SMALL_CELL}) => {
			const room = {width: columns * cell.width, height: rows * cell.height};
			const text = encodeSixel(shrinkRaster(raster, room));
			return text.length > LONGEST_IMAGE_BYTES ? undefined : text;
		},
	},
] as const satisfies readonly ImageProtocol[];

/** The best way of this terminal; undefined where there is none, or none is known yet. */
export function findImageProtocol(terminal: ImageTerminal): ImageProtocol | undefined {
	return IMAGE_PROTOCOLS.find(protocol => protocol.fits(terminal));
}
