import {assertNever} from './errors.ts';
import {compileExpression, type ExecutionsLookup, type Lookup, truth} from './expression.ts';
import {parseNumber} from './number.ts';
import {parseQueryTree, type QueryTree} from './query-parser.ts';
import {formatScalar} from './space.ts';

/** The texts of a row's cells, for words that may stand anywhere. Called only when a word is looked for. */
export type Cells = () => readonly string[];

/** A compiled filter of rows. */
export type Query = {
	/** As it was written. */
	readonly source: string;
	/** Whether it lets every row pass. */
	readonly isEmpty: boolean;
	readonly test: (lookup: Lookup, cells: Cells, executions?: ExecutionsLookup) => boolean;
};

type Test = Query['test'];

/**
 * Compiles the one filter language of `/` and `--where`: expressions (`lr < 0.01 and state == "complete"`), or
 * clauses joined by a blank (and), `|` (or) and a leading `-` (not). A clause is a comparison (`lr>=1e-3`),
 * `key:value` (equal number, contained text, or a pattern with `*`) or a word that any cell contains. Case of letters
 * counts in comparisons only. A missing value makes a clause false.
 * @throws ExpressionError with the offset of the mistake.
 */
export function parseQuery(source: string): Query {
	const tree = parseQueryTree(source);
	return {source, isEmpty: tree.kind === 'everything', test: compile(tree)};
}

/** Whether a row passes. */
export function matches(query: Query, lookup: Lookup, cells: Cells, executions?: ExecutionsLookup): boolean {
	return query.test(lookup, cells, executions);
}

function compile(tree: QueryTree): Test {
	switch (tree.kind) {
		case 'everything':
			return () => true;
		case 'expression': {
			const evaluate = compileExpression(tree.expression);
			return (lookup, _, executions) => truth(evaluate(lookup, executions)) === true;
		}
		case 'field':
			return compileField(tree.key, tree.text);
		case 'word': {
			const fits = compileText(tree.text);
			return (_, cells) => cells().some(fits);
		}
		case 'not': {
			const operand = compile(tree.operand);
			return (lookup, cells, executions) => !operand(lookup, cells, executions);
		}
		case 'and': {
			const [left, right] = [compile(tree.left), compile(tree.right)];
			return (lookup, cells, executions) => left(lookup, cells, executions) && right(lookup, cells, executions);
		}
		case 'or': {
			const [left, right] = [compile(tree.left), compile(tree.right)];
			return (lookup, cells, executions) => left(lookup, cells, executions) || right(lookup, cells, executions);
		}
		default:
			return assertNever(tree);
	}
}

/** A number equals a number; anything else is compared as text. */
function compileField(key: string, text: string): Test {
	const wanted = parseNumber(text);
	const fits = compileText(text);
	return lookup => {
		const value = lookup(key);
		if (value === undefined) return false;
		if (typeof value === 'number' && wanted !== undefined) return Object.is(value, wanted) || value === wanted;
		return fits(formatScalar(value));
	};
}

/** Contains the text; with `*`, the whole cell fits the pattern. Case does not count. */
function compileText(text: string): (cell: string) => boolean {
	const pieces = text.toLowerCase().split('*');
	const [only = ''] = pieces;
	if (pieces.length === 1) return cell => cell.toLowerCase().includes(only);
	return cell => fitsPieces(cell.toLowerCase(), pieces);
}

/** Greedy and linear: the first piece begins the cell, the last one ends it, those between follow in order. */
function fitsPieces(cell: string, pieces: readonly string[]): boolean {
	const first = pieces[0] ?? '';
	const last = pieces.at(-1) ?? '';
	if (!cell.startsWith(first) || cell.length < first.length + last.length || !cell.endsWith(last)) return false;
	const end = cell.length - last.length;
	let offset = first.length;
	for (const piece of pieces.slice(1, -1)) {
		const found = cell.indexOf(piece, offset);
		if (found < 0 || found + piece.length > end) return false;
		offset = found + piece.length;
	}
	return true;
}
