/**
 * The value under an own key of a record whose keys come from the user. Plain indexing would find
 * `constructor` and `__proto__` on the prototype.
 */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
	const value = record[key];
	// What every object inherits is a function, but for `__proto__`. Asking `hasOwn` each time would take most of the time
	// of a plot of 100,000 trials.
	return typeof value === 'function' || key === '__proto__' ? (Object.hasOwn(record, key) ? value : undefined) : value;
}

/** The first of two records where both have the same keys with the same scalars, else the second. */
export function oneOfSame<T>(
	first: Readonly<Record<string, T>> | undefined,
	second: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
	if (first === undefined || first === second) return second;
	let left = 0;
	for (const key in first) {
		if (!Object.is(first[key], second[key])) return second;
		left += 1;
	}
	for (const _key in second) left -= 1;
	return left === 0 ? first : second;
}

/** A record from entries; own keys only, so `__proto__` is an ordinary name. */
export function recordOf<T>(entries: Iterable<readonly [string, T]>): Readonly<Record<string, T>> {
	// A third of the time of `Object.fromEntries`, which every row of an import would wait for.
	const record: Record<string, T> = {};
	for (const [key, value] of entries) setOwn(record, key, value);
	return record;
}

/** Sets a value under a key from outside: `__proto__` is an ordinary name. */
export function setOwn<T>(record: Record<string, T>, key: string, value: T): void {
	if (key !== '__proto__') record[key] = value;
	else Object.defineProperty(record, key, {value, writable: true, enumerable: true, configurable: true});
}
