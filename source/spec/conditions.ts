import {type Expression, ExpressionError, namesOf, nameUses, parseExpression} from '../domain/expression.ts';
import {nearestName} from '../domain/nearest.ts';
import {columnsOf, type Parameter} from '../domain/space.ts';
import {mistake, placeInside, quoted, type TextNode} from '../domain/document.ts';

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
 * @throws UserError at the character of the mistake.
 */
export function readExpression(node: TextNode, vocabulary: Vocabulary): Expression {
	const expression = parseAt(node);
	for (const use of nameUses(expression)) {
		const at = placeInside(node, use.offset);
		if (use.role === 'executions' && !vocabulary.hasExecutions) {
			throw mistake(at, 'mean() and std() range over executions, which a parameter does not have');
		}
		if (vocabulary.names.has(use.name) || vocabulary.accepts?.(use.name) === true) continue;
		const tuple = vocabulary.parameters.find(p => p.name === use.name && p.domain.kind === 'tuple');
		if (tuple !== undefined)
			throw mistake(at, `${quoted(use.name)} is a tuple`, `use one of its fields: ${columnsOf(tuple).join(', ')}`);
		throw mistake(at, `no ${vocabulary.noun} ${quoted(use.name)}`, suggest(use.name, vocabulary));
	}
	return expression;
}

function suggest(name: string, {names, noun}: Vocabulary): string {
	const nearest = nearestName(name, names);
	if (nearest !== undefined) return `did you mean "${nearest}"?`;
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
