import {PRUNERS} from '../pruners/registry.ts';
import {SAMPLERS} from '../samplers/registry.ts';
import type {OptionalKey, SpecContext} from '../spec/context.ts';

/** Keys of the sweep file that the engine obeys. The others of `OPTIONAL_KEYS` are refused by name, never ignored. */
const SUPPORTED = [
	'budget.energy',
	'telemetry.baseline',
	'gate.max_temperature',
	'gate.max_slope',
	'gate.settle',
	'gate.timeout',
] as const satisfies readonly OptionalKey[];

/**
 * What a sweep file can name on this program: the rows of its registries. Knobs are those of a board, and so come from `knobOffers`.
 */
export const SPEC_OFFERS = {
	samplers: SAMPLERS,
	pruners: PRUNERS,
	knobs: [],
	views: ['heatmap', 'scatter'],
	supported: new Set<OptionalKey>(SUPPORTED),
} as const satisfies Pick<SpecContext, 'samplers' | 'pruners' | 'knobs' | 'views' | 'supported'>;
