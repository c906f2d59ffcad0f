import type {Axis} from './axes.ts';
import type {Scale} from './scale.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Steps that a clock has, in seconds. */
const STEPS = [
	1,
	2,
	5,
	10,
	15,
	30,
	MINUTE,
	2 * MINUTE,
	5 * MINUTE,
	10 * MINUTE,
	15 * MINUTE,
	30 * MINUTE,
	HOUR,
	2 * HOUR,
	3 * HOUR,
	6 * HOUR,
	12 * HOUR,
	DAY,
] as const;

/** An axis of elapsed seconds: `0:30`, `1:15:00`, `2d 6h`; below a few seconds in `s`. */
export function durationAxis(scale: Scale, count: number): Axis {
	const rough = (scale.high - scale.low) / Math.max(1, count);
	if (rough < 1) {
		const ticks = scale.ticks(count);
		const decimals = Math.min(9, Math.max(0, Math.ceil(-Math.log10(rough))));
		return {unit: 's', ticks: ticks.map(tick => ({fraction: scale.fraction(tick), label: tick.toFixed(decimals)}))};
	}
	const step = STEPS.find(candidate => candidate >= rough) ?? Math.ceil(rough / DAY) * DAY;
	const first = Math.ceil(scale.low / step - 1e-9);
	const last = Math.floor(scale.high / step + 1e-9);
	const seconds = Array.from(
		{length: Math.max(0, Math.min(1000, last - first + 1))},
		(_, index) => (first + index) * step,
	);
	return {unit: '', ticks: seconds.map(tick => ({fraction: scale.fraction(tick), label: formatElapsed(tick)}))};
}

/** Elapsed seconds as an axis of time shows them: `0:05`, `12:30`, `1:02:03`, `2d 6h`. Fractions are cut. */
export function formatElapsed(elapsedSeconds: number): string {
	const total = Math.trunc(Math.abs(elapsedSeconds));
	const sign = elapsedSeconds < 0 ? '-' : '';
	const [days, hours] = [Math.floor(total / DAY), Math.floor((total % DAY) / HOUR)];
	if (days > 0) return `${sign}${days}d ${hours}h`;
	const minutes = Math.floor((total % HOUR) / MINUTE);
	const seconds = String(total % MINUTE).padStart(2, '0');
	return hours > 0 ? `${sign}${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${sign}${minutes}:${seconds}`;
}

/** A length of time as coarse as it is worth: `14 s`, `3 min`, `2.5 h`, `3 d`. Below zero is zero. */
export function coarseDuration(ms: number): string {
	const seconds = Math.max(0, ms / 1000);
	if (seconds < 99.5) return `${Math.ceil(seconds)} s`;
	if (seconds < 100 * MINUTE) return `${Math.round(seconds / MINUTE)} min`;
	const hours = seconds / HOUR;
	return hours < 48 ? `${hours < 10 ? hours.toFixed(1) : Math.round(hours)} h` : `${Math.round(hours / 24)} d`;
}
