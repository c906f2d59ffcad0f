import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {REPOSITORY} from '../helpers/repository.ts';

/** Imports of a file of ours, as they stand in its text. */
const IMPORT = /from '(\.{1,2}\/[^']+)'/g;

/**
 * A version of a program part: 12 digits of a hash over its files and all of ours that they import. Results that were
 * kept under another version may be those of another sampler, and are not read again.
 * @param roots paths within the repository.
 */
export function versionOf(roots: readonly string[]): string {
	const seen = new Set<string>();
	const waiting = roots.map(root => join(REPOSITORY, root));
	for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
		if (seen.has(path)) continue;
		seen.add(path);
		for (const [, target = ''] of readFileSync(path, 'utf8').matchAll(IMPORT))
			waiting.push(join(dirname(path), target));
	}
	const hash = createHash('sha256');
	for (const path of [...seen].toSorted()) hash.update(relative(REPOSITORY, path)).update(readFileSync(path));
	return hash.digest('hex').slice(0, 12);
}
