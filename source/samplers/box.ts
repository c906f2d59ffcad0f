import {assertNever} from '../domain/errors.ts';
import {
	compileExpression,
	type Evaluator,
	type Lookup,
	parseExpression,
	truth,
} from '../domain/expression/expression.ts';
import {gridAxis} from '../domain/space/grid-axis.ts';
import {orderParameters} from '../domain/space/enumerate-layout.ts';
import {
	columnsOf,
	type Domain,
	flattenParams,
	type Parameter,
	type Params,
	type ParameterValue,
	type Scalar,
	type Space,
} from '../domain/space.ts';
import {createDistribution} from './distribution.ts';
import {createDraw} from './draw.ts';
import {hashText} from './philox.ts';

/**
 * How the values of a parameter lie in the unit interval. A real one fills it. An ordered one (whole, stepped, or a
 * list of at least three rising or falling numbers) cuts it into `count` cells, of equal width unless the scale is
 * logarithmic. A categorical one has `count` choices and no order: its coordinate is the index of the choice.
 */
export type Axis = {
	readonly name: string;
	readonly kind: 'real' | 'ordered' | 'categorical';
	/** Number of values; infinite for a real one. */
	readonly count: number;
	/** Two words that stand for the name in counters of random numbers. */
	readonly hash: readonly [number, number];
	/** The coordinate of a value (middle of its cell; index of a choice); undefined for a value that is none. */
	readonly encode: (value: ParameterValue) => number | undefined;
	/** The value at a coordinate. */
	readonly decode: (coordinate: number) => ParameterValue;
	/** Lower edge of an ordered axis' cell, 0 to 1; `edge(count)` is 1. */
	readonly edge: (cell: number) => number;
	/** Cell of an ordered axis that a coordinate lies in. */
	readonly cellOf: (coordinate: number) => number;
};

/** One coordinate an axis; NaN where the axis is inactive. */
export type Point = Float64Array;

/** A space as a unit box: what samplers that learn compute in. Parameters with a single value are no axes. */
export type Box = {
	/** In an order in which conditions read earlier axes only. */
	readonly axes: readonly Axis[];
	/** Whether every point of the box is one of the space: no conditions, no exclusions. */
	readonly free: boolean;
	/** The coordinates of params; undefined where a value is not in the space. */
	readonly encode: (params: Params) => Point | undefined;
	/**
	 * Fills a point axis by axis: `choose` gives the coordinate of each active one; the rest become NaN.
	 * Gives the params, or undefined where an exclusion holds.
	 */
	readonly build: (point: Point, choose: (axis: number) => number) => Params | undefined;
};

const BELOW_ONE = 1 - 2 ** -53;

/** The unit box of a space. */
export function createBox(space: Space): Box {
	const steps = orderParameters(space.parameters).map(describeStep);
	const axes: Axis[] = [];
	const axisOf = steps.map(step => (step.axis === undefined ? -1 : axes.push(step.axis) - 1));
	const excludes = space.exclude.map(source => compileExpression(parseExpression(source)));
	const fileOrder = space.parameters.map(parameter => steps.findIndex(step => step.parameter === parameter));
	const conditions = excludes.length > 0 || steps.some(step => step.when !== undefined);
	return {
		axes,
		free: !conditions,
		encode: params => encodeParams(steps, axes, params),
		build: (point, choose) => {
			const values: (ParameterValue | undefined)[] = [];
			const flat = new Map<string, Scalar>();
			const lookup: Lookup = name => flat.get(name);
			for (const [place, {axis, fixed, when, columns}] of steps.entries()) {
				const index = axisOf[place] ?? -1;
				const active = when === undefined || truth(when(lookup)) === true;
				if (axis !== undefined) point[index] = active ? choose(index) : Number.NaN;
				const value = !active ? undefined : axis === undefined ? fixed : axis.decode(point[index] ?? 0);
				values.push(value);
				if (!conditions || value === undefined) continue;
				if (typeof value === 'object') value.forEach((cell, field) => flat.set(columns[field] ?? '', cell));
				else flat.set(columns[0] ?? '', value);
			}
			if (excludes.some(exclude => truth(exclude(lookup)) === true)) return undefined;
			return Object.fromEntries(
				fileOrder.flatMap(place => {
					const value = values[place];
					return value === undefined ? [] : [[steps[place]?.parameter.name ?? '', value]];
				}),
			);
		},
	};
}

/** Whether exclusions of a space hold for params. */
export function createExclusion(space: Space): (params: Params) => boolean {
	const excludes = space.exclude.map(source => compileExpression(parseExpression(source)));
	return params => {
		if (excludes.length === 0) return false;
		const flat = flattenParams(space, params);
		return excludes.some(exclude => truth(exclude(name => flat.get(name))) === true);
	};
}

/** A parameter on the way to a point: an axis, or a value that never changes. */
type Step = {
	readonly parameter: Parameter;
	readonly columns: readonly string[];
	readonly when: Evaluator | undefined;
	readonly axis: Axis | undefined;
	readonly fixed: ParameterValue | undefined;
};

function describeStep(parameter: Parameter): Step {
	const draw = createDraw(parameter.domain);
	const axis = describeAxis(parameter, draw);
	return {
		parameter,
		columns: columnsOf(parameter),
		when: parameter.when === undefined ? undefined : compileExpression(parseExpression(parameter.when)),
		axis,
		fixed: axis === undefined ? draw(0) : undefined,
	};
}

