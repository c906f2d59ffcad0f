import type {Budget} from '../sweep.ts';

/** What a person grants beyond a budget; each above 0. As it stands in the journal and on the socket. */
export type Extension = {readonly trials?: number; readonly time_ms?: number; readonly energy_j?: number};

/** All that was granted so far; 0 for nothing. */
export type Extended = {
	readonly extendedTrials: number;
	readonly extendedTimeMs: number;
	readonly extendedEnergyJ: number;
};

/** Nothing was granted. */
export const NOT_EXTENDED: Extended = {extendedTrials: 0, extendedTimeMs: 0, extendedEnergyJ: 0};

/** What was granted, and this too. Arguments of a journal that are no numbers are passed over. */
export function addExtension(extended: Extended, given: Readonly<Record<string, unknown>>): Extended {
	const amount = (value: unknown): number => (typeof value === 'number' && value > 0 ? value : 0);
	return {
		extendedTrials: extended.extendedTrials + amount(given['trials']),
		extendedTimeMs: extended.extendedTimeMs + amount(given['time_ms']),
		extendedEnergyJ: extended.extendedEnergyJ + amount(given['energy_j']),
	};
}

/** A budget with what was granted beyond it. Where it has no limit there is none to extend. */
export function extendedBudget(budget: Budget, extended: Extended): Budget {
	const {trials, timeMs, energyJ} = budget;
	return {
		...budget,
		...(trials === undefined ? {} : {trials: trials + extended.extendedTrials}),
		...(timeMs === undefined ? {} : {timeMs: timeMs + extended.extendedTimeMs}),
		...(energyJ === undefined ? {} : {energyJ: energyJ + extended.extendedEnergyJ}),
	};
}

/** The limits that an extension is to raise and a budget does not have: `time`, `energy`, `trial`. */
export function limitsLacking(
	budget: Budget,
	{trials, time_ms: timeMs, energy_j: energyJ}: Extension,
): readonly string[] {
	return [
		...(trials !== undefined && budget.trials === undefined ? ['trial'] : []),
		...(timeMs !== undefined && budget.timeMs === undefined ? ['time'] : []),
		...(energyJ !== undefined && budget.energyJ === undefined ? ['energy'] : []),
	];
}
