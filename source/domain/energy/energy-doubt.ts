import type {Sweep} from '../sweep.ts';
import {asksForEnergy} from '../trial/trial-flags.ts';

/** Whether joules or watts decide which trial is best, or which may be. */
export function ranksByEnergy(sweep: Sweep): boolean {
	const ranked = new Set(sweep.objectives.map(({metric}) => metric));
	const metrics = sweep.metrics.filter(({name}) => ranked.has(name));
	return asksForEnergy({...sweep, metrics, views: []});
}

/**
 * What a person must know of a sweep that ranks its trials by joules or watts which no sensor measures; undefined for one
 * that ranks by something else.
 */
export function estimateDoubt(sweep: Sweep): string | undefined {
	if (!ranksByEnergy(sweep)) return undefined;
	const {cpuTdpWatts} = sweep.telemetry;
	return `trials are ranked by energy that no sensor measures: it is estimated as ${cpuTdpWatts} W × CPU use of the whole machine, other programs included; set [telemetry] cpu_tdp_watts to what your CPU takes, or name a meter`;
}
