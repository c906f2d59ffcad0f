import type {KnobDefinition} from '../domain/knob.ts';
import {plannedNumber, parseFrequencies, refuseUnlisted} from './frequency-limits.ts';

const HZ_PER_MHZ = 1_000_000;

/**
 * Locks the graphics clock of an NVIDIA card, in Hz, through nvidia-smi. No program tells a lock that stood before, so
 * the lock is taken away at the end. An idle card runs below its lock: that it follows is for the samples to tell.
 */
export const gpuClockKnob: KnobDefinition = {
	id: 'gpu.clock',
	title: 'clock of the first NVIDIA graphics card in Hz (nvidia-smi)',
	open: board => {
		const text = board.run(['nvidia-smi', '-i', '0', '--query-supported-clocks=gr', '--format=csv,noheader,nounits']);
		const available = parseFrequencies(text).map(mhz => mhz * HZ_PER_MHZ);
		if (available.length === 0) {
			return {
				reason: 'nvidia-smi lists no clocks of a graphics card',
				mend: 'for the GPU of a Jetson board take the knob gpu.frequency',
			};
		}
		const refuse = (value: unknown): string | undefined => refuseUnlisted(value, available, 'Hz');
		return {
			id: 'gpu.clock',
			available,
			refuse,
			settings: [{path: 'nvidia-smi:0:persistence'}, {path: 'nvidia-smi:0:graphics_clock', loose: true}],
			plan: value => ({
				writes: [
					{path: 'nvidia-smi:0:persistence', text: 'Enabled'},
					{path: 'nvidia-smi:0:graphics_clock', text: String(plannedNumber(value, refuse(value)) / HZ_PER_MHZ)},
				],
				clocks: [],
			}),
			locks: ['gpu.clock'],
		};
	},
};
