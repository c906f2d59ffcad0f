import {namesPower} from '../energy/power-estimate.ts';
import type {SweepState} from '../sweep-state.ts';
import type {TrialRecord} from '../trial.ts';

/** A flag of a trial in words. */
export type FlagRow = {
	readonly id: string;
	/** Why the result may not be like the others, in at most 60 characters. */
	readonly meaning: string;
	/** What was measured is such, however often it is measured. */
	readonly isOfResult?: true;
	/** It says no more than that the energy is missing or a lower bound. */
	readonly isOfEnergy?: true;
};

/** Every flag that the engine gives a trial; docs/telemetry.md tells them at length. */
export const FLAG_ROWS: readonly FlagRow[] = [
	{id: 'INFEASIBLE', meaning: 'breaks a constraint', isOfResult: true},
	{id: 'UNCHECKED', meaning: 'a constraint could not be checked: it names what is missing'},
	{id: 'THERM', meaning: 'held back by heat'},
	{id: 'POWER-CAP', meaning: 'held at a power limit'},
	{id: 'OC', meaning: 'over-current events'},
	{id: 'QUOTA', meaning: 'held back by the CPU limit of a cgroup'},
	{id: 'CLOCK-MOVED', meaning: 'a limit of clock or power, or the power mode, changed'},
	{id: 'CLOCK-MISS', meaning: 'a clock that was asked for did not come'},
	{id: 'HOT-START', meaning: 'started before the board was cool: the wait was over'},
	{id: 'OVER-TEMP', meaning: 'as hot as where the hardware acts'},
	{id: 'SWAP', meaning: 'memory was swapped out'},
	{id: 'FOREIGN', meaning: 'other programs used the CPU or GPU more than usual'},
	{id: 'NOISY', meaning: 'scatters over three times as much as the other trials'},
	{id: 'GAP', meaning: 'samples are missing: energy is a lower bound or absent', isOfEnergy: true},
	{id: 'SHORT', meaning: 'too short for a reading: no energy', isOfEnergy: true},
	{id: 'SHARED', meaning: 'other trials ran beside it: no energy of its own', isOfEnergy: true},
];

const PLACES: ReadonlyMap<string, number> = new Map(FLAG_ROWS.map(({id}, place) => [id, place]));

const OF_ENERGY: ReadonlySet<string> = new Set(
	FLAG_ROWS.flatMap(({id, isOfEnergy}) => (isOfEnergy === true ? [id] : [])),
);

/**
 * Flags in the one order in which they stand everywhere, that of {@link FLAG_ROWS}: those about energy alone are last,
 * where a narrow column may cut them; such as are not ours are before these, as they came.
 */
export function orderFlags(flags: readonly string[]): readonly string[] {
	if (flags.length < 2) return flags;
	const placeOf = (flag: string): number => PLACES.get(flag) ?? FIRST_OF_ENERGY - 0.5;
	return flags.toSorted((a, b) => placeOf(a) - placeOf(b));
}

const FIRST_OF_ENERGY = FLAG_ROWS.findIndex(({isOfEnergy}) => isOfEnergy === true);

/** Whether the sweep is after energy or power: an objective, a formula, a constraint or a view of its file names it. */
export function asksForEnergy({objectives, metrics, constraints, views}: NonNullable<SweepState['sweep']>): boolean {
	const names = [
		...objectives.map(({metric}) => metric),
		...metrics.map(({formula = ''}) => formula),
		...constraints,
		...views.flatMap(({x = '', y = '', color = '', size = ''}) => [x, y, color, size]),
	];
	return names.some(namesPower);
}

/** Tells which flags of a trial warn of its result: all of them, but of its energy only where the sweep asks for energy. */
export function createWarnings(sweep: SweepState['sweep']): (trial: Pick<TrialRecord, 'flags'>) => readonly string[] {
	if (sweep === undefined || asksForEnergy(sweep)) return ({flags}) => flags;
	return ({flags}) => (flags.some(flag => OF_ENERGY.has(flag)) ? flags.filter(flag => !OF_ENERGY.has(flag)) : flags);
}

const OF_RESULT: ReadonlySet<string> = new Set(
	FLAG_ROWS.flatMap(({id, isOfResult}) => (isOfResult === true ? [id] : [])),
);

/** Tells which trials may come out otherwise when they are measured again: those that a warning says it of. */
export function createDoubts(sweep: SweepState['sweep']): (trial: Pick<TrialRecord, 'flags'>) => boolean {
	const warningsOf = createWarnings(sweep);
	return trial => warningsOf(trial).some(flag => !OF_RESULT.has(flag));
}
