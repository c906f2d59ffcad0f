import type {ProbeContext} from '../../source/domain/probe.ts';
import {readFamily} from './process-family.ts';

/** Some processes, by whether they are of the sweep. */
export type Kinship = {readonly own: ReadonlySet<number>; readonly strangers: ReadonlySet<number>};

/** The family is too large to be read again and again. */
export const TOO_MANY = 'the trials have too many threads to count';

/**
 * Sorts processes by whether they descend from the engine. In a container a driver may number processes as the host
 * does: a number that is not here is in neither set. Undefined where the sweep has too many threads to tell.
 */
export function sortByKin(
	{files, enginePid}: Pick<ProbeContext, 'files' | 'enginePid'>,
	pids: Iterable<number>,
): Kinship | undefined {
	const own = new Set<number>();
	const strangers = new Set<number>();
	const unique = new Set(pids);
	if (unique.size === 0) return {own, strangers};
	const family = readFamily(files, enginePid);
	if (family === undefined) return undefined;
	const kin = new Set(family.map(({pid}) => pid));
	for (const pid of unique) {
		if (kin.has(pid)) own.add(pid);
		else if (files.exists(`/proc/${pid}`)) strangers.add(pid);
	}
	return {own, strangers};
}

/**
 * The strangers' part of a device's load where only its users are known, not their shares: none without strangers, all
 * of it without programs of the sweep, and else a reason why it cannot be told.
 */
export function shareByPresence(loadPct: number, {own, strangers}: Kinship): number | string {
	if (strangers.size === 0) return 0;
	return own.size === 0 ? loadPct : 'programs of the sweep and others share it, and it does not tell their parts';
}