function encodeParams(steps: readonly Step[], axes: readonly Axis[], params: Params): Point | undefined {
	const point = new Float64Array(axes.length).fill(Number.NaN);
	let index = 0;
	for (const {parameter, axis} of steps) {
		if (axis === undefined) continue;
		if (Object.hasOwn(params, parameter.name)) {
			const value = params[parameter.name];
			const coordinate = value === undefined ? undefined : axis.encode(value);
			if (coordinate === undefined) return undefined;
			point[index] = coordinate;
		}
		index += 1;
	}
	return point;
}

type Draw = ReturnType<typeof createDraw>;

function describeAxis({name, domain}: Parameter, draw: Draw): Axis | undefined {
	const base = {name, hash: hashText(name)};
	const between = (coordinate: number): ParameterValue => draw(Math.min(BELOW_ONE, Math.max(0, coordinate)));
	switch (domain.kind) {
		case 'constant':
			return undefined;
		case 'choice':
		case 'tuple':
			if (domain.values.length < 2) return undefined;
			return listedAxis(base, domain.values, between, domain.kind === 'choice' ? domain.weights : undefined);
		case 'integer':
		case 'real': {
			if (!(domain.max > domain.min)) return undefined;
			if (domain.kind === 'real' && domain.step === undefined) return realAxis(base, between, placeOf(domain));
			return steppedAxis(base, {...domain, step: domain.step ?? 1}, between);
		}
		default:
			return assertNever(domain);
	}
}

type Base = Pick<Axis, 'name' | 'hash'>;
type Ranged = Extract<Domain, {kind: 'integer' | 'real'}>;

function listedAxis(
	base: Base,
	values: readonly ParameterValue[],
	between: Axis['decode'],
	weights: readonly number[] | undefined,
): Axis {
	const count = values.length;
	const indexes = new Map(values.map((value, index) => [JSON.stringify(value), index]));
	// Cells of unequal shares are no even steps: the values are then taken as choices.
	const isOrdered = weights === undefined && isMonotonic(values);
	return {
		...base,
		kind: isOrdered ? 'ordered' : 'categorical',
		count,
		encode: value => {
			const index = indexes.get(JSON.stringify(value));
			return index === undefined || !isOrdered ? index : (index + 0.5) / count;
		},
		decode: isOrdered ? between : index => values[index] ?? values[0] ?? Number.NaN,
		...evenCells(count),
	};
}

function isMonotonic(values: readonly ParameterValue[]): boolean {
	if (values.length < 3) return false;
	const sign = Math.sign(Number(values[1]) - Number(values[0]));
	return values.every((value, index) => {
		const next = values[index + 1];
		if (typeof value !== 'number') return false;
		return next === undefined || (typeof next === 'number' && Math.sign(next - value) === sign && sign !== 0);
	});
}

function evenCells(count: number): Pick<Axis, 'edge' | 'cellOf'> {
	return {
		edge: cell => cell / count,
		cellOf: coordinate => Math.min(count - 1, Math.max(0, Math.floor(coordinate * count))),
	};
}

/** Where a value of a real domain lies from 0 to 1; undefined outside of it. */
function placeOf(domain: Extract<Domain, {kind: 'real'}>): (value: number) => number | undefined {
	if (domain.distribution !== undefined || domain.quantum !== undefined) return createDistribution(domain).place;
	const {min, max, scale} = domain;
	// Halves, as the difference of two large doubles may be infinite.
	const scaled = scale === 'log' ? Math.log : (value: number) => value / 2;
	const low = scaled(min);
	const width = scaled(max) - low;
	return value => {
		const place = scaled(value) - low;
		return place >= 0 && place <= width ? place / width : undefined;
	};
}

function realAxis(base: Base, between: Axis['decode'], place: (value: number) => number | undefined): Axis {
	return {
		...base,
		kind: 'real',
		count: Number.POSITIVE_INFINITY,
		encode: value => (typeof value === 'number' ? place(value) : undefined),
		decode: between,
		edge: cell => cell,
		cellOf: () => 0,
	};
}

function steppedAxis(base: Base, domain: Ranged & {readonly step: number}, between: Axis['decode']): Axis | undefined {
	const {min, step, scale} = domain;
	const {points: _points, ...unpointed} = domain;
	const count = gridAxis({...unpointed, scale: 'linear'})?.count ?? 0;
	if (count < 2) return undefined;
	const cellOfValue = (value: ParameterValue): number | undefined => {
		const cell = typeof value === 'number' ? Math.round((value - min) / step) : -1;
		return cell >= 0 && cell < count ? cell : undefined;
	};
	if (scale !== 'log' || domain.kind === 'real') {
		const encode = (value: ParameterValue): number | undefined => {
			const cell = cellOfValue(value);
			return cell === undefined ? undefined : (cell + 0.5) / count;
		};
		return {...base, kind: 'ordered', count, encode, decode: between, ...evenCells(count)};
	}
	const low = Math.log(min - step / 2);
	const width = Math.log(min + (count - 0.5) * step) - low;
	const place = (value: number): number => (Math.log(value) - low) / width;
	return {
		...base,
		kind: 'ordered',
		count,
		encode: value => {
			const cell = cellOfValue(value);
			return cell === undefined ? undefined : place(min + cell * step);
		},
		decode: between,
		edge: cell => (cell === 0 ? 0 : cell >= count ? 1 : place(min + (cell - 0.5) * step)),
		cellOf: coordinate => {
			const cell = Math.round((Math.exp(low + coordinate * width) - min) / step);
			return Math.min(count - 1, Math.max(0, cell));
		},
	};
}
