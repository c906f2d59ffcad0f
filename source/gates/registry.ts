import type {GateContext, GateDefinition, OpenGate} from '../domain/gate.ts';
import {coolDownGate} from './cool-down.ts';

/** All that can hold a trial back before its first execution, in the order in which it does. */
export const GATES = [coolDownGate] as const satisfies readonly GateDefinition[];

/** The gates of a sweep that are on, as one; undefined where none is. */
export function openGates(context: GateContext): OpenGate | undefined {
	const open = GATES.flatMap(definition => definition.open(context) ?? []);
	if (open.length === 0) return undefined;
	return {
		pass: async (trial, signal) => {
			const flags: string[] = [];
			for (const gate of open) flags.push(...(await gate.pass(trial, signal)));
			return flags;
		},
	};
}
