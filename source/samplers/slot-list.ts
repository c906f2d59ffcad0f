/** Whether a member of the list stands before the one that is looked for. */
export type IsBefore = (slot: number) => boolean;

/** A sorted list of slots. */
export type SlotList = {
	readonly length: () => number;
	/** The slots; only the first `length()` count. Replaced when it grows. */
	readonly slots: () => Int32Array;
	/** Gives the place that the slot took. */
	readonly insert: (slot: number, isBefore: IsBefore) => number;
	/** Gives the place that the slot had. */
	readonly remove: (slot: number, isBefore: IsBefore) => number;
};

/** An empty list. Finding is by halves, moving by blocks: cheap for some ten thousand slots. */
export function createSlotList(): SlotList {
	let slots = new Int32Array(64);
	let length = 0;
	const find = (isBefore: IsBefore): number => {
		let low = 0;
		let high = length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (isBefore(slots[middle] ?? 0)) low = middle + 1;
			else high = middle;
		}
		return low;
	};
	return {
		length: () => length,
		slots: () => slots,
		insert: (slot, isBefore) => {
			if (length === slots.length) {
				const longer = new Int32Array(length * 2);
				longer.set(slots);
				slots = longer;
			}
			const place = find(isBefore);
			slots.copyWithin(place + 1, place, length);
			slots[place] = slot;
			length += 1;
			return place;
		},
		remove: (slot, isBefore) => {
			const place = find(isBefore);
			if (slots[place] !== slot) throw new Error(`slot ${slot} is not in its place`);
			slots.copyWithin(place, place + 1, length);
			length -= 1;
			return place;
		},
	};
}
