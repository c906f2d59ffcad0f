import {parseNumber} from '../domain/number.ts';
import type {Metrics, Outcome} from '../domain/trial.ts';
import type {ExecutionResult} from '../domain/executor.ts';

/** What an execution gave, and what it was to give. */
export type Given = {
	/** Metrics without which it has failed. */
	readonly required: readonly string[];
	readonly metrics: Metrics;
	/** What a metric was assigned that is no number, as it was printed. */
	readonly unread: ReadonlyMap<string, string>;
	/** Why a pruner has ended it. */
	readonly pruned: string | undefined;
};

/** The outcome of an execution whose process is gone, and why. */
export function classify(
	result: ExecutionResult,
	{required, metrics, unread, pruned}: Given,
): {readonly outcome: Outcome; readonly why: string | undefined} {
	if (pruned !== undefined && result.outcome === 'killed') return {outcome: 'pruned', why: pruned};
	if (result.outcome !== 'exited') return {outcome: result.outcome, why: result.why};
	if (result.code !== 0) return {outcome: 'failed', why: result.why};
	const absent = required.filter(name => !Object.hasOwn(metrics, name));
	if (absent.length === 0) return {outcome: 'complete', why: undefined};
	const hint = absent.flatMap(name => unitHint(unread.get(name) ?? '')).at(0) ?? '';
	return {outcome: 'failed', why: `no value for ${absent.map(name => `"${name}"`).join(', ')}${hint}`};
}

/**
 * What to do about `12.3ms`. Without the number, so that the failures of all trials read alike; nothing for what is no
 * number with a unit.
 */
function unitHint(text: string): readonly string[] {
	const {number = '', unit = ''} =
		/^(?<number>[+-]?[\d.]+(?:e[+-]?\d+)?)(?<unit>[\p{L}%°/]+)$/iu.exec(text)?.groups ?? {};
	if (parseNumber(number) === undefined) return [];
	return [
		`: its number has "${unit}" right behind it; print a blank between them, or give the metric unit = "${unit}"`,
	];
}
