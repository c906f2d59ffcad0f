import {isRankable} from './number.ts';
import {energyFactor, timeFactorMs} from './unit.ts';

/** How a unit measures its quantity: one of it is `factor` × 10^`power` of the quantity's first unit. */
export type UnitScale = {
	/** Units of the same one can be converted: `s`, `B`, `B/s`, `J/token`. */
	readonly quantity: string;
	/** Without tens, so that units that differ by tens only have the same. */
	readonly factor: number;
	readonly power: number;
	/** Whether it is per something that is no known unit, as `s/it`. */
	readonly isPerCount: boolean;
};

const POWERS: Readonly<Record<string, number>> = {
	...{p: -12, n: -9, u: -6, µ: -6, μ: -6, m: -3},
	...{k: 3, K: 3, M: 6, G: 9, T: 12, P: 15, E: 18},
};
const BINARY = 'KMGTPE';

/** Units that take a prefix, each as far as such a word is in use (`Ms` is none), and what they measure. */
const PREFIXED: readonly (readonly [RegExp, string])[] = [
	[/^([pnuµμm]?)s(?:ecs?)?$/, 's'],
	[/^([pnuµμmkKMG]?)W$/, 'W'],
	[/^([pnuµμmkKMG]?)V$/, 'V'],
	[/^([pnuµμmk]?)A$/, 'A'],
	[/^([pnuµμmkKMG]?)(?:J|Wh)$/, 'J'],
	[/^([kKMGT]?)Hz$/, 'Hz'],
	[/^([kKMGTPE]i?|)(?:B|[Bb]ytes?)$/, 'B'],
	[/^([kKMGTPE]i?|)(?:B|[Bb]ytes?)ps$/, 'B/s'],
	[/^([kKMGTPE]i?|)(?:b|[Bb]its?)$/, 'bit'],
	[/^([kKMGTPE]i?|)(?:b|[Bb]its?)ps$/, 'bit/s'],
	[/^([kKMGTPE]?)(?:FLOP|[Ff]lop)$/, 'FLOP'],
	[/^([kKMGTPE]?)(?:FLOPS|[Ff]lops)$/, 'FLOP/s'],
	[/^([kKMGTPE]?)OP$/, 'OP'],
	[/^([kKMGTPE]?)OPS$/, 'OP/s'],
];

/** What a unit is: `us`, `MiB`, `GB/s`, `min`, `mJ/token`; undefined for a word that is no known unit. */
export function parseUnit(text: string): UnitScale | undefined {
	const [over = '', under, more] = text.split('/');
	const top = parseSimple(over);
	if (top === undefined || under === undefined) return top;
	if (under === '' || more !== undefined) return undefined;
	const bottom = parseSimple(under);
	if (bottom === undefined) return {...top, quantity: `${top.quantity}/${under}`, isPerCount: true};
	return {
		quantity: `${top.quantity}/${bottom.quantity}`,
		factor: top.factor / bottom.factor,
		power: top.power - bottom.power,
		isPerCount: false,
	};
}

/** A value in another unit of the same quantity: exact to the decimal where both differ by tens. A sentinel stays. */
export function convertUnit(value: number, from: UnitScale, to: UnitScale): number {
	if (value === 0 || !isRankable(value)) return value;
	const scaled = from.factor === to.factor ? value : (value * from.factor) / to.factor;
	return shiftDecimal(scaled, from.power - to.power);
}

/** 4.35 × 100 is 434.99999999999994 in doubles; its decimals moved by two are 435. */
function shiftDecimal(value: number, power: number): number {
	if (power === 0) return value;
	const [digits = '', exponent = '0'] = String(value).split('e');
	return Number(`${digits}e${Number(exponent) + power}`);
}

function parseSimple(word: string): UnitScale | undefined {
	for (const [pattern, quantity] of PREFIXED) {
		const prefix = pattern.exec(word)?.[1];
		if (prefix === undefined) continue;
		const base = word.endsWith('Wh') ? (energyFactor('Wh') ?? 1) : 1;
		if (!prefix.endsWith('i')) return scaleOf(quantity, base, POWERS[prefix] ?? 0);
		return scaleOf(quantity, 1024 ** (BINARY.indexOf(prefix.charAt(0).toUpperCase()) + 1), 0);
	}
	// A metre is an `m`, too.
	const ms = word === 'm' ? undefined : timeFactorMs(word);
	return ms === undefined ? undefined : scaleOf('s', ms, -3);
}

function scaleOf(quantity: string, factor: number, power: number): UnitScale {
	if (factor % 10 === 0) return scaleOf(quantity, factor / 10, power + 1);
	return {quantity, factor, power, isPerCount: false};
}
