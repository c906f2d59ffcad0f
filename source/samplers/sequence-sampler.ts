import {UserError} from '../domain/errors.ts';
import {compileExpression, type Evaluator, parseExpression, truth} from '../domain/expression/expression.ts';
import {orderParameters} from '../domain/space/enumerate-layout.ts';
import type {Sampler} from '../domain/sampler.ts';
import {columnsOf, type Parameter, type ParameterValue, type Scalar, type Space, varies} from '../domain/space.ts';
import {createExclusion} from './box.ts';
import {createDraw, type Draw} from './draw.ts';
import {createParamsBuilder} from './params-builder.ts';
import type {UnitSequence} from './sobol-sequence.ts';

/** Points in a row that may be excluded before the space is taken for empty. */
const MAX_EXCLUDED = 100_000;

/** A sequence of the unit cube, laid over a space. */
export type SequencePlan = {
	/** Index of the first trial's point. */
	readonly first: number;
	readonly sequence: UnitSequence;
	/** Parameters that have a coordinate, in the order of the coordinates; any other has a single value. */
	readonly parameters: readonly Parameter[];
	/** How a parameter's value is drawn; by default as random search does. */
	readonly drawOf?: (parameter: Parameter) => Draw;
};

/** Parameters with more than one value, in the order of the file: those worth a coordinate. */
export function variedParameters(space: Space): readonly Parameter[] {
	return space.parameters.filter(varies);
}

/**
 * A sampler that takes the points of a sequence in turn: trial n has point n, whatever ran before. Points that are
 * excluded are skipped, and then the n-th of the others is taken. The coordinate of an inactive parameter is unused.
 */
export function createSequenceSampler(space: Space, plan: SequencePlan): Sampler {
	const coordinates = new Float64Array(plan.parameters.length);
	const build = createPointBuilder(space, plan);
	const isExcluded = createExclusion(space);
	const pointAt = (index: number): Record<string, ParameterValue> => {
		plan.sequence(index, coordinates);
		return build(coordinates);
	};
	const accepted: number[] = [];
	const indexOf = (trial: number): number => {
		if (space.exclude.length === 0) return plan.first + trial - 1;
		for (let next = (accepted.at(-1) ?? plan.first - 1) + 1, misses = 0; accepted.length < trial; next += 1) {
			if (isExcluded(pointAt(next))) misses += 1;
			else misses = accepted.push(next) * 0;
			if (misses > MAX_EXCLUDED) {
				throw new UserError(
					`${MAX_EXCLUDED} points in a row were excluded`,
					'exclude leaves next to nothing of the space: narrow the ranges of the parameters instead',
				);
			}
		}
		return accepted[trial - 1] ?? 0;
	};
	return {size: undefined, tell: () => undefined, ask: ({trial}) => pointAt(indexOf(trial))};
}

type Place = {
	readonly name: string;
	readonly draw: Draw;
	readonly coordinate: number;
	readonly columns: readonly string[];
	readonly when: Evaluator | undefined;
};

function createPointBuilder(
	space: Space,
	{parameters, drawOf}: SequencePlan,
): (coordinates: Float64Array) => Record<string, ParameterValue> {
	const conditional = space.parameters.some(parameter => parameter.when !== undefined);
	const ordered = conditional ? orderParameters(space.parameters) : space.parameters;
	const places = ordered.map(
		(parameter): Place => ({
			name: parameter.name,
			draw: (drawOf ?? (p => createDraw(p.domain)))(parameter),
			coordinate: parameters.indexOf(parameter),
			columns: columnsOf(parameter),
			when: parameter.when === undefined ? undefined : compileExpression(parseExpression(parameter.when)),
		}),
	);
	const valueAt = (place: Place | undefined, coordinates: Float64Array): ParameterValue => {
		if (place === undefined) throw new RangeError('a place that no parameter has');
		return place.draw(place.coordinate < 0 ? 0 : (coordinates[place.coordinate] ?? 0));
	};
	if (!conditional) {
		const fill = createParamsBuilder(places.map(({name}) => name));
		return coordinates => fill(index => valueAt(places[index], coordinates));
	}
	const fileOrder = space.parameters.map(parameter => parameter.name);
	return coordinates => {
		const flat = new Map<string, Scalar>();
		const values = new Map<string, ParameterValue>();
		for (const place of places) {
			if (place.when !== undefined && truth(place.when(name => flat.get(name))) !== true) continue;
			const value = valueAt(place, coordinates);
			values.set(place.name, value);
			const cells = typeof value === 'object' ? value : [value];
			cells.forEach((cell, field) => flat.set(place.columns[field] ?? place.name, cell));
		}
		return Object.fromEntries(
			fileOrder.flatMap(name => {
				const value = values.get(name);
				return value === undefined ? [] : [[name, value]];
			}),
		);
	};
}
