import {isDeepStrictEqual} from 'node:util';
import {UserError} from '../../domain/errors.ts';
import {extendedBudget} from '../../domain/sweep/extension.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import type {Sweep} from '../../domain/sweep.ts';
import {writeDuration, writeEnergy} from '../../domain/unit.ts';
import {readFrozenSweep} from './frozen-sweep.ts';
import {readRecordedState} from './recorded-state.ts';
import type {ExtensionFlags} from './resume-extension.ts';

/** What the file calls the parts of a sweep that have another name in it. */
const FILE_NAMES: Readonly<Record<string, string>> = {space: 'parameters', metricsFile: 'metrics_file'};

/**
 * Sees that a run is one of this sweep, so that the same command line begins it and goes on with it.
 * @returns what the sweep grants beyond the run's budget, as options of `resume`.
 * @throws UserError with the parts that differ. The environment may: it was expanded where the run began.
 */
export function matchRun(directory: string, sweep: Sweep): ExtensionFlags {
	const frozen = readFrozenSweep(directory).sweep;
	const differing = differences(plain(frozen), plain(sweep));
	if (differing.length > 0) {
		throw new UserError(
			`${directory} holds a run of a sweep that differs in ${safeText(differing.join(', '))}`,
			`name another folder, or go on with the sweep as it was: sweeptop resume ${directory} --frozen`,
		);
	}
	const {trials, timeMs, energyJ} = sweep.budget;
	// Extensions only add: what the run began with says for most that nothing more is granted, without its journal.
	const {budget} = frozen;
	const mayBeMore = isMore(trials, budget.trials) || isMore(timeMs, budget.timeMs) || isMore(energyJ, budget.energyJ);
	const now = mayBeMore ? extendedBudget(budget, readRecordedState(directory)) : sweep.budget;
	return {
		trials: isMore(trials, now.trials) ? String(trials) : undefined,
		time: isMore(timeMs, now.timeMs) ? writeDuration(timeMs) : undefined,
		energy: isMore(energyJ, now.energyJ) ? writeEnergy(energyJ) : undefined,
	};
}

function isMore(wanted: number | undefined, now: number | undefined): wanted is number {
	return wanted !== undefined && now !== undefined && wanted > now;
}

/** As it is read back, without what may differ: budgets that can be extended, and where the environment came from. */
function plain(sweep: Sweep): Record<string, unknown> {
	const {trials, timeMs, energyJ, ...ends} = sweep.budget;
	const limits = [trials, timeMs, energyJ].map(limit => limit !== undefined);
	const {env: _, labels: __, ...rest} = {...sweep, budget: {...ends, limits}};
	return JSON.parse(JSON.stringify(rest));
}

function differences(before: Record<string, unknown>, after: Record<string, unknown>): readonly string[] {
	const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
	return [...keys].flatMap(key => {
		if (isDeepStrictEqual(before[key], after[key])) return [];
		return [Object.hasOwn(FILE_NAMES, key) ? (FILE_NAMES[key] ?? key) : key];
	});
}
