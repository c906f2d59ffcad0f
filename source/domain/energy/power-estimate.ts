import {own} from '../record.ts';
import type {Sweep} from '../sweep.ts';
import type {SweepState} from '../sweep-state.ts';
import type {Telemetry} from '../trial.ts';

/** How many trials are looked at: the source of power does not change within a sweep. */
const LOOKED_AT = 50;

/**
 * Whether joules and watts of a sweep come from no sensor but from an assumed power: by what its trials say, and where
 * none of them tells, by its sources.
 */
export function isPowerEstimated({trials, sources}: Pick<SweepState, 'trials' | 'sources'>): boolean {
	const told = trials.slice(0, LOOKED_AT).flatMap(trial => {
		const telemetry = trial?.telemetry;
		return telemetry === undefined || own(telemetry, 'power_scope') === undefined ? [] : [telemetry];
	});
	if (told.length > 0) return told.some(holdsEstimate);
	const power = sources
		.flatMap(source => (source.closed === undefined ? source.channels : []))
		.filter(({channel}) => channel.endsWith('.power_w'));
	return power.length > 0 && power.every(({scope}) => scope === 'estimate');
}

/** Whether the joules and watts of one trial or execution come from an assumed power. */
export function holdsEstimate(telemetry: Telemetry): boolean {
	return own(telemetry, 'power_scope') === 'estimate';
}

/** Telemetry columns that come from power, by name or within an expression. */
const POWER = /(?:^|[^\w.])(?:energy_(?:\w+_)?j|\w*power_\w+_w|idle_w)(?![\w.])/;

/** Whether a column of telemetry comes from power, or an expression uses one that does. */
export function namesPower(text: string): boolean {
	return POWER.test(text);
}

/** Tells of columns whether their values come from power: telemetry, and metrics whose formula uses it. */
export function createPowerTest(sweep: Pick<Sweep, 'metrics'> | undefined): (column: string) => boolean {
	const formulas = new Map((sweep?.metrics ?? []).map(metric => [metric.name, metric.formula ?? '']));
	return column => namesPower(formulas.get(column) ?? column);
}
