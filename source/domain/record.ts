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

/** A record from entries; own keys only, so `__proto__` is an ordinary name. */
export function recordOf<T>(entries: Iterable<readonly [string, T]>): Readonly<Record<string, T>> {
	// A third of the time of `Object.fromEntries`, which every row of an import would wait for.
	const record: Record<string, T> = {};
	for (const [key, value] of entries) {
		if (key !== '__proto__') record[key] = value;
		else Object.defineProperty(record, key, {value, writable: true, enumerable: true, configurable: true});
	}
	return record;
}
