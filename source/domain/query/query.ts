import {assertNever, messageOf} from '../errors.ts';
import {
	compileExpression,
	type ExecutionsLookup,
	ExpressionError,
	type Lookup,
	nameUses,
	truth,
} from '../expression/expression.ts';
import {parseNumber} from '../number.ts';
import {parseQueryTree, type QueryTree} from './query-parser.ts';
import {formatScalar, type Scalar} from '../space.ts';
import type {Column} from '../column/trial-columns.ts';

/** Whether any text of a row's cells fits, of those that words are looked for in; see {@link createCellSearch}. */
export type Cells = (fits: (text: string) => boolean) => boolean;

/**
 * Numbers in which a query's words and patterns may stand: none without a digit, whole ones for `512`, any for `0.05`,
 * `1e-3`, `nan`, or a pattern of any character.
 */
export type SearchedNumbers = 'none' | 'whole' | 'any';

/**
 * Whether words and patterns without a column's name are looked for in a cell: in all texts, in the numbers of trials
 * and in parameters. Not in what was measured, whose long digits hold any short number by chance, nor in times.
 */
function isSearched(
	{name, group}: Pick<Column<never>, 'name' | 'group'>,
	cell: Scalar,
	numbers: SearchedNumbers,
): boolean {
	if (name === 'started_at' || name === 'duration_s') return false;
	if (typeof cell !== 'number') return true;
	if (group === 'metric' || group === 'telemetry') return false;
	return numbers === 'any' || (numbers === 'whole' && Number.isInteger(cell));
}

/** A column whose cells words are looked for in; `isNumeric` where none of them is a text. */
export type SearchedColumn<Row> = Pick<Column<Row>, 'name' | 'group' | 'cell'> & {readonly isNumeric?: boolean};

/** Looks for words in the cells of rows, up to the first that fits. A column that is never looked in is not asked. */
export function createCellSearch<Row>(
	columns: readonly SearchedColumn<Row>[],
	numbers: SearchedNumbers,
): (row: Row, fits: (text: string) => boolean) => boolean {
	const searched = columns.filter(column => isSearched(column, column.isNumeric === true ? 0 : '', numbers));
	return (row, fits) => {
		for (const column of searched) {
			const cell = column.cell(row);
			if (typeof cell === 'string') {
				if (fits(cell)) return true;
			} else if (cell !== undefined && isSearched(column, cell, numbers) && fits(formatScalar(cell))) return true;
		}
		return false;
	};
}

/** A compiled filter of rows. */
export type Query = {
	/** As it was written. */
	readonly source: string;
	/** Whether it lets every row pass. */
	readonly isEmpty: boolean;
	readonly searchedNumbers: SearchedNumbers;
	/** The columns that it asks for, in order of appearance, as they were written. */
	readonly names: readonly string[];
	readonly test: (lookup: Lookup, cells: Cells, executions?: ExecutionsLookup) => boolean;
};

type Test = Query['test'];

/**
 * Compiles a person's regular expression into a search. It runs in time linear in the text, so that no pattern stops
 * the program. Throws for a source that is none.
 */
export type PatternCompiler = (source: string) => (text: string) => boolean;

/** Names that a person may write for a column that is called otherwise. */
const ALIASES: ReadonlyMap<string, string> = new Map([['tag', 'tags']]);

/** The value of a column, by its name or by its alias. */
function cellNamed(lookup: Lookup, key: string): ReturnType<Lookup> {
	const alias = ALIASES.get(key);
	return lookup(key) ?? (alias === undefined ? undefined : lookup(alias));
}

/** Whether a name of a query is that of one of these columns. */
export function isColumnNamed(name: string, columns: ReadonlySet<string>): boolean {
	const alias = ALIASES.get(name);
	return columns.has(name) || (alias !== undefined && columns.has(alias));
}

/**
 * Compiles the one filter language of `/` and `--where`: expressions (`lr < 0.01 and state == "complete"`), or
 * clauses joined by a blank (and), `|` (or) and a leading `-` (not). A clause is a comparison (`lr>=1e-3`),
 * `key:value` (equal number, contained text, or a pattern with `*`), `has:key`, a word that any cell contains, or a
 * regular expression between slashes in place of a value or word. Case of letters counts in comparisons only. A missing
 * value makes a clause false.
 * @param pattern compiles regular expressions; without it they are refused.
 * @throws ExpressionError with the offset of the mistake.
 */
export function parseQuery(source: string, pattern?: PatternCompiler): Query {
	const tree = parseQueryTree(source);
	return {
		source,
		isEmpty: tree.kind === 'everything',
		searchedNumbers: searchedNumbers(tree),
		names: [...new Set(namesOf(tree))],
		test: compile(tree, pattern),
	};
}

