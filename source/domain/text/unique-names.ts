/**
 * The names, where one stands again told apart by a number from 2 up: `loss`, `loss.2`. A number that makes the name of
 * another one is passed over.
 * @param numbered how a name is written with its number.
 */
export function uniqueNames(
	names: readonly string[],
	numbered: (name: string, count: number) => string,
): readonly string[] {
	const taken = new Set(names);
	/** How often each was seen, numbers that were passed over included. */
	const counts = new Map<string, number>();
	return names.map(name => {
		let count = (counts.get(name) ?? 0) + 1;
		let unique = name;
		if (count > 1) {
			while (taken.has(numbered(name, count))) count += 1;
			unique = numbered(name, count);
			taken.add(unique);
		}
		counts.set(name, count);
		return unique;
	});
}
