import type {Raster} from '../../domain/view/raster.ts';
import {imageSize} from '../../plot/image-cells.ts';
import {kittyCommand, kittyPieces} from './kitty-pieces.ts';
import {MOST_PLACED, type PlacedImage} from '../../plot/placeholder-cells.ts';

/** Images that the terminal holds. One at a time: a new one takes the place of the last. */
export type TerminalImages = {
	/** Gives the terminal an image and tells which cells it fills. */
	readonly place: (raster: Raster) => Promise<PlacedImage>;
	/** Takes away what the terminal holds. */
	readonly clear: () => void;
};

/**
 * Images by the kitty graphics protocol with Unicode placeholders. What is sent are pixels that we decoded, encoded anew:
 * no byte of a program's file.
 * @param firstId of 24 bits, so that two screens in one terminal seldom meet.
 */
export function createTerminalImages(write: (text: string) => void, firstId: number): TerminalImages {
	let held: number | undefined;
	let next = firstId;
	const clear = (): void => {
		if (held !== undefined) write(kittyCommand(`a=d,d=I,i=${held},q=2`, ''));
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
			const keys = `a=T,U=1,f=100,t=d,i=${id},c=${size.columns},r=${size.rows}`;
			for (const piece of kittyPieces(keys, encodePng(raster))) write(piece);
			return {id, ...size};
		},
	};
}
