import fc from 'fast-check';
import {evaluate, parseExpression} from '../../source/domain/expression/expression.ts';
import {gridAxis} from '../../source/domain/space/grid-axis.ts';
import {
	canonicalKey,
	type Domain,
	flattenParams,
	type Parameter,
	type Params,
	type ParameterValue,
	type Space,
} from '../../source/domain/space.ts';

const NAMES = ['a', 'b', 'c', 'd'] as const;

const domain: fc.Arbitrary<Domain> = fc.oneof(
	fc.record({kind: fc.constant('constant' as const), value: fc.integer({min: 0, max: 3})}),
	fc.record({
		kind: fc.constant('choice' as const),
		values: fc.uniqueArray(fc.integer({min: 0, max: 5}), {minLength: 1, maxLength: 4}),
	}),
	fc.record({
		kind: fc.constant('integer' as const),
		min: fc.constant(0),
		max: fc.integer({min: 0, max: 5}),
		step: fc.integer({min: 1, max: 2}),
		scale: fc.constant('linear' as const),
	}),
);

/** A comparison of two of the names, or of one with a number. */
function comparison(names: readonly string[]): fc.Arbitrary<string> {
	const operand = fc.oneof(fc.constantFrom(...names), fc.integer({min: 0, max: 4}).map(String));
	return fc
		.tuple(fc.constantFrom(...names), fc.constantFrom('==', '<', '>=', '!='), operand)
		.map(([left, operator, right]) => `${left} ${operator} ${right}`);
}

function condition(names: readonly string[]): fc.Arbitrary<string> {
	const one = comparison(names);
	return fc.oneof(
		one,
		fc.tuple(one, fc.constantFrom('and', 'or'), one).map(parts => parts.join(' ')),
		fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)).map(([x, y]) => `(${x} + ${y}) % 3 == 0`),
	);
}

/** Small spaces with conditions (on any other parameter, without circles) and exclusions. */
export const smallSpace: fc.Arbitrary<Space> = fc
	.tuple(fc.integer({min: 1, max: NAMES.length}), fc.shuffledSubarray([...NAMES], {minLength: NAMES.length}))
	.chain(([count, rank]) => {
		const names = NAMES.slice(0, count);
		const parameters = names.map(name => {
			// A condition reads only names of lower rank, so that there is no circle; file order is another order.
			const lower = names.filter(other => rank.indexOf(other) < rank.indexOf(name));
			const when = lower.length === 0 ? fc.constant(undefined) : fc.option(condition(lower), {nil: undefined});
			return fc
				.tuple(domain, when)
				.map(([d, w]): Parameter => (w === undefined ? {name, domain: d} : {name, domain: d, when: w}));
		});
		return fc.record({parameters: fc.tuple(...parameters), exclude: fc.array(condition(names), {maxLength: 2})});
	});

/** Every point of a small space, found the slow way: the whole product, each point made consistent. */
export function bruteForce(space: Space): ReadonlyMap<string, Params> {
	const found = new Map<string, Params>();
	const holds = (source: string, params: Params): boolean => {
		const flat = flattenParams(space, params);
		return evaluate(parseExpression(source), name => flat.get(name)) === true;
	};
	const settle = (all: Params): Params => {
		// Conditions have no circles: after as many rounds as parameters, each has seen its final inputs.
		let params = all;
		for (const _ of space.parameters) {
			const seen = params;
			const active = space.parameters.filter(parameter => parameter.when === undefined || holds(parameter.when, seen));
			params = Object.fromEntries(active.map(({name}) => [name, all[name] ?? 0]));
		}
		return params;
	};
	const visit = (index: number, chosen: readonly (readonly [string, ParameterValue])[]): void => {
		const parameter = space.parameters[index];
		if (parameter === undefined) {
			const params = settle(Object.fromEntries(chosen));
			if (!space.exclude.some(source => holds(source, params))) found.set(canonicalKey(space, params), params);
			return;
		}
		const axis = gridAxis(parameter.domain);
		for (let value = 0; value < (axis?.count ?? 0); value += 1) {
			visit(index + 1, [...chosen, [parameter.name, axis?.at(value) ?? 0]]);
		}
	};
	visit(0, []);
	return found;
}
