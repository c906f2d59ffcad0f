import {
	type Expression,
	ExpressionError,
	namesOf,
	nameUses,
	type NameUse,
	parseExpression,
} from '../domain/expression/expression.ts';
import {throwAll, type UserError} from '../domain/errors.ts';
import {nameHint} from '../domain/text/nearest.ts';
import {columnsOf, type Parameter} from '../domain/space.ts';
import {mistake, placeInside, quoted, type Span, type TextNode} from '../domain/text/document.ts';

/** Names that an expression may use, and what they are called together. */
export type Vocabulary = {
	readonly names: ReadonlySet<string>;
	/** Names that no list holds: columns of rails. */
	readonly accepts?: (name: string) => boolean;
	/** For messages: `no parameter "x"`. */
	readonly noun: string;
	/** Whether `mean` and `std` have executions to range over. */
	readonly hasExecutions: boolean;
	readonly parameters: readonly Parameter[];
};

/**
 * Parses an expression of the file and checks the names in it.
 * @throws UserError at the character of each mistake.
 */
export function readExpression(node: TextNode, vocabulary: Vocabulary): Expression {
	const expression = parseAt(node);
	throwAll(nameUses(expression).flatMap(use => refuseUse(use, placeInside(node, use.offset), vocabulary)));
	return expression;
}

/** What is wrong with a name where it is used: one mistake or none. */
function refuseUse({role, name}: NameUse, at: Span, vocabulary: Vocabulary): readonly UserError[] {
	if (role === 'executions' && !vocabulary.hasExecutions)
		return [mistake(at, 'mean() and std() range over executions, which a parameter does not have')];
	if (vocabulary.names.has(name) || vocabulary.accepts?.(name) === true) return [];
	const tuple = vocabulary.parameters.find(p => p.name === name && p.domain.kind === 'tuple');
	if (tuple !== undefined)
		return [mistake(at, `${quoted(name)} is a tuple`, `use one of its fields: ${columnsOf(tuple).join(', ')}`)];
	return [mistake(at, `no ${vocabulary.noun} ${quoted(name)}`, suggest(name, vocabulary))];
}

function suggest(name: string, {names, noun}: Vocabulary): string {
	const hint = nameHint(name, names);
	if (hint !== undefined) return `${hint.charAt(0).toLowerCase()}${hint.slice(1)}`;
	return `text stands in quotes: '${name}'; a ${noun} must be one of the sweep's`;
}

function parseAt(node: TextNode): Expression {
	try {
		return parseExpression(node.value);
	} catch (error) {
		if (error instanceof ExpressionError) throw mistake(placeInside(node, error.offset), error.message, error.hint);
		throw error;
	}
}

/** A thing whose expression reads others of its kind. */
export type Dependent = {readonly names: readonly string[]; readonly node: TextNode; readonly expression: Expression};

/** @throws UserError at the first of the things whose expressions depend on each other in a circle. */
export function refuseCycles(things: readonly Dependent[]): void {
	const ownerOf = new Map(things.flatMap(thing => thing.names.map(name => [name, thing] as const)));
	const done = new Set<Dependent>();
	const visit = (thing: Dependent, path: readonly Dependent[]): void => {
		if (done.has(thing)) return;
		const start = path.indexOf(thing);
		if (start >= 0) {
			const circle = [...path.slice(start), thing].map(member => member.names[0] ?? '');
			const problem =
				circle.length === 2
					? `the expression of ${quoted(circle[0] ?? '')} depends on itself`
					: `these depend on each other: ${circle.join(' → ')}`;
			throw mistake(thing.node, problem);
		}
		for (const name of namesOf(thing.expression)) {
			const next = ownerOf.get(name);
			if (next !== undefined) visit(next, [...path, thing]);
		}
		done.add(thing);
	};
	for (const thing of things) visit(thing, []);
}