/** The widest of what two parts of a query are looked for in. */
function widest(a: SearchedNumbers, b: SearchedNumbers): SearchedNumbers {
	if (a === 'any' || b === 'any') return 'any';
	return a === 'whole' || b === 'whole' ? 'whole' : 'none';
}

function searchedNumbers(tree: QueryTree): SearchedNumbers {
	switch (tree.kind) {
		case 'word':
			if (/^\**$|\.|\de|nan|inf/i.test(tree.text)) return 'any';
			return /\d/.test(tree.text) ? 'whole' : 'none';
		case 'pattern':
			// A class, an escape or a dot may be a digit.
			return tree.key === undefined && /[\d.[\\]|nan|inf/i.test(tree.source) ? 'any' : 'none';
		case 'not':
			return searchedNumbers(tree.operand);
		case 'and':
		case 'or':
			return widest(searchedNumbers(tree.left), searchedNumbers(tree.right));
		case 'everything':
		case 'expression':
		case 'field':
		case 'has':
			return 'none';
		default:
			return assertNever(tree);
	}
}

function namesOf(tree: QueryTree): readonly string[] {
	switch (tree.kind) {
		case 'everything':
		case 'word':
			return [];
		case 'expression':
			return nameUses(tree.expression).map(use => use.name);
		case 'field':
		case 'has':
			return [tree.key];
		case 'pattern':
			return tree.key === undefined ? [] : [tree.key];
		case 'not':
			return namesOf(tree.operand);
		case 'and':
		case 'or':
			return [...namesOf(tree.left), ...namesOf(tree.right)];
		default:
			return assertNever(tree);
	}
}

/** Whether a row passes. */
export function matches(query: Query, lookup: Lookup, cells: Cells, executions?: ExecutionsLookup): boolean {
	return query.test(lookup, cells, executions);
}

function compile(tree: QueryTree, pattern: PatternCompiler | undefined): Test {
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
			return (_, cells) => cells(fits);
		}
		case 'has': {
			const {key} = tree;
			return lookup => {
				const value = cellNamed(lookup, key);
				return value !== undefined && value !== '';
			};
		}
		case 'pattern':
			return compilePattern(tree, pattern);
		case 'not': {
			const operand = compile(tree.operand, pattern);
			return (lookup, cells, executions) => !operand(lookup, cells, executions);
		}
		case 'and': {
			const [left, right] = [compile(tree.left, pattern), compile(tree.right, pattern)];
			return (lookup, cells, executions) => left(lookup, cells, executions) && right(lookup, cells, executions);
		}
		case 'or': {
			const [left, right] = [compile(tree.left, pattern), compile(tree.right, pattern)];
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
		const value = cellNamed(lookup, key);
		if (value === undefined) return false;
		if (typeof value === 'number' && wanted !== undefined) return Object.is(value, wanted) || value === wanted;
		return fits(formatScalar(value));
	};
}

function compilePattern(
	{key, source, offset}: Extract<QueryTree, {kind: 'pattern'}>,
	compiler: PatternCompiler | undefined,
): Test {
	if (compiler === undefined) throw new ExpressionError('a regular expression cannot be used here', offset);
	const fits = remembering(attempt(compiler, source, offset));
	if (key === undefined) return (_, cells) => cells(fits);
	return lookup => {
		const value = cellNamed(lookup, key);
		return value !== undefined && fits(formatScalar(value));
	};
}

function attempt(compiler: PatternCompiler, source: string, offset: number): (text: string) => boolean {
	try {
		return compiler(source);
	} catch (error) {
		throw new ExpressionError(`/${source}/ is no regular expression: ${messageOf(error)}`, offset);
	}
}

/** Different cells whose answers are kept. Columns of words have few; those of other texts gain nothing. */
const REMEMBERED = 512;

/** A test that is made once for each cell, as long as there are few: a word stands in thousands of rows. */
function remembering(fits: (cell: string) => boolean): (cell: string) => boolean {
	const answers = new Map<string, boolean>();
	return cell => {
		const known = answers.get(cell);
		if (known !== undefined) return known;
		const answer = fits(cell);
		if (answers.size < REMEMBERED) answers.set(cell, answer);
		return answer;
	};
}

/** Contains the text; with `*`, the whole cell fits the pattern. Case does not count. */
function compileText(text: string): (cell: string) => boolean {
	const pieces = text.toLowerCase().split('*');
	const [only = ''] = pieces;
	if (pieces.length === 1) return remembering(cell => cell.toLowerCase().includes(only));
	return remembering(cell => fitsPieces(cell.toLowerCase(), pieces));
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
