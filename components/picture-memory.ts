import type {Picture} from '../source/plot/cells.ts';

/** Pictures that are kept from frame to frame by the place they stand at. */
export type PictureMemory = {
	/** The picture of a place; painted again only under another key, which says all that it depends on. */
	readonly recall: (place: string, key: string, paint: () => Picture) => Picture;
};

/** An empty memory: it holds one picture a place. */
export function createPictureMemory(): PictureMemory {
	const known = new Map<string, {readonly key: string; readonly picture: Picture}>();
	return {
		recall: (place, key, paint) => {
			const last = known.get(place);
			if (last?.key === key) return last.picture;
			const picture = paint();
			known.set(place, {key, picture});
			return picture;
		},
	};
}
