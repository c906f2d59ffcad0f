/**
 * Names for things that lie at these paths: as many of the last parts of each as tell all of them apart (`results.csv`;
 * `a/results.csv` beside `b/results.csv`). A path that is there twice has one name twice.
 */
export function shortPaths(paths: readonly string[]): readonly string[] {
	const parts = paths.map(path => path.split('/').filter(part => part !== ''));
	const wanted = new Set(paths).size;
	const longest = parts.reduce((most, {length}) => Math.max(most, length), 1);
	for (let count = 1; count < longest; count += 1) {
		const names = parts.map(own => own.slice(-count).join('/'));
		if (new Set(names).size === wanted) return names;
	}
	return parts.map(own => own.join('/'));
}
