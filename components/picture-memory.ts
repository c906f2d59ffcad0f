import type {Picture} from '../source/plot/cells.ts';

/** Pictures that are kept from frame to frame by the place they stand at. */
export type PictureMemory = {
	/** The picture of a place; painted again only under another key, which says all that it depends on. */
	readonly recall: (place: string, key: string, paint: () => Picture) => Picture;
	/** The same for a picture that depends on values which are made anew when they change: those are its key. */
	readonly keep: (place: string, parts: readonly unknown[], paint: () => Picture) => Picture;
};

/** An empty memory: it holds one picture a place. */
export function createPictureMemory(): PictureMemory {
	const known = new Map<string, {readonly key: string; readonly picture: Picture}>();
	const kept = new Map<string, {readonly parts: readonly unknown[]; readonly picture: Picture}>();
	return {
		recall: (place, key, paint) => {
			const last = known.get(place);
			if (last?.key === key) return last.picture;
			const picture = paint();
			known.set(place, {key, picture});
			return picture;
		},
		keep: (place, parts, paint) => {
			const last = kept.get(place);
			if (last !== undefined && isSame(last.parts, parts)) return last.picture;
			const picture = paint();
			kept.set(place, {parts, picture});
			return picture;
		},
	};
}

function isSame(before: readonly unknown[], after: readonly unknown[]): boolean {
	return before.length === after.length && before.every((part, index) => Object.is(part, after[index]));
}
