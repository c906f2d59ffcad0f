import {own} from '../domain/record.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {LineChartInput} from './line-chart.ts';
import {unknownName} from './trial-axis.ts';

/** Names of metrics that any trial has a curve of, in the order of the sweep file. */
export function curveNames(state: SweepState): readonly string[] {
	const found = new Set<string>();
	for (const trial of state.trials) for (const name of Object.keys(trial?.curves ?? {})) found.add(name);
	const declared = (state.sweep?.metrics ?? []).map(metric => metric.name).filter(name => found.has(name));
	return [...new Set([...declared, ...found])];
}

/** What of the curves is shown. */
export type CurveChoice = {
	/** The first objective that has a curve, else the first curve, when absent. */
	readonly metric?: string | undefined;
	/** Drawn over the others and named. */
	readonly emphasized?: readonly number[];
	/** Only these trials; all when absent. */
	readonly trials?: readonly number[];
};

/**
 * One line a trial: a metric over its steps.
 * @throws UserError for a metric that is none of the sweep.
 */
export function selectCurves(state: SweepState, choice: CurveChoice = {}): LineChartInput {
	const names = curveNames(state);
	const objective = state.sweep?.objectives.find(candidate => names.includes(candidate.metric))?.metric;
	const metric = choice.metric ?? objective ?? names[0] ?? '';
	const definition = state.sweep?.metrics.find(candidate => candidate.name === metric);
	if (choice.metric !== undefined && definition === undefined && !names.includes(metric))
		throw unknownName(metric, names);
	const emphasized = new Set(choice.emphasized);
	const wanted = choice.trials === undefined ? undefined : new Set(choice.trials);
	const series = state.trials.flatMap(trial => {
		if (trial === undefined || (wanted !== undefined && !wanted.has(trial.trial))) return [];
		const points = own(trial.curves, metric) ?? [];
		if (points.length === 0) return [];
		const line = points.map(({step, value}) => ({x: step, y: value})).toSorted((a, b) => a.x - b.x);
		return [{name: `#${trial.trial}`, points: line, ...(emphasized.has(trial.trial) ? {isEmphasized: true} : {})}];
	});
	const empty = metric === '' ? 'No trial reported a metric with a step.' : `No trial reported ${metric} with a step.`;
	return {
		x: {name: 'step', unit: '', kind: 'number'},
		y: {name: metric, unit: definition?.unit ?? '', scale: 'linear'},
		series,
		empty,
	};
}
