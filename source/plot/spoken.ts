import {formatQuantity} from './quantity.ts';
import {counted} from '../domain/text/counted.ts';

/** Names of prefixes, by their sign. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
	['E', 'exa'],
	['P', 'peta'],
	['T', 'tera'],
	['G', 'giga'],
	['M', 'mega'],
	['k', 'kilo'],
	['m', 'milli'],
	['µ', 'micro'],
	['n', 'nano'],
	['Ti', 'tebi'],
	['Gi', 'gibi'],
	['Mi', 'mebi'],
	['Ki', 'kibi'],
]);

/** Names of units, by their sign; others are said as they are written. */
const UNITS: ReadonlyMap<string, string> = new Map([
	['W', 'watts'],
	['Wh', 'watt hours'],
	['J', 'joules'],
	['s', 'seconds'],
	['min', 'minutes'],
	['h', 'hours'],
	['%', 'percent'],
	['°C', 'degrees Celsius'],
	['°F', 'degrees Fahrenheit'],
	['K', 'kelvins'],
	['Hz', 'hertz'],
	['B', 'bytes'],
	['V', 'volts'],
	['A', 'amperes'],
]);

/** What stands behind a slash, one of it: `FLOP/s` is FLOP per second. */
const ONE: ReadonlyMap<string, string> = new Map([
	['s', 'second'],
	['J', 'joule'],
	['W', 'watt'],
	['h', 'hour'],
	['min', 'minute'],
]);

/** A unit in words: `ms` milliseconds, `GiB` gibibytes, `GFLOP/J` giga FLOP per joule. */
export function sayUnit(unit: string): string {
	const [over = '', under] = unit.split('/');
	const per = under === undefined ? '' : ` per ${ONE.get(under) ?? under}`;
	return `${sayBase(over)}${per}`;
}

function sayBase(unit: string): string {
	const whole = UNITS.get(unit);
	if (whole !== undefined) return whole;
	for (const length of [2, 1]) {
		const prefix = PREFIXES.get(unit.slice(0, length));
		const rest = unit.slice(length);
		if (prefix === undefined || rest === '') continue;
		const base = UNITS.get(rest);
		if (base !== undefined) return `${prefix}${base}`;
		if (/^[A-Z]{3,}S?$/.test(rest)) return `${prefix} ${rest}`;
	}
	return unit;
}

/** A value with its unit as it is said: `12.4 watts`, `1.32 giga FLOP per joule`; no value is `no value`. */
export function sayQuantity(value: number | undefined, unit: string): string {
	if (value === undefined || Number.isNaN(value)) return 'no value';
	const [number = '', ...name] = formatQuantity(value, unit).split(' ');
	const said = number.replace(/^[-−]/, 'minus ');
	return name.length === 0 ? said : `${said} ${sayUnit(name.join(' '))}`;
}

/** A span of time as it is said: `41 seconds`, `3 minutes 5 seconds`, `2 hours 1 minute`. */
export function sayDuration(ms: number): string {
	const seconds = Math.max(0, Math.round(ms / 1000));
	const parts: readonly (readonly [number, string])[] =
		seconds < 3600
			? [
					[Math.floor(seconds / 60), 'minute'],
					[seconds % 60, 'second'],
				]
			: [
					[Math.floor(seconds / 3600), 'hour'],
					[Math.floor(seconds / 60) % 60, 'minute'],
				];
	const said = parts.filter(([count]) => count > 0).map(([count, word]) => counted(count, word));
	return said.length === 0 ? '0 seconds' : said.join(' ');
}
