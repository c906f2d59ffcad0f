import type {ChannelDefinition} from '../../source/domain/channel.ts';
import type {ProbeContext} from '../../source/domain/probe.ts';
import {chooseInterval} from '../reading/interval.ts';

/** How often the work of others is looked for at most, ms: many processes are gone through, and drivers keep it for seconds. */
export const FOREIGN_INTERVAL_MS = 2000;

/** Percent of a GPU: what a desktop draws is below it. */
const MINDED_PCT = 10;

/** How often a source of foreign work is asked, ms. */
export function foreignIntervalMs({intervalMs}: Pick<ProbeContext, 'intervalMs'>): number {
	return Math.max(FOREIGN_INTERVAL_MS, chooseInterval(intervalMs, FOREIGN_INTERVAL_MS));
}

/** The channel of a GPU's load by others; `seesAll` is false where the processes of other people cannot be seen. */
export function foreignGpuChannel({
	seesAll,
	...known
}: Pick<ChannelDefinition, 'channel' | 'source' | 'periodMs' | 'windowMs'> & {
	readonly seesAll: boolean;
}): ChannelDefinition {
	const note = `by processes that are not of the sweep${seesAll ? '' : ', as far as they are yours'}`;
	return {...known, unit: '%', scope: 'device', limit: MINDED_PCT, note};
}
