import type {Raster} from '../../domain/view/raster.ts';
import type {Line, Picture} from '../../plot/cells.ts';
import {imageSize} from '../../plot/image-cells.ts';
import {isPlaceholder, MOST_PLACED, placeholderRow, type PlacedImage} from '../../plot/placeholder-cells.ts';
import {displayWidth} from '../../plot/width.ts';
import type {AnswerWait} from './answer-wait.ts';
import {findImageProtocol, type ImageTerminal} from '../image/image-protocols.ts';
import {GRAPHICS_QUERY, imageQuery, throughTmux, withAnswer} from '../image/image-questions.ts';
import {createTerminalImages} from '../image/terminal-images.ts';

/** Images on the screen, by whichever way the terminal has. */
export type ScreenImages = ImageLayer & {
	/** Keeps an image to be shown in cells; undefined where the terminal has no way to. One at a time. */
	readonly place: (raster: Raster) => Promise<PlacedImage | undefined>;
	/** Takes away what the terminal holds. */
	readonly clear: () => void;
	/** Asks the terminal what it takes, where the environment does not tell. */
	readonly ask: () => void;
	/** Takes an answer of the terminal. */
	readonly answer: (reply: string) => void;
};

/** Puts images over the cells of a frame, for terminals that draw them at the cursor. */
export type ImageLayer = {
	/** The frame with blanks where an image will stand. */
	readonly lay: (picture: Picture) => LaidImages;
};

/** A frame, and the image over it. */
export type LaidImages = {
	readonly picture: Picture;
	/** Which image stands where; empty for none. Under another one all cells are sent anew: nothing else erases an image. */
	readonly key: string;
	/** Draws it, from any place of the cursor. */
	readonly bytes: string;
};

/** What images are made with. */
export type ScreenImagesOptions = Pick<ImageTerminal, 'environment' | 'capabilities'> & {
	readonly write: (text: string) => void;
	/** Of 24 bits, so that two screens in one terminal seldom meet. */
	readonly firstId: number;
	readonly wait: AnswerWait;
	/** The screen in cells. */
	readonly size: () => {readonly columns: number; readonly rows: number};
};

/** No image, shown in no way yet. */
export function createScreenImages({
	environment,
	capabilities,
	write,
	firstId,
	wait,
	size,
}: ScreenImagesOptions): ScreenImages {
	const isTmux = environment['TMUX'] !== undefined;
	const holder = createTerminalImages(isTmux ? text => write(throughTmux(text)) : write, firstId);
	let terminal: ImageTerminal = {environment, capabilities, attributes: [], name: '', cell: undefined};
	let drawn: (PlacedImage & {readonly bytes: string}) | undefined;
	let next = firstId;
	return {
		place: async raster => {
			// A view that is open from the start asks for its image before the terminal has answered.
			await wait.answered();
			const protocol = findImageProtocol(terminal);
			drawn = undefined;
			if (protocol === undefined) return undefined;
			if (protocol.draw === undefined) return holder.place(raster);
			const size = protocol.sizeOf?.(raster, MOST_PLACED, terminal) ?? imageSize(raster, MOST_PLACED);
			const bytes = await protocol.draw(raster, size, terminal);
			if (bytes === undefined) return undefined;
			next = Math.max(1, (next + 1) & 0xff_ff_ff);
			drawn = {id: next, ...size, bytes};
			return {id: next, ...size};
		},
		clear: holder.clear,
		ask: () => {
			const {depth, glyphs} = capabilities;
			const mayTake = depth !== 'none' && glyphs !== 'ascii';
			if (!mayTake || findImageProtocol(terminal) !== undefined) return;
			wait.begin();
			write(imageQuery(isTmux));
		},
		answer: reply => {
			const before = terminal;
			terminal = withAnswer(terminal, reply, size());
			if (terminal === before || terminal.attributes.length === 0) return;
			const isSized = terminal.cell !== undefined || !terminal.attributes.includes(4);
			if (isSized || before.attributes.length > 0) wait.end();
			else write(GRAPHICS_QUERY);
		},
		lay: picture => {
			if (drawn === undefined) return {picture, key: '', bytes: ''};
			const found = placesOf(picture);
			const [first] = found;
			if (first === undefined) return {picture, key: '', bytes: ''};
			const blanked = blankedPicture(picture, found);
			const whole = isWhole(picture, found, drawn);
			const key = `${drawn.id}/${first.row}/${first.column}${whole ? '' : '/cut'}`;
			const bytes = whole ? `\u001B[${first.row + 1};${first.column + 1}H${drawn.bytes}` : '';
			return {picture: blanked, key, bytes};
		},
	};
}

/** Where a run of placeholders stands: the row, the run within its line, and the column of its first cell. */
type Place = {readonly row: number; readonly run: number; readonly column: number};

function placesOf(picture: Picture): readonly Place[] {
	return picture.flatMap((line, row): readonly Place[] => {
		const run = line.findIndex(({text}) => isPlaceholder(text));
		if (run < 0) return [];
		return [{row, run, column: line.slice(0, run).reduce((sum, {text}) => sum + displayWidth(text), 0)}];
	});
}

function blankedPicture(picture: Picture, places: readonly Place[]): Picture {
	const runs = new Map(places.map(({row, run}) => [row, run]));
	return picture.map((line, row): Line => {
		const at = runs.get(row);
		return at === undefined
			? line
			: line.map((run, index) => (index === at ? {text: ' '.repeat(displayWidth(run.text))} : run));
	});
}

/** Whether all rows and columns of the image have their cells: what lies under a list or beyond an edge is not drawn. */
function isWhole(picture: Picture, places: readonly Place[], {columns, rows}: PlacedImage): boolean {
	const [first] = places;
	return (
		places.length === rows &&
		places.every(
			({row, run, column}, index) =>
				row === (first?.row ?? 0) + index &&
				column === first?.column &&
				picture[row]?.[run]?.text === placeholderRow(index, columns),
		)
	);
}
