import type {KnobDefinition} from '../domain/knob.ts';
import {plannedNumber, parseFrequencies, refuseOutside, refuseUnlisted} from './frequency-limits.ts';
import {openDevfreq} from './gpu-frequency.ts';

/** Of the memory controller: of JetPack 4 to 6 (root only), and of Thor. */
const CLOCK = '/sys/kernel/debug/bpmp/debug/clk/emc';
const THOR = '/sys/class/devfreq/bwmgr';

/** Holds the memory clock of a Jetson board, in Hz, as its own `jetson_clocks` does: lock the rate, set it, switch it on. */
export const emcFrequencyKnob: KnobDefinition = {
	id: 'emc.frequency',
	title: 'clock of the memory controller of a Jetson board in Hz',
	open: board => {
		const thor = board.realPath(THOR);
		if (thor !== undefined) return openDevfreq(board, thor, 'emc.frequency', []);
		const number = (name: string): number => Number(board.read(`${CLOCK}/${name}`) ?? Number.NaN);
		const minimum = number('min_rate');
		const maximum = number('max_rate');
		if (Number.isNaN(minimum) || Number.isNaN(maximum) || board.read(`${CLOCK}/mrq_rate_locked`) === undefined) {
			return {reason: 'no memory controller of a Jetson board can be set', mend: 'on a Jetson: run sweeptop as root'};
		}
		const available = parseFrequencies(board.read(`${CLOCK}/possible_rates`));
		const refuse = (value: unknown): string | undefined =>
			available.length > 0 ? refuseUnlisted(value, available, 'Hz') : refuseOutside(value, minimum, maximum, 'Hz');
		return {
			id: 'emc.frequency',
			available,
			refuse,
			// The rate moves by itself as soon as the lock is gone, and so there is nothing to compare.
			settings: [{path: `${CLOCK}/mrq_rate_locked`}, {path: `${CLOCK}/rate`, loose: true}, {path: `${CLOCK}/state`}],
			plan: value => {
				const wanted = plannedNumber(value, refuse(value));
				return {
					writes: [
						{path: `${CLOCK}/mrq_rate_locked`, text: '1'},
						{path: `${CLOCK}/rate`, text: String(wanted)},
						{path: `${CLOCK}/state`, text: '1'},
					],
					clocks: [{path: `${CLOCK}/rate`, wanted}],
				};
			},
			locks: ['emc.frequency'],
		};
	},
};
