/** A count for people, with commas between thousands: `20,000,000,000`. */
export function formatCount(count: number | bigint): string {
	return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A number with its noun: `1 trial`, `2 trials`; `plural` for a noun that takes no `s`. */
export function counted(count: number | bigint, noun: string, plural = `${noun}s`): string {
	return `${formatCount(count)} ${Number(count) === 1 ? noun : plural}`;
}
