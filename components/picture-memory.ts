import type {Picture} from '../source/plot/cells.ts';

/** Pictures that are kept from frame to frame by the place they stand at. */
export type PictureMemory = {
	/**
	 * The picture of a place; painted again only when one of the parts that it depends on is another: a text or a number,
	 * or a value that is made anew when it changes.
	 */
	readonly recall: (place: string, parts: readonly unknown[], paint: () => Picture) => Picture;
};

/** An empty memory: it holds one picture a place. */
export function createPictureMemory(): PictureMemory {
	const known = new Map<string, {readonly parts: readonly unknown[]; readonly picture: Picture}>();
	return {
		recall: (place, parts, paint) => {
			const last = known.get(place);
			if (last !== undefined && isSame(last.parts, parts)) return last.picture;
			const picture = paint();
			known.set(place, {parts, picture});
			return picture;
		},
	};
}

function isSame(before: readonly unknown[], after: readonly unknown[]): boolean {
	return before.length === after.length && before.every((part, index) => Object.is(part, after[index]));
}
