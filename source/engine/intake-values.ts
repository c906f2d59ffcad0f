import type {Metric, Reduce} from '../domain/metric.ts';
import {highest, lowest, reduceValues} from '../domain/statistics/stats.ts';

/** What one execution reported of one metric. */
export type ReportedMetric = {
	/** Reduced as the metric says. */
	readonly value: number;
	/** How many values were reported. */
	readonly count: number;
	/** How many reports repeated a step that had a value before, or came after a later step. */
	readonly repeatedSteps: number;
	/** In order of arrival; every n-th where there were more than {@link MAX_KEPT}. */
	readonly values: readonly number[];
};

/** Collects what one execution reports. */
export type ValueStore = {
	readonly add: (name: string, value: number, step?: number) => void;
	/** Metrics that have a value, in the order of the sweep file. */
	readonly results: () => ReadonlyMap<string, ReportedMetric>;
};

/** Values kept for quantiles; beyond it every second one is dropped, again and again. */
const MAX_KEPT = 65_536;

/** Creates the store of one execution. Memory does not grow with the number of values. */
export function createValueStore(metrics: readonly Metric[]): ValueStore {
	const collectors = new Map(metrics.map(metric => [metric.name, createCollector(metric.reduce)]));
	return {
		add: (name, value, step) => collectors.get(name)?.add(value, step),
		results: () =>
			new Map(
				[...collectors].flatMap(([name, collector]) => {
					const reported = collector.result();
					return reported === undefined ? [] : [[name, reported] as const];
				}),
			),
	};
}

type Collector = {
	readonly add: (value: number, step: number | undefined) => void;
	readonly result: () => ReportedMetric | undefined;
};

function createCollector(reduce: Reduce): Collector {
	let values: number[] = [];
	let stride = 1;
	let count = 0;
	let last = Number.NaN;
	let low = Number.NaN;
	let high = Number.NaN;
	let total = 0;
	let lastStep = Number.NEGATIVE_INFINITY;
	let repeatedSteps = 0;
	const reduced = (): number => {
		if (stride === 1) return reduceValues(reduce, values);
		// Too many to keep: everything but the quantiles is still exact.
		const exact: Partial<Record<Reduce, number>> = {last, min: low, max: high, sum: total, mean: total / count};
		return exact[reduce] ?? reduceValues(reduce, values);
	};
	return {
		add: (value, step) => {
			if (count % stride === 0) values.push(value);
			if (values.length > MAX_KEPT) {
				values = values.filter((_, index) => index % 2 === 0);
				stride *= 2;
			}
			count += 1;
			last = value;
			low = lowest([low, value]);
			high = highest([high, value]);
			total += value;
			if (step === undefined) return;
			if (step <= lastStep) repeatedSteps += 1;
			lastStep = Math.max(lastStep, step);
		},
		result: () => (count === 0 ? undefined : {value: reduced(), count, repeatedSteps, values}),
	};
}
