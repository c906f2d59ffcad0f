import {parseChannel} from '../channel.ts';
import type {SweepState} from '../sweep-state.ts';

/** Units as they are written, by the suffix of a channel's name. */
const UNITS: ReadonlyMap<string, string> = new Map([
	['w', 'W'],
	['c', '°C'],
	['pct', '%'],
	['hz', 'Hz'],
	['bytes', 'B'],
	['ms', 'ms'],
	['j', 'J'],
	['v', 'V'],
	['a', 'A'],
]);

/** A unit as it is written, by the suffix of a channel's name; undefined for one that is written as it is. */
export function writtenUnit(suffix: string): string | undefined {
	return UNITS.get(suffix);
}

/** The unit of a channel's values: what its name says, else what its source says. */
export function unitOfChannel({sources}: Pick<SweepState, 'sources'>, channel: string): string {
	const {unit} = parseChannel(channel);
	const known = writtenUnit(unit);
	if (known !== undefined) return known;
	const definitions = sources.flatMap(source => source.channels);
	return definitions.find(definition => definition.channel === channel)?.unit ?? unit;
}
