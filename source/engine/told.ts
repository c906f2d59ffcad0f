import {type Lookup, parseExpression} from '../domain/expression.ts';
import {compileMargin} from '../domain/margin.ts';
import {numberNamed} from '../domain/metric-value.ts';
import {decodeNumber} from '../domain/number.ts';
import {own} from '../domain/record.ts';
import type {Told} from '../domain/sampler.ts';
import {flattenParams} from '../domain/space.ts';
import type {Sweep} from '../domain/sweep.ts';
import {measuredExecutions} from '../domain/trial-fold.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {compileViolation} from '../domain/violation.ts';
import {INFEASIBLE} from './trial-results.ts';

/** What a sampler is told of a trial that has ended; the same at its end and at a resume. */
export function toldOf(sweep: Sweep, trial: TrialRecord): Told {
	const first = sweep.objectives[0];
	const last = first === undefined ? undefined : own(trial.curves, first.metric)?.at(-1);
	const feasible = !trial.flags.includes(INFEASIBLE);
	const violation = feasible ? undefined : violationOf(sweep, trial);
	const margins = sweep.constraints.length === 0 ? undefined : marginsOf(sweep, trial);
	return {
		trial: trial.trial,
		params: trial.params,
		state: trial.remeasured
			? 'complete'
			: trial.state === 'complete' || trial.state === 'pruned'
				? trial.state
				: 'failed',
		values: sweep.objectives.map(objective => numberNamed(trial, objective.metric)),
		feasible,
		...(violation === undefined ? {} : {violation}),
		...(margins === undefined ? {} : {margins}),
		...(last === undefined ? {} : {last: {step: last.step, value: last.value}}),
	};
}

/** By how much the constraints of a trial fail, summed; undefined where none of the amounts is known. */
function violationOf(sweep: Sweep, trial: TrialRecord): number | undefined {
	const lookup = lookupOf(sweep, trial);
	const series = seriesOf(trial);
	const amounts = sweep.constraints.flatMap(source => compileViolation(parseExpression(source))(lookup, series) ?? []);
	const sum = amounts.reduce((total, amount) => total + amount, 0);
	return sum > 0 ? sum : undefined;
}

/** Undefined where one of them cannot be told: a model of a part would take what it does not see for fine. */
function marginsOf(sweep: Sweep, trial: TrialRecord): readonly number[] | undefined {
	const lookup = lookupOf(sweep, trial);
	const series = seriesOf(trial);
	const margins = sweep.constraints.flatMap(source => compileMargin(parseExpression(source))(lookup, series) ?? []);
	return margins.length === sweep.constraints.length ? margins : undefined;
}

function seriesOf(trial: TrialRecord): (name: string) => readonly number[] {
	const counting = measuredExecutions(trial);
	return name =>
		counting.flatMap(({metrics}) => {
			const value = metrics === undefined ? undefined : own(metrics, name);
			return value === undefined ? [] : [decodeNumber(value)];
		});
}

function lookupOf(sweep: Sweep, trial: TrialRecord): Lookup {
	const params = flattenParams(sweep.space, trial.params);
	return name => {
		const param = params.get(name);
		if (param !== undefined) return param;
		const metric = own(trial.metrics, name);
		if (metric !== undefined) return decodeNumber(metric);
		const cell = own(trial.telemetry, name);
		if (typeof cell !== 'string') return cell;
		const number = decodeNumber(cell === 'Infinity' || cell === '-Infinity' ? cell : undefined);
		return Number.isNaN(number) && cell !== 'NaN' ? cell : number;
	};
}
