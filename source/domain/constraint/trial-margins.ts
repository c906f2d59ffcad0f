import {type Lookup, parseExpression} from '../expression/expression.ts';
import {compileMargin} from './margin.ts';
import {decodeNumber} from '../number.ts';
import {own} from '../record.ts';
import {flattenParams} from '../space.ts';
import type {Sweep} from '../sweep.ts';
import {measuredExecutions} from '../trial/trial-fold.ts';
import type {TrialRecord} from '../trial.ts';
import {compileViolation} from './violation.ts';

/** By how much the constraints of a trial fail, summed; undefined where none of the amounts is known. */
export function violationOf(sweep: Sweep, trial: TrialRecord): number | undefined {
	const lookup = lookupOf(sweep, trial);
	const series = seriesOf(trial);
	const amounts = sweep.constraints.flatMap(source => compileViolation(parseExpression(source))(lookup, series) ?? []);
	const sum = amounts.reduce((total, amount) => total + amount, 0);
	return sum > 0 ? sum : undefined;
}

/**
 * How far a trial is from the limit of each constraint, in the order of the sweep file: at most 0 where it holds, above 0
 * where it fails. Undefined where one of them cannot be told: a model of a part would take what it does not see for fine.
 */
export function marginsOf(sweep: Sweep, trial: TrialRecord): readonly number[] | undefined {
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
