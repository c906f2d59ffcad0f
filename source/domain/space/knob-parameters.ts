import {own} from '../record.ts';
import type {Params, Scalar, Space} from '../space.ts';

/** Ids of the knobs that a space has parameters for, each once. */
export function knobsOf(space: Space): readonly string[] {
	return [...new Set(space.parameters.flatMap(({knob}) => knob ?? []))];
}

/** The value of each knob at one point; a parameter that is not active there gives none. */
export function knobValues(space: Space, params: Params): ReadonlyMap<string, Scalar> {
	const values = new Map<string, Scalar>();
	for (const {name, knob} of space.parameters) {
		const value = knob === undefined ? undefined : own(params, name);
		if (knob !== undefined && value !== undefined && typeof value !== 'object') values.set(knob, value);
	}
	return values;
}
