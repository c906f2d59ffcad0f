import type {SourceCost} from '../../source/domain/signal/probe-frame.ts';

/** Adds up what sampling costs, source by source. */
export type CostMeter = {
	readonly add: (source: string, us: number) => void;
	readonly costs: () => readonly SourceCost[];
};

/** Creates a meter without costs. */
export function createCostMeter(): CostMeter {
	const sums = new Map<string, {us: number; count: number}>();
	return {
		add: (source, us) => {
			const sum = sums.get(source) ?? {us: 0, count: 0};
			sum.us += us;
			sum.count++;
			sums.set(source, sum);
		},
		costs: () => [...sums].map(([source, {us, count}]) => ({source, meanUs: us / count, count})),
	};
}
