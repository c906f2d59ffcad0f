import type {Scalar} from '../space.ts';

/** Binary operators that give a number. `%` is floored, as in Python. */
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '**';

/** Operators that give true or false. */
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** Functions of numbers that stand in the expression itself. */
export type FunctionName = 'min' | 'max' | 'abs' | 'log' | 'sqrt';

/** Functions of all measured executions of a trial. */
export type StatisticName = 'mean' | 'std';

/** A parsed expression. `offset` is where a name stands in the source, in UTF-16 units from 0. */
export type Expression =
	| {readonly kind: 'literal'; readonly value: Scalar}
	| {readonly kind: 'name'; readonly name: string; readonly offset: number}
	| {readonly kind: 'negate' | 'not'; readonly operand: Expression}
	| {
			readonly kind: 'arithmetic';
			readonly operator: ArithmeticOperator;
			readonly left: Expression;
			readonly right: Expression;
	  }
	| {
			readonly kind: 'compare';
			readonly operator: CompareOperator;
			readonly left: Expression;
			readonly right: Expression;
	  }
	| {readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression}
	| {readonly kind: 'member'; readonly item: Expression; readonly list: readonly Expression[]}
	| {readonly kind: 'call'; readonly call: FunctionName; readonly inputs: readonly Expression[]}
	| {readonly kind: 'statistic'; readonly statistic: StatisticName; readonly name: string; readonly offset: number};

/** The source is no expression: what is wrong and where. */
export class ExpressionError extends Error {
	override readonly name = 'ExpressionError';
	/** UTF-16 units from the start of the source. */
	readonly offset: number;
	/** What to write instead; may be empty. */
	readonly hint: string;
	constructor(problem: string, offset: number, hint = '') {
		super(problem);
		this.offset = offset;
		this.hint = hint;
	}
}
