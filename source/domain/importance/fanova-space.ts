import {own} from '../record.ts';
import type {Domain, Params, ParameterValue, Space} from '../space.ts';

/**
 * One axis of the box that a forest is grown in. Numbers are shares of their range, 0 to 1, on the scale of the
 * parameter; names are places in their list, each of equal size.
 */
export type FanovaAxis =
	| {readonly name: string; readonly kind: 'number'}
	| {readonly name: string; readonly kind: 'names'; readonly count: number};

/** Trials in that box. `columns` are by axis, then by trial. */
export type FanovaTable = {
	readonly axes: readonly FanovaAxis[];
	readonly columns: readonly Float64Array[];
	readonly values: Float64Array;
};

/** A complete trial and what it reached. */
export type Reached = {readonly params: Params; readonly value: number};

/** A set of names is held in the bits of a number; longer lists count by their order. */
const MOST_NAMES = 30;

/** Puts trials into the unit box. Parameters that do not vary, or that some trial lacks, have no axis. */
export function fanovaTable(space: Space, trials: readonly Reached[]): FanovaTable {
	const axes: FanovaAxis[] = [];
	const columns: Float64Array[] = [];
	for (const {name, domain} of space.parameters) {
		const place = placeOf(domain);
		if (place === undefined) continue;
		const column = Float64Array.from(trials, ({params}) => {
			const value = own(params, name);
			return value === undefined ? Number.NaN : place(value);
		});
		if (column.some(Number.isNaN)) continue;
		const count = domain.kind === 'choice' || domain.kind === 'tuple' ? domain.values.length : 0;
		axes.push(count > 0 && count <= MOST_NAMES ? {name, kind: 'names', count} : {name, kind: 'number'});
		columns.push(column);
	}
	return {axes, columns, values: Float64Array.from(trials, ({value}) => value)};
}

function placeOf(domain: Domain): ((value: ParameterValue) => number) | undefined {
	if (domain.kind === 'constant') return undefined;
	if (domain.kind === 'choice' || domain.kind === 'tuple') {
		const {length} = domain.values;
		if (length < 2) return undefined;
		const places = new Map(domain.values.map((value, index) => [JSON.stringify(value), index]));
		const scale = length > MOST_NAMES ? (index: number) => (index + 0.5) / length : (index: number) => index;
		return value => {
			const index = places.get(JSON.stringify(value));
			return index === undefined ? Number.NaN : scale(index);
		};
	}
	if (!(domain.max > domain.min)) return undefined;
	const scaled = (value: number): number => (domain.scale === 'log' ? Math.log(value) : value);
	const [low, high] = [scaled(domain.min), scaled(domain.max)];
	return value =>
		typeof value === 'number' ? Math.min(1, Math.max(0, (scaled(value) - low) / (high - low))) : Number.NaN;
}
