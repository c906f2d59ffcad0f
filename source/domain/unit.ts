const MILLISECONDS: ReadonlyMap<string, number> = new Map([
	['ms', 1],
	['s', 1000],
	['m', 60_000],
	['h', 3_600_000],
	['d', 86_400_000],
]);
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

/** Text of a duration: a number and `ms`, `s`, `m`, `h` or `d`. For schemas. */
export const DURATION_PATTERN = /^\d+(?:\.\d+)? ?(?:ms|s|m|h|d)$/;
/** Text of an energy: a number and `J`, `kJ`, `MJ`, `Wh` or `kWh`. For schemas. */
export const ENERGY_PATTERN = /^\d+(?:\.\d+)? ?(?:J|kJ|MJ|Wh|kWh)$/;
/** Text of a size: a number and `B`, `KiB`, `MiB`, `GiB`, `kB`, `MB` or `GB`. For schemas. */
export const SIZE_PATTERN = /^\d+(?:\.\d+)? ?(?:B|KiB|MiB|GiB|kB|MB|GB)$/;

/** Milliseconds of `500ms`, `10s`, `5m`, `2h`, `1d`; undefined for any other text. */
export function parseDurationMs(text: string): number | undefined {
	return DURATION_PATTERN.test(text) ? parseAmount(text, MILLISECONDS) : undefined;
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

function parseAmount(text: string, factors: ReadonlyMap<string, number>): number | undefined {
	const match = /^([\d.]+) ?([A-Za-z]+)$/.exec(text);
	const factor = factors.get(match?.[2] ?? '');
	return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}
