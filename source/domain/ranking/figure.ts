import type {Metric} from '../metric.ts';
import type {Sweep} from '../sweep.ts';
import {unitOfColumn} from '../column/trial-columns.ts';

/** The metric of that name, or undefined. */
export function findMetric(sweep: Pick<Sweep, 'metrics'> | undefined, name: string): Metric | undefined {
	return sweep?.metrics.find(metric => metric.name === name);
}

/** The unit of a metric, as the sweep file says it, or of a column of ours such as `duration_s`; empty for none. */
export function unitOfFigure(sweep: Pick<Sweep, 'metrics'> | undefined, name: string): string {
	const metric = findMetric(sweep, name);
	return metric === undefined ? unitOfColumn(name) : (metric.unit ?? '');
}
