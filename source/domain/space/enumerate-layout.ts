import {
	compileExpression,
	type Evaluator,
	type Lookup,
	namesOf,
	parseExpression,
	truth,
} from '../expression/expression.ts';
import {type GridAxis, gridAxis} from './grid-axis.ts';
import {
	columnsOf,
	isSameValue,
	type Parameter,
	type Params,
	type ParameterValue,
	type Scalar,
	type Space,
} from '../space.ts';

/** A condition, and the axes that it reads, by their index. */
export type Condition = {readonly evaluate: Evaluator; readonly axes: readonly number[]};

/** One axis of the tree that an enumeration walks. */
export type EnumerationAxis = {
	readonly parameter: Parameter;
	readonly grid: GridAxis;
	/** The axis exists only where this holds; it reads axes before this one. */
	readonly when: Condition | undefined;
	/** Exclusions whose last axis is this one. */
	readonly excludes: readonly Condition[];
};

/**
 * Axes in walking order: those of knobs first, as a hardware setting takes long to settle, then that of the file; but a
 * parameter stands after those that its `when` reads.
 */
export type Layout = {
	readonly axes: readonly EnumerationAxis[];
	/** An exclusion without names holds, so nothing is left. */
	readonly empty: boolean;
};

/** A point under construction: which index each axis has, and what its columns read. */
export type Binding = {
	/** Takes a value by index; -1 is inactive. */
	readonly bind: (axis: number, index: number) => void;
	/** Whether the axis exists, given the axes before it. */
	readonly isActive: (axis: number) => boolean;
	/** Whether an exclusion that ends at this axis holds. */
	readonly isExcluded: (axis: number) => boolean;
	/** Indexes by axis, -1 where inactive. Owned by the binding. */
	readonly indexes: readonly number[];
	/** The point, parameters in the order of the file. */
	readonly params: () => Params;
	/** Whether the point is the one of some params: without making it. */
	readonly isAt: (params: Params) => boolean;
};

/**
 * Orders the axes of a space and finds where each condition can first be decided; undefined when an axis has no
 * grid values.
 */
export function layOut(space: Space): Layout | undefined {
	const ordered = orderParameters(space.parameters);
	const axisOf = new Map(
		ordered.flatMap((parameter, axis) => columnsOf(parameter).map(column => [column, axis] as const)),
	);
	const condition = (source: string): Condition => {
		const expression = parseExpression(source);
		const axes = namesOf(expression).flatMap(name => axisOf.get(name) ?? []);
		return {evaluate: compileExpression(expression), axes: [...new Set(axes)]};
	};
	const excludes = space.exclude.map(condition);
	const axes: EnumerationAxis[] = [];
	for (const [index, parameter] of ordered.entries()) {
		const grid = gridAxis(parameter.domain);
		if (grid === undefined) return undefined;
		axes.push({
			parameter,
			grid,
			when: parameter.when === undefined ? undefined : condition(parameter.when),
			excludes: excludes.filter(exclude => exclude.axes.length > 0 && Math.max(...exclude.axes) === index),
		});
	}
	const empty = excludes.some(
		exclude => exclude.axes.length === 0 && truth(exclude.evaluate(() => undefined)) === true,
	);
	return {axes, empty};
}

/**
 * Parameters so that each stands after those that its `when` reads, else those of knobs first, else in the order given.
 * @throws RangeError on a cycle; a checked sweep has none.
 */
export function orderParameters(parameters: readonly Parameter[]): readonly Parameter[] {
	const owner = new Map(
		parameters.flatMap(parameter => columnsOf(parameter).map(column => [column, parameter] as const)),
	);
	const ordered = new Set<Parameter>();
	const open = new Set<Parameter>();
	const visit = (parameter: Parameter): void => {
		if (ordered.has(parameter)) return;
		if (open.has(parameter)) throw new RangeError(`the condition of "${parameter.name}" depends on itself`);
		open.add(parameter);
		const names = parameter.when === undefined ? [] : namesOf(parseExpression(parameter.when));
		for (const name of names) {
			const before = owner.get(name);
			if (before !== undefined) visit(before);
		}
		ordered.add(parameter);
	};
	for (const parameter of parameters) if (parameter.knob !== undefined) visit(parameter);
	parameters.forEach(visit);
	return [...ordered];
}

/** Longest axis whose values are kept once they were computed. */
const MOST_KEPT = 4096;

/** Steps are added in decimals, which takes longer than a walk over a grid should. */
function rememberValues(grid: GridAxis): Pick<GridAxis, 'at'> {
	if (grid.count > MOST_KEPT) return grid;
	const values: ParameterValue[] = [];
	return {
		at: index => {
			const value = values[index] ?? grid.at(index);
			values[index] = value;
			return value;
		},
	};
}

/** An empty binding over a layout. */
export function createBinding(layout: Layout, fileOrder: readonly Parameter[]): Binding {
	const {axes} = layout;
	const slots = new Map<string, number>();
	const firstSlot = axes.map(axis => {
		const first = slots.size;
		for (const column of columnsOf(axis.parameter)) slots.set(column, slots.size);
		return first;
	});
	const columns: (Scalar | undefined)[] = Array.from({length: slots.size}, () => undefined);
	const values: (ParameterValue | undefined)[] = axes.map(() => undefined);
	const indexes = axes.map(() => -1);
	const known = axes.map(({grid}) => rememberValues(grid));
	const fileAxes = fileOrder.map(parameter => ({
		name: parameter.name,
		axis: axes.findIndex(a => a.parameter === parameter),
	}));
	const lookup: Lookup = name => {
		const slot = slots.get(name);
		return slot === undefined ? undefined : columns[slot];
	};
	const bind = (axis: number, index: number): void => {
		const value = index < 0 ? undefined : known[axis]?.at(index);
		const first = firstSlot[axis] ?? 0;
		const end = firstSlot[axis + 1] ?? slots.size;
		indexes[axis] = index;
		values[axis] = value;
		for (let slot = first; slot < end; slot += 1)
			columns[slot] = typeof value === 'object' ? value[slot - first] : value;
	};
	return {
		bind,
		indexes,
		isActive: axis => {
			const when = axes[axis]?.when;
			return when === undefined || truth(when.evaluate(lookup)) === true;
		},
		isExcluded: axis => {
			for (const exclude of axes[axis]?.excludes ?? []) if (truth(exclude.evaluate(lookup)) === true) return true;
			return false;
		},
		isAt: params => {
			// What is inherited differs from any value.
			for (const {name, axis} of fileAxes) if (!isSameValue(values[axis], params[name])) return false;
			return true;
		},
		params: () => {
			const params: Record<string, ParameterValue> = {};
			for (const {name, axis} of fileAxes) {
				const value = values[axis];
				if (value === undefined) continue;
				// Assigning this name would set the prototype; defining all of them would be slow.
				if (name === '__proto__')
					Object.defineProperty(params, name, {value, enumerable: true, configurable: true, writable: true});
				else params[name] = value;
			}
			return params;
		},
	};
}
