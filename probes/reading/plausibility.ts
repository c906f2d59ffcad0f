/** What a sensor says in an integer file, or why that is no reading. */
export type Checked =
	| {readonly kind: 'value'; readonly value: number}
	| {readonly kind: 'missing'; readonly reason: string};

type Range = {readonly low: number; readonly high: number; readonly shown: string};

/**
 * Ranges outside of which a value is a sentinel or a fault, by unit: -256 °C is a zone that is powered down
 * (rbonghi/jetson_stats#350), -44 and -40 °C are open inputs, 0 Hz is a gated clock.
 */
const RANGES: Readonly<Record<string, Range>> = {
	c: {low: -39.9, high: 150, shown: '°C'},
	w: {low: 0, high: 20_000, shown: 'W'},
	pct: {low: 0, high: 100, shown: '%'},
	hz: {low: 1, high: 20e9, shown: 'Hz'},
	bytes: {low: 0, high: Number.MAX_SAFE_INTEGER, shown: 'bytes'},
	j: {low: 0, high: Number.MAX_SAFE_INTEGER, shown: 'J'},
	ms: {low: 0, high: Number.MAX_SAFE_INTEGER, shown: 'ms'},
};

/** A value of `unit` (suffix of a channel's name), or a reason when no such sensor can say that. */
export function checkValue(unit: string, value: number): Checked {
	const range = Object.hasOwn(RANGES, unit) ? RANGES[unit] : undefined;
	if (!Number.isFinite(value)) return {kind: 'missing', reason: 'not a number'};
	if (range === undefined || (value >= range.low && value <= range.high)) return {kind: 'value', value};
	return {kind: 'missing', reason: `says ${value} ${range.shown}, which no working sensor does`};
}

/** All ones in 16, 31 and 32 bits, with a sign and without: registers of a device that does not answer. */
const ALL_ONES = new Set(['-1', '65535', '2147483647', '4294967295']);

/** The integer of a sensor's file, or why it is none. */
export function parseRaw(text: string): Checked {
	if (text === '') return {kind: 'missing', reason: 'the file is empty'};
	if (!/^-?\d+$/.test(text)) return {kind: 'missing', reason: `says ${JSON.stringify(text.slice(0, 40))}`};
	if (ALL_ONES.has(text)) return {kind: 'missing', reason: `says ${text}: the device does not answer`};
	return {kind: 'value', value: Number(text)};
}

/** Parses the integer of a sysfs file and scales it to `unit`. */
export function parseSensor(text: string, unit: string, scale: number): Checked {
	const raw = parseRaw(text);
	// As many bytes may well be in use.
	if (raw.kind === 'missing' && !(unit === 'bytes' && ALL_ONES.has(text))) return raw;
	// Dividing by 1000 is exact to the last digit where multiplying by 0.001 is not.
	const divisor = Math.round(1 / scale);
	const isInverse = scale < 1 && Math.abs(divisor * scale - 1) < 1e-9;
	return checkValue(unit, isInverse ? Number(text) / divisor : Number(text) * scale);
}

/** Widest rail of a board, either way: the offset of a monitor makes an idle rail a little negative. */
const MOST_RAIL_WATTS = 1000;

/** Watts of a signed monitor, not clamped. */
export function checkSignedWatts(value: number): Checked {
	if (Math.abs(value) <= MOST_RAIL_WATTS) return {kind: 'value', value};
	return {kind: 'missing', reason: `says ${value} W, which no rail carries`};
}

/** Watts of all of a board or module: what runs this program draws some, so 0 is a monitor that does not measure. */
export function checkWholeWatts(value: number): Checked {
	if (value > 0) return {kind: 'value', value};
	return {kind: 'missing', reason: `says ${value} W, which no board that runs draws`};
}
