import {counted} from '../../domain/text/counted.ts';
import {judgeRatio, type RatioGate} from '../../domain/ratio/ratio-gate.ts';
import type {RatioRow, RatioTable} from '../../domain/ratio/ratio.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {formatScalar} from '../../domain/space.ts';
import {intervalText, percentText, ratioText} from './ratio-text.ts';

/** What a gate says of a table of ratios. */
export type GateVerdict = {
	readonly hasFailed: boolean;
	/** Lines for the person: each setting that failed, or that would have if chance were not granted it. */
	readonly lines: readonly string[];
};

/**
 * Judges all settings by one gate. One that has its value below the line, and above it only trials that failed, fails:
 * what does not run any more is worse than what is slow.
 */
export function judgeTable(gate: RatioGate, table: RatioTable, confidence: number): GateVerdict {
	const name = `${gate.metric} ${gate.operator} ${gate.limit}`;
	const judged = table.rows.map(row => ({row, verdict: judgeRatio(gate, row)}));
	const failed = judged.filter(({verdict}) => verdict === 'failed');
	const unsure = judged.filter(({verdict}) => verdict === 'unsure');
	const say = (word: string, {row}: (typeof judged)[number], more: string): string =>
		safeText(
			`${word} ${name}: ${ratioText(row.ratio)}${doubtText(row, confidence)}${settingText(row.free, table)}${more}`,
		);
	return {
		hasFailed: failed.length > 0 || table.lost.length > 0,
		lines: [
			...failed.map(entry => say('failed:', entry, '')),
			...table.lost.map(({free, why}) =>
				safeText(`failed: ${gate.metric} is not there any more${settingText(free, table)}: ${why}`),
			),
			...unsure.map(entry => say('not certain:', entry, '; more repeats would tell')),
			...(failed.length + table.lost.length + unsure.length === 0
				? [safeText(`passed: no ${name} in ${counted(judged.length, 'pair')}`)]
				: []),
		],
	};
}

function doubtText(row: RatioRow, confidence: number): string {
	const interval = intervalText(row);
	return interval === '' ? ' (measured once)' : ` (${interval} with ${percentText(confidence)})`;
}

/** ` at size=64 dtype=half`. */
function settingText(values: RatioRow['free'], {free}: RatioTable): string {
	const parts = free.flatMap((name, index) => {
		const value = values[index];
		return value === undefined ? [] : [`${name}=${formatScalar(value)}`];
	});
	return parts.length === 0 ? '' : ` at ${parts.join(' ')}`;
}
