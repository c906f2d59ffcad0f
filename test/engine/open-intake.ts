import type {Metric} from '../../source/domain/metric.ts';
import {createIntake, type IntakeOptions} from '../../source/engine/intake.ts';

/** A metric whose last value counts. */
export function metric(name: string, changes: Partial<Metric> = {}): Metric {
	return {name, reduce: 'last', stream: false, ...changes};
}

/** A value as an intake tells it. */
export type Seen = readonly [name: string, value: number, step?: number];

/** An intake, and what it tells. */
export function openIntake(metrics: readonly Metric[], options: Partial<IntakeOptions> = {}) {
	const seen: Seen[] = [];
	const edges: string[] = [];
	const intake = createIntake({
		metrics,
		onValue: (name, value, step) => void seen.push(step === undefined ? [name, value] : [name, value, step]),
		onMeasure: edge => void edges.push(edge),
		...options,
	});
	return {intake, seen, edges};
}
