import {SAMPLERS} from '../samplers/registry.ts';
import type {OptionalKey, SpecContext} from '../spec/context.ts';

/** Keys of the sweep file that the engine obeys. The others of `OPTIONAL_KEYS` are refused by name, never ignored. */
const SUPPORTED = ['budget.energy', 'telemetry.baseline'] as const satisfies readonly OptionalKey[];

/**
 * What a sweep file can name on this program: the rows of its registries. A pruner or a hardware setting that has no
 * engine yet is refused by name.
 */
export const SPEC_OFFERS = {
	samplers: SAMPLERS,
	pruners: [{id: 'none', options: {}}],
	knobs: [],
	views: ['heatmap', 'scatter'],
	supported: new Set<OptionalKey>(SUPPORTED),
} as const satisfies Pick<SpecContext, 'samplers' | 'pruners' | 'knobs' | 'views' | 'supported'>;
