import {type Expression, evaluate, namesOf, parseExpression} from '../domain/expression/expression.ts';
import type {Metric} from '../domain/metric.ts';
import {decodeNumber, encodeNumber} from '../domain/number.ts';
import {INFEASIBLE} from '../domain/ranking/rank.ts';
import {own} from '../domain/record.ts';
import {flattenParams, type Params, type Scalar} from '../domain/space.ts';
import {mean} from '../domain/statistics/stats.ts';
import type {Sweep} from '../domain/sweep.ts';
import type {Metrics, Telemetry} from '../domain/trial.ts';

/** Metrics and telemetry of one measured execution that completed. */
export type ExecutionNumbers = {
	readonly metrics: Metrics;
	readonly telemetry: Telemetry;
	readonly missing: Readonly<Record<string, string>>;
	readonly flags: readonly string[];
	/** How long it took, where that is known: `duration_s` of formulas, constraints and the target. */
	readonly durationS?: number;
};

/** What the measured executions of a trial add up to. */
export type TrialResults = ExecutionNumbers;

/** Flag of a trial for which a constraint has no answer, because a column that it names is missing. */
export const UNCHECKED = 'UNCHECKED';

/** Computes trial results for one sweep; expressions are compiled once. */
export type TrialResultsComputer = {
	/** Metrics that a program must report itself, or its execution failed. */
	readonly required: readonly string[];
	/** Mean over executions, then formulas, then constraints. */
	readonly combine: (
		params: Params,
		executions: readonly ExecutionNumbers[],
		/** Telemetry of the executions together, in place of the mean of each one's own. */
		together?: Omit<ExecutionNumbers, 'metrics' | 'durationS'>,
	) => TrialResults;
	/** Whether the target expression of the budget holds for these results. */
	readonly targetReached: (params: Params, results: TrialResults) => boolean;
};

/** Columns that are no mean: the hottest, the highest, the first and the last. */
const COMBINE: Readonly<Record<string, (values: readonly number[]) => number>> = {
	power_max_w: values => Math.max(...values),
	temp_max_c: values => Math.max(...values),
	temp_start_c: values => values[0] ?? Number.NaN,
	temp_end_c: values => values.at(-1) ?? Number.NaN,
};

/** Compiles a sweep's formulas and constraints. Throws only where the spec let a bad expression through. */
export function createTrialResults(sweep: Sweep): TrialResultsComputer {
	const formulas = sweep.metrics.flatMap(metric =>
		metric.formula === undefined ? [] : [{metric, expression: parseExpression(metric.formula)}],
	);
	const constraints = sweep.constraints.map(source => ({source, expression: parseExpression(source)}));
	const target = sweep.budget.target === undefined ? undefined : parseExpression(sweep.budget.target);
	return {
		required: requiredMetrics(sweep),
		combine: (params, executions, together) => {
			const metrics = meanMetrics(sweep.metrics, executions);
			const parts = together === undefined ? executions : [together];
			const telemetry = combineTelemetry(parts);
			const missing: Record<string, string> = Object.assign({}, ...parts.map(part => part.missing));
			const flags = new Set(parts.flatMap(part => part.flags));
			const flat = flattenParams(sweep.space, params);
			const duration = meanDuration(executions);
			const scope = createScope(flat, metrics, {telemetry, ...duration}, executions);
			for (const {metric, expression} of formulas) {
				const value = toNumber(scope.evaluate(expression));
				if (value === undefined) missing[metric.name] = missingReason(expression, scope, missing);
				else metrics.set(metric.name, value);
			}
			for (const {expression} of constraints) {
				const holds = scope.evaluate(expression);
				if (holds === undefined) flags.add(UNCHECKED);
				else if (holds !== true) flags.add(INFEASIBLE);
			}
			for (const name of metrics.keys()) delete missing[name];
			return {
				metrics: Object.fromEntries([...metrics].map(([name, value]) => [name, encodeNumber(value)])),
				telemetry,
				missing,
				flags: [...flags],
				...duration,
			};
		},
		targetReached: (params, results) => {
			if (target === undefined) return false;
			const metrics = new Map(Object.entries(results.metrics).map(([name, value]) => [name, decodeNumber(value)]));
			const scope = createScope(flattenParams(sweep.space, params), metrics, results, []);
			return scope.evaluate(target) === true;
		},
	};
}

