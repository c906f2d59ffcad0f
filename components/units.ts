/** A span of time as a clock shows it: `0:41`, `1:02:03`, `2 d 03:04`. Below zero is zero. */
export function formatClock(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	const two = (value: number): string => String(value).padStart(2, '0');
	const [s, m, h] = [seconds % 60, Math.floor(seconds / 60) % 60, Math.floor(seconds / 3600)];
	if (h >= 48) return `${Math.floor(h / 24)} d ${two(h % 24)}:${two(m)}`;
	return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A time still to come, as coarse as it is uncertain: `14 s`, `3 min`, `2.5 h`, `3 d`. */
export function formatRemaining(ms: number): string {
	const seconds = Math.max(0, ms / 1000);
	if (seconds < 99.5) return `${Math.ceil(seconds)} s`;
	if (seconds < 100 * 60) return `${Math.round(seconds / 60)} min`;
	const hours = seconds / 3600;
	return hours < 48 ? `${hours < 10 ? hours.toFixed(1) : Math.round(hours)} h` : `${Math.round(hours / 24)} d`;
}
