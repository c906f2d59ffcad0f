import {checkSignedWatts, checkValue} from '../reading/plausibility.ts';
import {normaliseZoneType} from '../thermal.ts';

/** What one line of tegrastats says. Numbers that no sensor can give, and fields that are off, are left out. */
export type TegrastatsLine = {
	/** By channel, in its unit; temperatures, clocks, loads and memory. */
	readonly values: ReadonlyMap<string, number>;
	/** Channels that are there and have no reading now: `GPU@-256C` of a GPU that is powered down, a clock of 0. */
	readonly silent: ReadonlySet<string>;
	/** Power now by rail, watts, in the order of the line. */
	readonly rails: ReadonlyMap<string, number>;
};

/** Zones without information: a constant, and what the fan's controller computes. */
const HIDDEN = new Set(['pmic', 'thermal']);

/** Zones of the CPU; a TX2 has two clusters and no zone of its own for both. */
const CPU_ZONES = ['cpu', 'mcpu', 'bcpu'];

/**
 * Parses a line of tegrastats of JetPack 4 to 7; undefined where it is none. Tokens stand in any order and unknown
 * ones are skipped. Traps of the format: `GPU@32C` is a temperature, `GPU 0/0` a rail; the second number of a rail is
 * a mean since the start of tegrastats, and `CPU [1%@729]` no temperature.
 */
export function parseTegrastatsLine(line: string): TegrastatsLine | undefined {
	const values = new Map<string, number>();
	const silent = new Set<string>();
	const put = (channel: string, unit: string, value: number | undefined): void => {
		if (value === undefined || Number.isNaN(value)) return;
		if (checkValue(unit, value).kind === 'value') values.set(channel, value);
		else silent.add(channel);
	};
	const megabytes = (name: string): number | undefined => {
		const match = new RegExp(`(?:^|\\s)${name} (\\d+)/\\d+MB`).exec(line);
		return match === null ? undefined : Number(match[1]) * 1024 ** 2;
	};
	const ram = megabytes('RAM');
	put('mem.used_bytes', 'bytes', ram);
	put('swap.used_bytes', 'bytes', megabytes('SWAP'));
	for (const [channel, unit, value] of parseCpus(line)) put(channel, unit, value);
	for (const [name, part] of [
		['EMC_FREQ', 'emc'],
		['GR3D_FREQ', 'gpu0'],
	] as const) {
		const {loadPct, hz} = parseFrequency(line, name);
		put(`${part}.util_pct`, 'pct', loadPct);
		put(`${part}.clock_hz`, 'hz', hz);
	}
	const temperatures = parseTemperatures(line);
	for (const [zone, celsius] of temperatures) put(zoneChannel(zone, temperatures), 'c', celsius);
	const rails = parseRails(line);
	return ram === undefined && rails.size === 0 ? undefined : {values, silent, rails};
}

/** `CPU [8%@2016,off,…]`, and `CPU [8%,off]@2016` of releases with one clock for all. */
function parseCpus(line: string): readonly (readonly [channel: string, unit: string, value: number])[] {
	const match = /(?:^|\s)CPU \[([^\]]*)\](?:@(\d+))?/.exec(line);
	const cpus = (match?.[1] ?? '').split(',').flatMap(cell => {
		const cpu = /^\s*(\d+)%(?:@(\d+))?\s*$/.exec(cell);
		return cpu === null ? [] : [{load: Number(cpu[1]), mhz: Number(cpu[2] ?? match?.[2] ?? Number.NaN)}];
	});
	if (cpus.length === 0) return [];
	const meanOf = (pick: (cpu: (typeof cpus)[number]) => number): number =>
		cpus.reduce((sum, cpu) => sum + pick(cpu), 0) / cpus.length;
	return [
		['cpu.util_pct', 'pct', meanOf(cpu => cpu.load)],
		['cpu.clock_hz', 'hz', meanOf(cpu => cpu.mhz) * 1e6],
	];
}

/**
 * `l%`, `l%@f`, `@f`, `l%@[f,f]` or `@[f,off]` in MHz. Of clusters the fastest counts, as gated ones show 0. A clock
 * without a load does not mean a load of 0.
 */
function parseFrequency(
	line: string,
	name: string,
): {readonly loadPct: number | undefined; readonly hz: number | undefined} {
	const field = new RegExp(`(?:^|\\s)${name}\\s+([^\\s[]*(?:\\[[^\\]]*\\])?)`).exec(line)?.[1] ?? '';
	const load = /^(\d+(?:\.\d+)?)%/.exec(field)?.[1];
	const clocks = (/@\[?([^\]]*)/.exec(field)?.[1] ?? '')
		.split(',')
		.map(cell => cell.trim())
		.filter(cell => /^\d+$/.test(cell))
		.map(Number);
	return {
		loadPct: load === undefined ? undefined : Number(load),
		hz: clocks.length === 0 ? undefined : Math.max(...clocks) * 1e6,
	};
}

/** `name@T` with a `C`; JetPack 7 adds the highest so far: `cpu@52.9C/53.1C`. */
function parseTemperatures(line: string): ReadonlyMap<string, number> {
	const found = new Map<string, number>();
	for (const [, name = '', celsius = ''] of line.matchAll(
		/(?:^|\s)([A-Za-z][\w-]*)@(-?\d+(?:\.\d+)?)C(?:\/-?\d+(?:\.\d+)?C)?(?=\s|$)/g,
	)) {
		const zone = normaliseZoneType(name);
		if (!HIDDEN.has(zone)) found.set(zone, Number(celsius));
	}
	return found;
}

function zoneChannel(zone: string, all: ReadonlyMap<string, number>): string {
	if (zone === CPU_ZONES.find(candidate => all.has(candidate))) return 'cpu.temp_c';
	return zone === 'gpu' ? 'gpu0.temp_c' : `zone.${zone}.temp_c`;
}

/**
 * `NAME cur/avg` in mW (JetPack 4), `NAME 1mW/2mW` (5 and 6), `NAME 1mW/2mW/3mW` (7: the third is the highest). A
 * single number counts only with its unit, as clocks stand bare (`APE 150`).
 */
function parseRails(line: string): ReadonlyMap<string, number> {
	const rails = new Map<string, number>();
	for (const [, name = '', now = '', unit, rest = ''] of line.matchAll(
		/(?:^|\s)([A-Z]\w*) (-?\d+(?:\.\d+)?)(mW|W)?((?:\/-?\d+(?:\.\d+)?(?:mW|W)?){0,2})(?=\s|$)/g,
	)) {
		if (name === 'NC' || (unit === undefined && rest === '')) continue;
		const watts = unit === 'W' ? Number(now) : Number(now) / 1000;
		if (checkSignedWatts(watts).kind === 'value') rails.set(name, watts);
	}
	return rails;
}
