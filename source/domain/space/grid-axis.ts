import {assertNever} from '../errors.ts';
import {type Domain, isSameValue, type ParameterValue} from '../space.ts';

/** The values that a grid takes of one parameter: counted, and computed one by one. */
export type GridAxis = {
	/** A whole number from 1 to 2^53. */
	readonly count: number;
	/** The value at an index from 0 to `count` - 1. Throws a RangeError elsewhere. */
	readonly at: (index: number) => ParameterValue;
};

/** A decimal number without rounding: `units` / 10^`digits`. */
type Decimal = {readonly units: bigint; readonly digits: number};

/** Powers of ten up to here are exact doubles, so one division by them rounds correctly. */
const MAX_EXACT_POWER = 22;

/**
 * The grid values of a domain, or undefined for a real one without `step` or `points`.
 * Steps are added in decimal arithmetic, so that the third step of 0.1 is 0.3; `max` is a value when a step meets it.
 */
export function gridAxis(domain: Domain): GridAxis | undefined {
	switch (domain.kind) {
		case 'constant':
			return listed([domain.value]);
		case 'choice':
		case 'tuple':
			return listed(domain.values);
		case 'integer':
			if (domain.points === undefined) return stepped(domain.min, domain.max, domain.step);
			return domain.scale === 'log'
				? wholeLogPoints(domain.min, domain.max, domain.points)
				: wholePoints(domain, domain.points);
		case 'real':
			if (domain.step !== undefined) return stepped(domain.min, domain.max, domain.step);
			if (domain.points === undefined) return undefined;
			return domain.scale === 'log'
				? computed(domain.points, index => logPoint(domain.min, domain.max, domain.points ?? 1, index))
				: linearPoints(domain.min, domain.max, domain.points);
		default:
			return assertNever(domain);
	}
}

/** Whether a grid takes this value of a domain. */
export function isGridValue(domain: Domain, value: ParameterValue): boolean {
	const axis = gridAxis(domain);
	if (axis === undefined) return false;
	if (domain.kind !== 'integer' && domain.kind !== 'real')
		return Array.from({length: axis.count}, (_, index) => axis.at(index)).some(other => isSameValue(other, value));
	// Numbers rise along their axis, which may be as long as there are whole numbers.
	let [low, high] = [0, axis.count - 1];
	while (low < high) {
		const middle = low + Math.floor((high - low) / 2);
		if (axis.at(middle) < value) low = middle + 1;
		else high = middle;
	}
	return axis.at(low) === value;
}

function listed(values: readonly ParameterValue[]): GridAxis {
	return {
		count: values.length,
		at: index => {
			const value = values[index];
			if (value === undefined) throw new RangeError(`no grid value ${index} of ${values.length}`);
			return value;
		},
	};
}

function computed(count: number, at: (index: number) => number): GridAxis {
	return {
		count,
		at: index => {
			if (!(index >= 0 && index < count)) throw new RangeError(`no grid value ${index} of ${count}`);
			return at(index);
		},
	};
}

function stepped(min: number, max: number, step: number): GridAxis {
	const [low, high, stride] = commonDigits([decimalOf(min), decimalOf(max), decimalOf(step)]);
	if (low === undefined || high === undefined || stride === undefined)
		throw new RangeError('three decimals in, three out');
	const count = Number((high.units - low.units) / stride.units) + 1;
	const {digits} = low;
	if (digits > MAX_EXACT_POWER || !isExact(high.units) || !isExact(low.units) || !isExact(stride.units)) {
		return computed(count, index => Number(`${low.units + stride.units * BigInt(index)}e-${digits}`));
	}
	const base = Number(low.units);
	const increment = Number(stride.units);
	const scale = Number(`1e${digits}`);
	return computed(count, index => (base + index * increment) / scale);
}

/** Whether a double holds the integer exactly. */
function isExact(units: bigint): boolean {
	return units <= BigInt(Number.MAX_SAFE_INTEGER) && units >= BigInt(Number.MIN_SAFE_INTEGER);
}

/** Evenly spread, both ends included; exact fractions where the products fit a double. */
function linearPoints(min: number, max: number, points: number): GridAxis {
	if (points === 1) return computed(1, () => min);
	const [low, high] = commonDigits([decimalOf(min), decimalOf(max)]);
	if (low === undefined || high === undefined) throw new RangeError('two decimals in, two out');
	const last = BigInt(points - 1);
	const scale = last * 10n ** BigInt(low.digits);
	return computed(points, index => {
		if (index === 0) return min;
		if (index === points - 1) return max;
		const numerator = low.units * (last - BigInt(index)) + high.units * BigInt(index);
		return isExact(numerator) && isExact(scale)
			? Number(numerator) / Number(scale)
			: min + ((max - min) * index) / (points - 1);
	});
}

/** Evenly spread in the logarithm, rounded to 12 digits so that decades come out as written. */
function logPoint(min: number, max: number, points: number, index: number): number {
	if (index === 0) return min;
	if (index === points - 1) return max;
	const exponent = Math.log(min) + ((Math.log(max) - Math.log(min)) * index) / (points - 1);
	return Math.min(max, Math.max(min, Number(Math.exp(exponent).toPrecision(12))));
}

/** Whole numbers nearest to an even spread; never more points than steps, so all differ. */
function wholePoints(
	domain: {readonly min: number; readonly max: number; readonly step: number},
	points: number,
): GridAxis {
	const steps = Math.floor((domain.max - domain.min) / domain.step) + 1;
	const count = Math.min(points, steps);
	if (count === 1) return computed(1, () => domain.min);
	return computed(count, index => domain.min + domain.step * Math.round(((steps - 1) * index) / (count - 1)));
}

/** Whole numbers nearest to an even spread in the logarithm, each once: few where the range is narrow. */
function wholeLogPoints(min: number, max: number, points: number): GridAxis {
	const values = Array.from({length: points}, (_, index) => Math.round(logPoint(min, max, points, index)));
	return listed(values.filter((value, index) => index === 0 || value !== values[index - 1]));
}

/** The decimal that a number prints as. */
function decimalOf(value: number): Decimal {
	const match = /^(-?\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
	if (match === null) throw new RangeError(`${value} is no decimal number`);
	const fraction = match[2] ?? '';
	const units = BigInt((match[1] ?? '0') + fraction);
	const digits = fraction.length - Number(match[3] ?? 0);
	return digits < 0 ? {units: units * 10n ** BigInt(-digits), digits: 0} : {units, digits};
}

function commonDigits(numbers: readonly Decimal[]): readonly Decimal[] {
	const digits = Math.max(...numbers.map(number => number.digits));
	return numbers.map(number => ({units: number.units * 10n ** BigInt(digits - number.digits), digits}));
}
