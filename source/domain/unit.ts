/** Names of each unit of time, the one that is written first, and its ms. */
const TIMES = [
	[['ms', 'msec', 'millisecond', 'milliseconds'], 1],
	[['s', 'sec', 'secs', 'second', 'seconds'], 1000],
	[['m', 'min', 'mins', 'minute', 'minutes'], 60_000],
	[['h', 'hr', 'hrs', 'hour', 'hours'], 3_600_000],
	[['d', 'day', 'days'], 86_400_000],
] as const;
const MILLISECONDS: ReadonlyMap<string, number> = new Map(
	TIMES.flatMap(([names, ms]) => names.map(name => [name, ms] as const)),
);
const JOULES: ReadonlyMap<string, number> = new Map([
	['J', 1],
	['kJ', 1000],
	['MJ', 1_000_000],
	['Wh', 3600],
	['kWh', 3_600_000],
]);
const BYTES: ReadonlyMap<string, number> = new Map([
	['B', 1],
	['KiB', 1024],
	['MiB', 1024 ** 2],
	['GiB', 1024 ** 3],
	['kB', 1000],
	['MB', 1_000_000],
	['GB', 1_000_000_000],
]);

const A_TIME = String.raw`\d+(?:\.\d+)? ?(?:${[...MILLISECONDS.keys()].join('|')})`;

/**
 * Text of a duration: a number and `ms`, `s`, `m`, `h` or `d`, or a word for it (`10 min`, `2 hours`); more than one is
 * their sum (`1h30m`). For schemas.
 */
export const DURATION_PATTERN = new RegExp(`^${A_TIME}(?: ?${A_TIME})*$`);
/** Text of an energy: a number and `J`, `kJ`, `MJ`, `Wh` or `kWh`. For schemas. */
export const ENERGY_PATTERN = /^\d+(?:\.\d+)? ?(?:J|kJ|MJ|Wh|kWh)$/;
/** Text of a size: a number and `B`, `KiB`, `MiB`, `GiB`, `kB`, `MB` or `GB`. For schemas. */
export const SIZE_PATTERN = /^\d+(?:\.\d+)? ?(?:B|KiB|MiB|GiB|kB|MB|GB)$/;

/** Milliseconds of `500ms`, `10s`, `5m`, `2h`, `1d`, `10 min`, `1h30m`; undefined for any other text. */
export function parseDurationMs(text: string): number | undefined {
	if (!DURATION_PATTERN.test(text)) return undefined;
	let total = 0;
	for (const [, amount = '', word = ''] of text.matchAll(/([\d.]+) ?([a-z]+)/g)) {
		total += Number(amount) * (MILLISECONDS.get(word) ?? Number.NaN);
	}
	return total;
}

/** Joules of `50J`, `50kJ`, `1.5Wh`; undefined for any other text. */
export function parseEnergyJ(text: string): number | undefined {
	return ENERGY_PATTERN.test(text) ? parseAmount(text, JOULES) : undefined;
}

/** Bytes of `100MiB`, `2GB`, whole; undefined for any other text. */
export function parseSizeBytes(text: string): number | undefined {
	const bytes = SIZE_PATTERN.test(text) ? parseAmount(text, BYTES) : undefined;
	return bytes === undefined ? undefined : Math.round(bytes);
}

/** Milliseconds of one unit of time by its name, `min` or `hours`; undefined for any other word. */
export function timeFactorMs(word: string): number | undefined {
	return MILLISECONDS.get(word);
}

/** Joules of one unit of energy by its name; undefined for any other word. */
export function energyFactor(word: string): number | undefined {
	return JOULES.get(word);
}

/** A duration as {@link parseDurationMs} reads it: `90m`, `2h`, `1500ms`. */
export function writeDuration(ms: number): string {
	return formatAmount(ms, new Map(TIMES.map(([[name], size]) => [name, size])));
}

/** An energy as {@link parseEnergyJ} reads it: `5kJ`, `28.4J`. */
export function writeEnergy(joules: number): string {
	return formatAmount(joules, new Map([...JOULES].filter(([unit]) => unit.endsWith('J'))));
}

/** In the largest unit of which it is a whole number, else in the first one. */
function formatAmount(amount: number, factors: ReadonlyMap<string, number>): string {
	const units = [...factors];
	const [unit, factor] = units.findLast(([, size]) => amount >= size && amount % size === 0) ?? units[0] ?? ['', 1];
	return `${amount / factor}${unit}`;
}

function parseAmount(text: string, factors: ReadonlyMap<string, number>): number | undefined {
	const match = /^([\d.]+) ?([A-Za-z]+)$/.exec(text);
	const factor = factors.get(match?.[2] ?? '');
	return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}