/** Reported metrics that an objective is, or that the formula of an objective uses. */
export function requiredMetrics(sweep: Sweep): readonly string[] {
	const byName = new Map(sweep.metrics.map(metric => [metric.name, metric]));
	const required = new Set<string>();
	const visit = (name: string): void => {
		const metric = byName.get(name);
		if (metric === undefined || required.has(name)) return;
		if (metric.formula === undefined) required.add(name);
		else for (const used of namesOf(parseExpression(metric.formula))) if (used !== name) visit(used);
	};
	for (const objective of sweep.objectives) visit(objective.metric);
	return [...required];
}

function meanMetrics(metrics: readonly Metric[], executions: readonly ExecutionNumbers[]): Map<string, number> {
	const result = new Map<string, number>();
	for (const {name, formula} of metrics) {
		if (formula !== undefined) continue;
		const values = executions.flatMap(e => {
			const value = own(e.metrics, name);
			return value === undefined ? [] : [decodeNumber(value)];
		});
		if (values.length > 0) result.set(name, values.length === 1 ? (values[0] ?? Number.NaN) : mean(values));
	}
	return result;
}

/** As the trial's own duration: the mean of its measured executions. */
function meanDuration(executions: readonly ExecutionNumbers[]): {readonly durationS?: number} {
	const durations = executions.flatMap(({durationS}) => durationS ?? []);
	return durations.length === 0 ? {} : {durationS: mean(durations)};
}

function combineTelemetry(executions: readonly Pick<ExecutionNumbers, 'telemetry'>[]): Telemetry {
	if (executions.length === 1) return executions[0]?.telemetry ?? {};
	const names = new Set(executions.flatMap(e => Object.keys(e.telemetry)));
	return Object.fromEntries(
		[...names].map(name => {
			const cells = executions.flatMap(e => own(e.telemetry, name) ?? []);
			const numbers = cells.filter(cell => typeof cell === 'number');
			if (numbers.length < cells.length) return [name, cells.at(-1) ?? ''];
			return [name, encodeNumber((own(COMBINE, name) ?? mean)(numbers))];
		}),
	);
}

type Scope = {
	readonly has: (name: string) => boolean;
	readonly evaluate: (expression: Expression) => Scalar | undefined;
};

function createScope(
	params: ReadonlyMap<string, Scalar>,
	metrics: ReadonlyMap<string, number>,
	{telemetry, durationS}: Pick<ExecutionNumbers, 'telemetry' | 'durationS'>,
	executions: readonly ExecutionNumbers[],
): Scope {
	const lookup = (name: string): Scalar | undefined => {
		const known = params.get(name) ?? metrics.get(name);
		if (known !== undefined) return known;
		if (name === 'duration_s') return durationS;
		const cell = own(telemetry, name);
		return cell === undefined ? undefined : numberOrText(cell);
	};
	const series = (name: string): readonly number[] =>
		executions.flatMap(e => {
			if (name === 'duration_s') return e.durationS ?? [];
			const value = own(e.metrics, name);
			return value === undefined ? [] : [decodeNumber(value)];
		});
	return {
		has: name => lookup(name) !== undefined,
		evaluate: expression => evaluate(expression, lookup, series),
	};
}

function numberOrText(cell: Telemetry[string]): Scalar {
	if (typeof cell === 'number') return cell;
	return cell === 'NaN' || cell === 'Infinity' || cell === '-Infinity' ? decodeNumber(cell) : cell;
}

function toNumber(value: Scalar | undefined): number | undefined {
	if (typeof value === 'boolean') return value ? 1 : 0;
	return typeof value === 'number' ? value : undefined;
}

function missingReason(expression: Expression, scope: Scope, missing: Readonly<Record<string, string>>): string {
	const absent = [...namesOf(expression)].find(name => !scope.has(name));
	if (absent === undefined) return 'the formula gave no number';
	const why = own(missing, absent);
	return why === undefined ? `no value for ${absent}` : `no value for ${absent}: ${why}`;
}
