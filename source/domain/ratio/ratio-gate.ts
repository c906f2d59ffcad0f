import {UserError} from '../errors.ts';
import type {RatioRow} from './ratio.ts';

/** A limit that the ratio of a metric must not pass: `latency > 1.05`. */
export type RatioGate = {
	readonly metric: string;
	readonly operator: '<' | '<=' | '>' | '>=';
	readonly limit: number;
};

/**
 * What a gate says of one ratio: `passed` when it does not pass the limit, `failed` when the whole interval does, `unsure`
 * when only its middle does. A ratio without an interval is taken as it is.
 */
export type Verdict = 'passed' | 'unsure' | 'failed';

/** Reads `latency > 1.05`. @throws UserError for anything else. */
export function parseRatioGate(text: string): RatioGate {
	const match = /^\s*`?(?<metric>[^<>=`]*[^<>=`\s])`?\s*(?<operator>[<>]=?)\s*(?<limit>\S+)\s*$/.exec(text);
	const {metric = '', operator = '', limit = ''} = match?.groups ?? {};
	const number = Number(limit);
	if (!isOperator(operator) || metric === '' || !(number > 0) || !Number.isFinite(number))
		throw new UserError(
			`"${text}" is no limit of a ratio`,
			"Write METRIC > LIMIT, where the ratio of two equal runs is 1: --fail-if 'latency > 1.05'.",
		);
	return {metric, operator, limit: number};
}

function isOperator(text: string): text is RatioGate['operator'] {
	return text === '<' || text === '<=' || text === '>' || text === '>=';
}

/** Judges one ratio. */
export function judgeRatio(gate: RatioGate, {ratio, interval}: Pick<RatioRow, 'ratio' | 'interval'>): Verdict {
	if (!passes(gate, ratio)) return 'passed';
	const nearest = gate.operator.startsWith('>') ? interval?.low : interval?.high;
	return nearest === undefined || passes(gate, nearest) ? 'failed' : 'unsure';
}

function passes({operator, limit}: RatioGate, ratio: number): boolean {
	if (operator === '>') return ratio > limit;
	if (operator === '>=') return ratio >= limit;
	return operator === '<' ? ratio < limit : ratio <= limit;
}
