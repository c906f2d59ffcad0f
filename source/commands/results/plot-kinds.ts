import {PLOT_IDS} from '../../domain/view/view-table.ts';

/** Charts of telemetry that are for text alone. */
export const TELEMETRY_KINDS = ['telemetry', 'sparkline'] as const;

/** What `sweeptop plot` can draw: every plot of the screen, and charts of telemetry. */
export const PLOT_KINDS: readonly string[] = [...PLOT_IDS, ...TELEMETRY_KINDS];
