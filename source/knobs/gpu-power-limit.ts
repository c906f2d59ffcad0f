import type {KnobDefinition} from '../domain/knob.ts';
import {plannedNumber, refuseOutside} from './frequency-limits.ts';

/** Limits the power of an NVIDIA graphics card, in W, through nvidia-smi; that of the first card where there are several. */
export const gpuPowerLimitKnob: KnobDefinition = {
	id: 'gpu.power_limit',
	title: 'power limit of the first NVIDIA graphics card in W (nvidia-smi)',
	open: board => {
		const fields = 'power.min_limit,power.max_limit,power.limit';
		const text = board.run(['nvidia-smi', '-i', '0', `--query-gpu=${fields}`, '--format=csv,noheader,nounits']);
		if (text === undefined) return {reason: 'nvidia-smi tells of no graphics card', mend: 'install the NVIDIA driver'};
		const [minimum = Number.NaN, maximum = Number.NaN, limit = Number.NaN] = text.split(',').map(Number);
		if ([minimum, maximum, limit].some(Number.isNaN)) {
			return {reason: `this graphics card takes no power limit (${text.trim()})`, mend: ''};
		}
		const refuse = (value: unknown): string | undefined => refuseOutside(value, minimum, maximum, 'W');
		return {
			id: 'gpu.power_limit',
			available: [],
			refuse,
			settings: [{path: 'nvidia-smi:0:persistence'}, {path: 'nvidia-smi:0:power_limit'}],
			plan: value => ({
				writes: [
					{path: 'nvidia-smi:0:persistence', text: 'Enabled'},
					{path: 'nvidia-smi:0:power_limit', text: String(plannedNumber(value, refuse(value)))},
				],
				clocks: [],
			}),
			locks: ['gpu.power_limit'],
		};
	},
};
