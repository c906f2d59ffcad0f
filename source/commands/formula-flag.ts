import type {DerivedMetric} from '../domain/derived-metrics.ts';
import type {FlagFor} from './command.ts';

/** Option of every command that reads results: metrics worked out after the fact. */
export type FormulaFlags = {
	/** `NAME=EXPRESSION`, each. */
	readonly formula: readonly string[];
};

/** Its declaration. */
export const FORMULA_FLAG = {
	formula: {
		kind: 'list',
		value: 'NAME=EXPRESSION',
		summary: 'a metric worked out from parameters, metrics and columns',
	},
} as const satisfies Readonly<Record<keyof FormulaFlags, FlagFor<readonly string[]>>>;

/** The formulas of a command line. Throws UserError for a mistake in one, with its place. */
export async function formulasOf({formula}: FormulaFlags): Promise<readonly DerivedMetric[]> {
	if (formula.length === 0) return [];
	const {parseFormulas} = await import('./parse-formulas.ts');
	return parseFormulas(formula);
}
