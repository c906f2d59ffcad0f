import type {TrialRecord} from '../domain/trial.ts';
import type {ParameterTicks} from './parameter-ticks.ts';

/** A parameter that is on no axis and where it is cut; -1 is nowhere: all its values are in the picture. */
export type Cut = {readonly ticks: ParameterTicks; readonly index: number};

/** Whether a trial is in the picture. One that a parameter has no part in is so wherever that is cut. */
export function isInside(cuts: readonly Cut[], trial: TrialRecord): boolean {
	return !cuts.some(cut => leavesOut(cut, trial));
}

/** The cuts that leave a trial out of the picture, as `dtype=int8, streams=1`; undefined for a trial inside of all. */
export function outsideCuts(cuts: readonly Cut[], trial: TrialRecord | undefined): string | undefined {
	const missed = cuts.filter(cut => trial !== undefined && leavesOut(cut, trial));
	if (missed.length === 0) return undefined;
	return missed.map(({ticks: {name, ticks}, index}) => `${name}=${ticks[index]}`).join(', ');
}

function leavesOut({ticks, index}: Cut, trial: TrialRecord): boolean {
	return index >= 0 && ticks.indexOf(trial) !== index && !ticks.isInactive(trial);
}
