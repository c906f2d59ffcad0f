import {own} from './record.ts';
import type {SweepState} from './sweep-state.ts';

/** How many trials are looked at: the source of power does not change within a sweep. */
const LOOKED_AT = 50;

/**
 * Whether joules and watts of a sweep come from no sensor but from an assumed power: by what its trials say, and where
 * none of them tells, by its sources.
 */
export function isPowerEstimated({trials, sources}: Pick<SweepState, 'trials' | 'sources'>): boolean {
	const scopes = trials.slice(0, LOOKED_AT).flatMap(trial => {
		const scope = trial === undefined ? undefined : own(trial.telemetry, 'power_scope');
		return scope === undefined ? [] : [scope];
	});
	if (scopes.length > 0) return scopes.includes('estimate');
	const power = sources
		.flatMap(source => (source.closed === undefined ? source.channels : []))
		.filter(({channel}) => channel.endsWith('.power_w'));
	return power.length > 0 && power.every(({scope}) => scope === 'estimate');
}
