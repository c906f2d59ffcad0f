/**
 * The value under an own key of a record whose keys come from the user. Plain indexing would find
 * `constructor` and `__proto__` on the prototype.
 */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
	return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** A record from entries; own keys only, so `__proto__` is an ordinary name. */
export function recordOf<T>(entries: Iterable<readonly [string, T]>): Readonly<Record<string, T>> {
	return Object.fromEntries(entries);
}
