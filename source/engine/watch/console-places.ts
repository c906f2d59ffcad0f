/** Where in all that a program printed, in bytes from its first one, the parts are that belong to its trials. */
export type ConsolePlaces = {
	/** The next bytes are cut into lines: gives each piece of them in turn, and knows which one it is meanwhile. */
	readonly feed: (bytes: Uint8Array, give: (piece: Uint8Array) => void) => void;
	/** Of the line that is read now; outside of one, of nothing at the end of all that came. */
	readonly line: () => {readonly from: number; readonly to: number};
	/** How much was there at a time, monotonic ms. */
	readonly at: (timeMs: number) => number;
	/** What came up to a place belongs to a time: two trials of one piece of output are told apart by it. */
	readonly mark: (timeMs: number, place: number) => void;
};

/** Times nearer to each other than this share a mark, unless a trial ended between them. */
const MARK_EVERY_MS = 100;
/** More marks than this are thinned to half: a program that runs for days then has a coarser past. */
const MOST_MARKS = 20_000;

const LF = 0x0a;

type Mark = {readonly timeMs: number; to: number; readonly isEnd: boolean};

/** Nothing was printed before the first call. @param now monotonic ms. */
export function createConsolePlaces(now: () => number): ConsolePlaces {
	let marks: Mark[] = [];
	let total = 0;
	/** Start of the line that is not ended yet. */
	let lineFrom = 0;
	let current: {readonly from: number; readonly to: number} | undefined;
	const arrive = (timeMs: number): void => {
		const last = marks.at(-1);
		if (last !== undefined && !last.isEnd && timeMs - last.timeMs < MARK_EVERY_MS) last.to = total;
		else marks.push({timeMs, to: total, isEnd: false});
		if (marks.length > MOST_MARKS) marks = marks.filter((_, index) => index % 2 === 0 || index === marks.length - 1);
	};
	return {
		feed: (bytes, give) => {
			let place = total;
			total += bytes.length;
			arrive(now());
			for (let start = 0; start < bytes.length; ) {
				const found = bytes.indexOf(LF, start);
				const end = found < 0 ? bytes.length : found + 1;
				place += end - start;
				current = {from: lineFrom, to: place};
				give(bytes.subarray(start, end));
				if (found >= 0) lineFrom = place;
				start = end;
			}
			current = undefined;
		},
		line: () => current ?? {from: total, to: total},
		at: timeMs => marks[placeAfter(marks, timeMs) - 1]?.to ?? 0,
		mark: (timeMs, place) => {
			marks.splice(placeAfter(marks, timeMs), 0, {timeMs, to: place, isEnd: true});
		},
	};
}

/** How many marks are not later than a time. */
function placeAfter(marks: readonly Mark[], timeMs: number): number {
	let low = 0;
	let high = marks.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((marks[middle]?.timeMs ?? 0) <= timeMs) low = middle + 1;
		else high = middle;
	}
	return low;
}
