/** A number with its noun: `1 trial`, `2 trials`; `plural` for a noun that takes no `s`. */
export function counted(count: number | bigint, noun: string, plural = `${noun}s`): string {
	return `${count} ${Number(count) === 1 ? noun : plural}`;
}
