/**
 * The name that somebody probably meant, or undefined when none is near: at most a third of its letters differ
 * (optimal string alignment distance: insert, delete, replace, swap of neighbours), or it begins with the text.
 */
export function nearestName(text: string, names: Iterable<string>): string | undefined {
	const wanted = text.toLowerCase();
	let best: {readonly name: string; readonly distance: number} | undefined;
	for (const name of names) {
		const candidate = name.toLowerCase();
		const prefixed = wanted.length >= 3 && candidate.startsWith(wanted);
		const distance = prefixed ? 1 : editDistance(wanted, candidate);
		const limit = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3));
		if (distance <= limit && (best === undefined || distance < best.distance)) best = {name, distance};
	}
	return best?.name;
}

/** What a name of an expression cannot hold without backquotes: `val/loss` is a division. */
const NO_NAME = /[^\p{L}\p{N}_.]+/u;

/** A name that an expression reads as one without backquotes. */
const PLAIN_NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_]*(?:\.[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*)*$/u;

/** A name as it stands in an expression or filter: between backquotes where it must. */
export function writtenName(name: string): string {
	return PLAIN_NAME.test(name) ? name : `\`${name}\``;
}

/**
 * The name that was meant by an unknown one of an expression: one that must be quoted and of which it is a part, else the
 * nearest. Undefined where none is near.
 */
export function meantName(unknown: string, names: Iterable<string>): string | undefined {
	const known = [...names];
	const quoted = known.find(name => NO_NAME.test(name) && name.split(NO_NAME).includes(unknown));
	return quoted ?? nearestName(unknown, known);
}

/** What to write in place of an unknown name in an expression; see {@link meantName}. */
export function nameHint(unknown: string, names: Iterable<string>): string | undefined {
	const meant = meantName(unknown, names);
	if (meant === undefined) return undefined;
	const written = writtenName(meant);
	return written === meant ? `Did you mean "${meant}"?` : `Write such a name between backquotes: ${written}.`;
}

function editDistance(a: string, b: string): number {
	let beforeLast: number[] = [];
	let last = Array.from({length: b.length + 1}, (_, column) => column);
	for (let row = 1; row <= a.length; row++) {
		const current = [row];
		for (let column = 1; column <= b.length; column++) {
			const same = a[row - 1] === b[column - 1];
			const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
			current[column] = Math.min(
				(last[column] ?? 0) + 1,
				(current[column - 1] ?? 0) + 1,
				(last[column - 1] ?? 0) + (same ? 0 : 1),
				swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
			);
		}
		beforeLast = last;
		last = current;
	}
	return last[b.length] ?? 0;
}
