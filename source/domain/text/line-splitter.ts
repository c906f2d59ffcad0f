/** Cuts a stream of text into lines. */
export type LineSplitter = {
	/** The next piece of text; whole lines in it are given at once, without their ends. */
	readonly feed: (text: string) => void;
};

/**
 * Gives each whole line to `onLine`. When a line without end grows beyond `maxCharacters`, `onOverflow` is called once
 * and the rest is passed over.
 */
export function createLineSplitter(
	onLine: (line: string) => void,
	maxCharacters: number,
	onOverflow: () => void,
): LineSplitter {
	let rest = '';
	let overflowed = false;
	return {
		feed: text => {
			if (overflowed) return;
			let start = 0;
			for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
				const line = rest + text.slice(start, end);
				rest = '';
				start = end + 1;
				if (line !== '') onLine(line);
			}
			rest += text.slice(start);
			if (rest.length <= maxCharacters) return;
			overflowed = true;
			rest = '';
			onOverflow();
		},
	};
}
