import {createEnumeration} from '../domain/space/enumerate.ts';
import {orderParameters} from '../domain/space/enumerate-layout.ts';
import {UserError} from '../domain/errors.ts';
import {compileExpression, type Evaluator, parseExpression, truth} from '../domain/expression/expression.ts';
import type {Sampler, SamplerContext, SamplerDefinition} from '../domain/sampler.ts';
import {columnsOf, type Parameter, type Params, type ParameterValue, type Scalar, type Space} from '../domain/space.ts';
import {createDraw, type Draw} from './draw.ts';
import {checkOptions} from './options.ts';
import {createParamsBuilder} from './params-builder.ts';
import {hashText, philox4x32, unitInterval} from './philox.ts';

/** Draws of one trial that may be excluded before the space is taken for empty. */
const MAX_DRAWS = 10_000;

/**
 * Independent uniform draws. Draw k of trial n of parameter p is a hash of (seed, n, k, p): a suggestion does not
 * depend on what ran before, nor on how many run at once. Points may repeat.
 */
export const random = {
	id: 'random',
	aliases: [],
	title: 'independent uniform draws',
	options: {},
	exhaustive: false,
	learns: false,
	create: (context, options) => {
		checkOptions(random, options);
		return createRandomSampler(context);
	},
} as const satisfies SamplerDefinition;

/** A parameter, ready to be drawn. */
type Axis = {
	readonly draw: Draw;
	readonly parameter: Parameter;
	readonly columns: readonly string[];
	readonly hash: readonly [number, number];
	readonly when: Evaluator | undefined;
};

/** The random sampler of a space; `ask` throws a UserError when 10,000 draws in a row are excluded. */
export function createRandomSampler({space, seed}: SamplerContext): Sampler {
	const axes = orderParameters(space.parameters).map(describeAxis);
	const excludes = space.exclude.map(source => compileExpression(parseExpression(source)));
	if (excludes.length === 0 && axes.every(axis => axis.when === undefined)) return createFreeSampler(space, seed);
	return {
		size: undefined,
		tell: () => undefined,
		ask: ({trial}) => {
			for (let attempt = 0; attempt < MAX_DRAWS; attempt += 1) {
				const flat = new Map<string, Scalar>();
				const values = drawPoint(axes, flat, {seed, trial, attempt});
				if (!excludes.some(exclude => truth(exclude(name => flat.get(name))) === true))
					return inFileOrder(space, values);
			}
			return anyPoint(space, {seed, trial});
		},
	};
}

/** Where no point is excluded and no parameter inactive, each value is drawn by itself. */
function createFreeSampler(space: Space, seed: number): Sampler {
	const axes = space.parameters.map(describeAxis);
	const build = createParamsBuilder(axes.map(({parameter}) => parameter.name));
	return {
		size: undefined,
		tell: () => undefined,
		ask: ({trial}) =>
			build(place => {
				const axis = axes[place];
				if (axis === undefined) throw new RangeError(`the space has no parameter ${place}`);
				const words = philox4x32([trial, 0, axis.hash[0], axis.hash[1]], [seed, 0]);
				return axis.draw(unitInterval(words[0], words[1]));
			}),
	};
}

function describeAxis(parameter: Parameter): Axis {
	return {
		draw: createDraw(parameter.domain),
		parameter,
		columns: columnsOf(parameter),
		hash: hashText(parameter.name),
		when: parameter.when === undefined ? undefined : compileExpression(parseExpression(parameter.when)),
	};
}

type Coordinates = {readonly seed: number; readonly trial: number; readonly attempt: number};

function drawPoint(
	axes: readonly Axis[],
	flat: Map<string, Scalar>,
	at: Coordinates,
): ReadonlyMap<string, ParameterValue> {
	const values = new Map<string, ParameterValue>();
	for (const {parameter, draw, columns, hash, when} of axes) {
		if (when !== undefined && truth(when(name => flat.get(name))) !== true) continue;
		const words = philox4x32([at.trial, at.attempt, hash[0], hash[1]], [at.seed, 0]);
		const value = draw(unitInterval(words[0], words[1]));
		values.set(parameter.name, value);
		const cells = typeof value === 'object' ? value : [value];
		cells.forEach((cell, index) => flat.set(columns[index] ?? parameter.name, cell));
	}
	return values;
}

function inFileOrder(space: Space, values: ReadonlyMap<string, ParameterValue>): Params {
	const entries: [string, ParameterValue][] = [];
	for (const {name} of space.parameters) {
		const value = values.get(name);
		if (value !== undefined) entries.push([name, value]);
	}
	return Object.fromEntries(entries);
}

/** Where exclusions leave next to nothing: a point by its rank, if the points can be counted. */
function anyPoint(space: Space, {seed, trial}: {readonly seed: number; readonly trial: number}): Params {
	const enumeration = createEnumeration(space);
	if (enumeration?.size.exact === true && enumeration.size.count > 0n) {
		const [a, b] = philox4x32([trial, MAX_DRAWS, 0, 0], [seed, 0]);
		const point = enumeration.unrank(((BigInt(a) << 32n) | BigInt(b)) % enumeration.size.count);
		if (point !== undefined) return point;
	}
	throw new UserError(
		`${MAX_DRAWS} random points in a row were excluded`,
		'exclude leaves next to nothing of the space: narrow the ranges of the parameters instead',
	);
}
