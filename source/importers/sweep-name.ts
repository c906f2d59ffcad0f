/** Endings that say the format, not the content. */
const ENDING = /\.(?:gz|json|jsonl|ndjson|csv|tsv|txt|log|ipynb|data)$/i;
/** Characters of a sweep's name, everything else becomes `-`. */
const NOT_IN_NAME = /[^A-Za-z0-9._-]+/g;
const LONGEST_NAME = 80;

/**
 * A sweep's name made of a foreign file's, folder's or sweep's name: `[A-Za-z0-9._-]+`, at most 80 characters, never
 * only dots; endings that say the format go.
 */
export function sweepName(name: string): string {
	let stem = name;
	while (ENDING.test(stem)) stem = stem.replace(ENDING, '');
	const safe = stem
		.replaceAll(NOT_IN_NAME, '-')
		.replaceAll(/^[-.]+|[-.]+$/g, '')
		.slice(0, LONGEST_NAME);
	return safe === '' ? 'imported' : safe;
}
