/** Recognises the end of a terminal's output. */
export type EndMarker = {
	/** What is written to the terminal after the program's exit. */
	readonly bytes: Buffer;
	/**
	 * Takes the next bytes read. Gives what came before the marker and, once it was seen, `done`; the marker may
	 * straddle any number of calls. What follows it is dropped.
	 */
	readonly scan: (chunk: Buffer) => {readonly output: Buffer; readonly done: boolean};
};

/**
 * An OSC sequence that no terminal shows, with a nonce that the program cannot know: a pty keeps order, so once it is
 * read all output has been read.
 * @param nonce decimal digits: the only text that every output mode of a tty (OLCUC too) leaves as it is.
 */
export function createEndMarker(nonce: string): EndMarker {
	const bytes = Buffer.from(`\x1b]777;${nonce}\x07`, 'latin1');
	let held = Buffer.alloc(0);
	return {
		bytes,
		scan: chunk => {
			const seen = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
			const at = seen.indexOf(bytes);
			if (at >= 0) return {output: seen.subarray(0, at), done: true};
			const keep = partialMatch(seen, bytes);
			held = Buffer.from(seen.subarray(seen.length - keep));
			return {output: seen.subarray(0, seen.length - keep), done: false};
		},
	};
}

/** Length of the longest end of `text` that `marker` begins with. */
function partialMatch(text: Buffer, marker: Buffer): number {
	for (let length = Math.min(text.length, marker.length - 1); length > 0; length -= 1) {
		if (text.subarray(text.length - length).equals(marker.subarray(0, length))) return length;
	}
	return 0;
}
