import type {SweepEvent} from '../event.ts';
import {own} from '../record.ts';

/**
 * Joules of the whole sweep after an event, idle time and pauses included, over all engines that ran it: the last total
 * that an engine recorded, and what executions have used since. A journal of an engine that died, or of one that
 * recorded totals only at its ends, goes on from there.
 * @param before joules before the event; undefined where nothing was measured yet.
 */
export function foldEnergy(before: number | undefined, event: SweepEvent): number | undefined {
	if (event.type === 'execution-ended') {
		const joules = own(event.telemetry, 'energy_j');
		return typeof joules === 'number' ? (before ?? 0) + joules : before;
	}
	if (event.type === 'trial-ended') return event.sweep_energy_j ?? before;
	const isTotal = event.type === 'sweep-paused' || event.type === 'sweep-resumed' || event.type === 'sweep-ended';
	return isTotal ? (event.totals.energy_j ?? before) : before;
}
