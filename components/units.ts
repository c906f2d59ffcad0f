import {formatQuantity} from '../source/plot/quantity.ts';

/** A span of time as a clock shows it: `0:41`, `1:02:03`, `2 d 03:04`. Below zero is zero. */
export function formatClock(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	const two = (value: number): string => String(value).padStart(2, '0');
	const [s, m, h] = [seconds % 60, Math.floor(seconds / 60) % 60, Math.floor(seconds / 3600)];
	if (h >= 48) return `${Math.floor(h / 24)} d ${two(h % 24)}:${two(m)}`;
	return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** How long something took, at some digits where a clock would have none: `98.0 ms`, `9.87 s`, `0:12`. */
export function formatSpan(ms: number, digits = 3): string {
	return ms < 10_000 ? formatQuantity(ms / 1000, 's', digits) : formatClock(ms);
}
