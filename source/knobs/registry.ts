import type {Rejection} from '../domain/channel.ts';
import {UserError} from '../domain/errors.ts';
import type {KnobBoard, KnobDefinition, OpenKnob} from '../domain/knob.ts';
import {resolveAllowed} from './allow-list.ts';
import {cpuFrequencyKnob} from './cpu-frequency.ts';
import {emcFrequencyKnob} from './emc-frequency.ts';
import {fanKnob} from './fan.ts';
import {gpuClockKnob} from './gpu-clock.ts';
import {gpuFrequencyKnob} from './gpu-frequency.ts';
import {gpuPowerLimitKnob} from './gpu-power-limit.ts';
import {powerModeKnob} from './power-mode.ts';
import {createSysfsKnob} from './sysfs.ts';

/** All hardware settings that a sweep can vary. */
export const KNOBS = [
	cpuFrequencyKnob,
	gpuFrequencyKnob,
	emcFrequencyKnob,
	powerModeKnob,
	gpuClockKnob,
	gpuPowerLimitKnob,
	fanKnob,
	createSysfsKnob(resolveAllowed),
] as const satisfies readonly KnobDefinition[];

/** The definition that a name of a sweep file means; undefined where there is none. */
function findKnob(name: string): KnobDefinition | undefined {
	return KNOBS.find((knob: KnobDefinition) =>
		knob.argument === undefined ? knob.id === name : name.startsWith(`${knob.id}:`),
	);
}

/** A knob of this machine by the name of a sweep file, or why it cannot be used. */
export function openKnob(name: string, board: KnobBoard): OpenKnob | Rejection {
	const definition = findKnob(name);
	return definition === undefined ? {reason: `there is no knob "${name}"`, mend: ''} : definition.open(board, name);
}

/** The knobs of a sweep on this machine, those that disturb others first. Throws UserError where one cannot be used. */
export function openKnobs(names: readonly string[], board: KnobBoard): readonly OpenKnob[] {
	const knobs = [...new Set(names)].map(name => {
		const knob = openKnob(name, board);
		if ('reason' in knob) throw new UserError(`the knob ${name} cannot be used: ${knob.reason}`, knob.mend);
		return knob;
	});
	refuseShared(knobs);
	return knobs.toSorted((a, b) => Number(b.disturbs ?? false) - Number(a.disturbs ?? false));
}

/** Two names may lead to one file. */
function refuseShared(knobs: readonly OpenKnob[]): void {
	const owners = new Map<string, string>();
	for (const {id, settings} of knobs) {
		for (const {path} of settings) {
			const owner = owners.get(path);
			if (owner !== undefined && owner !== id && path.startsWith('/')) {
				throw new UserError(`the knobs ${owner} and ${id} both set ${path}`, 'keep one of them');
			}
			owners.set(path, id);
		}
	}
}
