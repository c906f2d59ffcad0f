import type {Raster} from '../domain/raster.ts';
import {imageSize} from '../plot/image-cells.ts';
import {MOST_PLACED, type PlacedImage} from '../plot/placeholder-cells.ts';

/** Images that the terminal holds. One at a time: a new one takes the place of the last. */
export type TerminalImages = {
	/** Gives the terminal an image and tells which cells it fills. */
	readonly place: (raster: Raster) => Promise<PlacedImage>;
	/** Takes away what the terminal holds. */
	readonly clear: () => void;
};

/** Bytes of base64 in one piece. Source: the kitty graphics protocol, "remote client". */
const PIECE = 4096;

/**
 * Images by the kitty graphics protocol with Unicode placeholders. What is sent are pixels that we decoded, encoded anew:
 * no byte of a program's file.
 * @param firstId of 24 bits, so that two screens in one terminal seldom meet.
 */
export function createTerminalImages(write: (text: string) => void, firstId: number): TerminalImages {
	let held: number | undefined;
	let next = firstId;
	const clear = (): void => {
		if (held !== undefined) write(command(`a=d,d=I,i=${held},q=2`, ''));
		held = undefined;
	};
	return {
		clear,
		place: async raster => {
			const {encodePng} = await import('./png-raster.ts');
			clear();
			const id = Math.max(1, next & 0xff_ff_ff);
			next = id + 1;
			held = id;
			const size = imageSize(raster, MOST_PLACED);
			const data = Buffer.from(encodePng(raster)).toString('base64');
			const first = `a=T,U=1,f=100,t=d,i=${id},c=${size.columns},r=${size.rows},q=2`;
			for (let at = 0; at < data.length; at += PIECE) {
				const more = at + PIECE < data.length ? 1 : 0;
				write(command(at === 0 ? `${first},m=${more}` : `q=2,m=${more}`, data.slice(at, at + PIECE)));
			}
			return {id, ...size};
		},
	};
}

function command(keys: string, data: string): string {
	return `\u001B_G${keys};${data}\u001B\\`;
}
