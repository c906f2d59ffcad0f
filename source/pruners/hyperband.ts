import {crc32} from 'node:zlib';
import {readWhole, readWholeOrAuto, refuseUnknownOptions} from '../domain/space/choice-options.ts';
import {KEEP, type PrunerDefinition} from '../domain/pruner.ts';
import {climb, longestComplete} from './asha.ts';

/**
 * Several ladders of successive halving side by side, from eager to patient; each trial is dealt to one by a hash of its
 * number, and competes there only. Source: Li et al. 2018, JMLR 18(185); as in Optuna 5.
 */
export const hyperband = {
	id: 'hyperband',
	aliases: [],
	title: 'successive halving, from eager to patient (hyperband)',
	options: {
		min_steps: 'step of the first rung of the eager bracket, 1*',
		max_steps: 'steps of a whole trial: auto* (the longest complete one; nothing ends before it) or a whole number',
		factor: 'one in so many goes on, 3*',
		bootstrap: 'trials that end at a rung before one goes on, 0*',
	},
	create: ({sweep, direction}, options) => {
		refuseUnknownOptions('pruner', hyperband, options);
		const leastSteps = readWhole('hyperband', options, 'min_steps', 1, 1);
		const mostSteps = readWholeOrAuto('hyperband', options, 'max_steps', leastSteps);
		const factor = readWhole('hyperband', options, 'factor', 3, 2);
		const bootstrap = readWhole('hyperband', options, 'bootstrap', 0, 0);
		return ({own, others}) => {
			const longest = longestComplete(others);
			const most = mostSteps ?? (longest === undefined ? undefined : longest + 1);
			if (most === undefined) return KEEP;
			const shares = bracketShares(leastSteps, most, factor);
			const bracketOf = (trial: number): number => dealTrial(sweep, trial, shares);
			const bracket = bracketOf(own.trial);
			const rivals = others.filter(other => bracketOf(other.trial) === bracket);
			return climb({own, others: rivals}, direction, {leastSteps, factor, offset: bracket, bootstrap});
		};
	},
} as const satisfies PrunerDefinition;

/** How many of each round of trials a bracket gets, the eager one first. */
export function bracketShares(leastSteps: number, mostSteps: number, factor: number): readonly number[] {
	const count = Math.max(1, Math.floor(Math.log(mostSteps / leastSteps) / Math.log(factor)) + 1);
	return Array.from({length: count}, (_, bracket) => {
		const rungs = count - 1 - bracket;
		return Math.ceil((count * factor ** rungs) / (rungs + 1));
	});
}

/** Bracket of a trial. Optuna counts trials from 0. */
export function dealTrial(sweep: string, trial: number, shares: readonly number[]): number {
	const total = shares.reduce((sum, share) => sum + share, 0);
	let place = crc32(`${sweep}_${trial - 1}`) % total;
	for (const [bracket, share] of shares.entries()) {
		place -= share;
		if (place < 0) return bracket;
	}
	return shares.length - 1;
}
