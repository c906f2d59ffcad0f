/** What one look at an energy counter gives. */
export type CounterStep =
	| {readonly kind: 'value'; readonly joules: number; readonly watts: number | undefined}
	| {readonly kind: 'missing'; readonly reason: string};

/** No package takes more: a step that would need it is a reset of the counter, not energy. */
const MOST_WATTS = 10_000;

/**
 * Unrolls a counter of microjoules that wraps at `rangeMicrojoules` (0 where the driver does not know it). Joules
 * start at the raw counter, so a restarted reader goes on where the last one was. After a reset, or a wrap of unknown
 * range, one look is missing and the counter goes on below its old value: an integrator sees a gap, never energy.
 */
export function createEnergyCounter(rangeMicrojoules: number): (t: number, raw: number) => CounterStep {
	let wraps = 0;
	let last: {readonly t: number; readonly raw: number} | undefined;

	return (t, raw) => {
		if (rangeMicrojoules > 0 && raw > rangeMicrojoules) {
			return {kind: 'missing', reason: `the counter says ${raw} µJ, beyond its range`};
		}
		const previous = last;
		last = {t, raw};
		if (previous === undefined) return {kind: 'value', joules: raw / 1e6, watts: undefined};
		const wrapped = raw < previous.raw;
		const delta = wrapped ? raw + rangeMicrojoules - previous.raw : raw - previous.raw;
		const watts = delta / 1e3 / (t - previous.t);
		if (wrapped && (rangeMicrojoules === 0 || watts > MOST_WATTS)) {
			wraps = 0;
			return {
				kind: 'missing',
				reason: rangeMicrojoules === 0 ? 'the counter wrapped; its range is unknown' : 'the counter was reset',
			};
		}
		if (watts > MOST_WATTS) return {kind: 'missing', reason: `the counter jumped by ${delta / 1e6} J`};
		if (wrapped) wraps++;
		return {kind: 'value', joules: (raw + wraps * rangeMicrojoules) / 1e6, watts};
	};
}
