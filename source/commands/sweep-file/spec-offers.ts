import {PLOT_IDS} from '../../domain/view/view-table.ts';
import {PRUNERS} from '../../pruners/registry.ts';
import {SAMPLERS} from '../../samplers/registry.ts';
import type {SpecContext} from '../../spec/context.ts';

/**
 * What a sweep file can name on this program: the rows of its registries. Knobs are those of a board, and so come from `knobOffers`.
 */
export const SPEC_OFFERS = {
	samplers: SAMPLERS,
	pruners: PRUNERS,
	knobs: [],
	views: PLOT_IDS,
} as const satisfies Pick<SpecContext, 'samplers' | 'pruners' | 'knobs' | 'views'>;
