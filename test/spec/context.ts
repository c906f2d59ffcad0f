import {SAMPLERS} from '../../source/samplers/registry.ts';
import type {SpecContext} from '../../source/spec/context.ts';

/** What the program offers to a sweep file on a machine without settings to change. */
export function specContext(changes: Partial<SpecContext> = {}): SpecContext {
	return {
		baseDirectory: '/work',
		environment: {HOME: '/opt/ada', CUDA: '12'},
		samplers: SAMPLERS,
		pruners: [{id: 'none', options: {}}],
		knobs: [],
		views: ['scatter', 'heatmap'],
		probes: ['proc', 'thermal', 'nvidia-smi'],
		overrides: [],
		flags: {},
		defaultSeed: 7,
		...changes,
	};
}
