import {TELEMETRY_COLUMNS} from './columns.ts';
import {UserError} from '../errors.ts';
import type {SweepEvent} from '../event.ts';
import {compileExpression, type Evaluator, type Expression, namesOf} from '../expression/expression.ts';
import type {Metric} from '../metric.ts';
import {numberNamed} from '../ranking/metric-value.ts';
import {nameHint} from '../text/nearest.ts';
import {decodeNumber, encodeNumber} from '../number.ts';
import {own, recordOf} from '../record.ts';
import {safeText} from '../text/safe-text.ts';
import {columnsOf, flattenParams, type Scalar} from '../space.ts';
import type {Sweep} from '../sweep.ts';
import {createSweepState, reduceSweep, type SweepState} from '../sweep-state.ts';
import type {EventOf} from '../trial/trial-fold.ts';
import {measuredExecutions} from '../trial/trial-fold.ts';
import type {Metrics, TrialRecord} from '../trial.ts';

/** A metric that is worked out from recorded results, after the fact. */
export type DerivedMetric = {
	readonly name: string;
	/** Source of the expression. */
	readonly formula: string;
	/** Names that it reads. */
	readonly reads: readonly string[];
	readonly evaluate: Evaluator;
};

/** Makes a derived metric of its name and its parsed formula. */
export function derivedMetric(name: string, formula: string, expression: Expression): DerivedMetric {
	return {name, formula, reads: namesOf(expression), evaluate: compileExpression(expression)};
}

/** The declaration of a derived metric in a sweep. */
export function declareDerived({name, formula}: DerivedMetric): Metric {
	return {name, formula, reduce: 'last', stream: false};
}

/**
 * The events of a journal as if the sweep had had these formulas from its beginning: declared in its sweep, with a
 * value, or the reason why there is none, in every trial that ended. Formulas may use parameters, metrics, telemetry
 * columns, `duration_s` and the formulas before them.
 * @throws UserError for a name that is taken, and at the end for a name that nothing had.
 */
export function* deriveMetrics(
	derived: readonly DerivedMetric[],
	events: Iterable<SweepEvent>,
): Generator<SweepEvent, void, undefined> {
	let state = createSweepState();
	const seen = new Set<string>(['duration_s', ...TELEMETRY_COLUMNS, ...derived.map(({name}) => name)]);
	for (const event of events) {
		state = reduceSweep(state, event);
		if (event.type === 'sweep-started' || event.type === 'sweep-described') {
			const sweep = declareAll(derived, event.sweep);
			for (const parameter of sweep.space.parameters) for (const name of columnsOf(parameter)) seen.add(name);
			for (const {name} of sweep.metrics) seen.add(name);
			yield {...event, sweep};
		} else if (event.type === 'trial-ended') {
			for (const name in event.metrics) seen.add(name);
			for (const name in event.telemetry) seen.add(name);
			yield endWith(derived, event, state);
		} else if (event.type === 'trial-described') {
			yield describeWith(derived, event, state);
		} else yield event;
	}
	refuseUnknown(derived, seen);
}

function declareAll(derived: readonly DerivedMetric[], sweep: Sweep): Sweep {
	const parameters = new Set(sweep.space.parameters.flatMap(columnsOf));
	const metrics = [...sweep.metrics];
	for (const metric of derived) {
		const known = metrics.find(({name}) => name === metric.name);
		if (parameters.has(metric.name) || (known !== undefined && known.formula !== metric.formula))
			throw takenName(metric.name);
		if (known === undefined) metrics.push(declareDerived(metric));
	}
	return {...sweep, metrics};
}

function takenName(name: string): UserError {
	return new UserError(
		`the formula "${safeText(name)}" has the name of a parameter or metric`,
		'Give it another name: --formula NAME=EXPRESSION.',
	);
}

function endWith(
	derived: readonly DerivedMetric[],
	event: EventOf<'trial-ended'>,
	state: SweepState,
): EventOf<'trial-ended'> {
	const trial = state.trials[event.trial - 1];
	if (trial === undefined) return event;
	const taken = derived.find(({name}) => own(event.metrics, name) !== undefined);
	if (taken !== undefined) throw takenName(taken.name);
	const {metrics, missing} = valuesOf(derived, trial, state);
	if (event.state !== 'complete') return {...event, metrics: {...event.metrics, ...metrics}};
	return {...event, metrics: {...event.metrics, ...metrics}, missing: {...event.missing, ...missing}};
}

/** What became known after the end changes the formulas' values too. */
function describeWith(
	derived: readonly DerivedMetric[],
	event: EventOf<'trial-described'>,
	state: SweepState,
): EventOf<'trial-described'> {
	const trial = state.trials[event.trial - 1];
	if (trial === undefined || trial.state === 'queued' || trial.state === 'running') return event;
	return {...event, metrics: {...event.metrics, ...valuesOf(derived, trial, state).metrics}};
}

/** How numbers that JSON lacks are written. */
const NO_TEXTS: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity']);

type Values = {readonly metrics: Metrics; readonly missing: Readonly<Record<string, string>>};

function valuesOf(derived: readonly DerivedMetric[], trial: TrialRecord, {sweep}: SweepState): Values {
	const params = sweep === undefined ? new Map<string, Scalar>() : flattenParams(sweep.space, trial.params);
	const found = new Map<string, number>();
	const missing = new Map<string, string>();
	const lookup = (name: string): Scalar | undefined => {
		const known = params.get(name) ?? found.get(name);
		if (known !== undefined) return known;
		const metric = own(trial.metrics, name);
		if (metric !== undefined) return decodeNumber(metric);
		const cell = own(trial.telemetry, name);
		if (typeof cell === 'string' && !NO_TEXTS.has(cell)) return cell;
		const value = numberNamed(trial, name);
		return Number.isNaN(value) ? undefined : value;
	};
	const executions = measuredExecutions(trial);
	const ofExecutions = (name: string): readonly number[] =>
		executions.map(execution => numberNamed(execution, name)).filter(value => !Number.isNaN(value));
	for (const {name, reads, evaluate} of derived) {
		const value = evaluate(lookup, ofExecutions);
		if (typeof value === 'number' || typeof value === 'boolean') found.set(name, Number(value));
		else {
			const absent = reads.find(read => lookup(read) === undefined);
			missing.set(name, absent === undefined ? 'the formula gave no number' : `no value for ${absent}`);
		}
	}
	return {
		metrics: recordOf([...found].map(([name, value]) => [name, encodeNumber(value)] as const)),
		missing: recordOf(missing),
	};
}

function refuseUnknown(derived: readonly DerivedMetric[], seen: ReadonlySet<string>): void {
	for (const {name, reads} of derived) {
		const unknown = reads.find(read => !seen.has(read));
		if (unknown === undefined) continue;
		throw new UserError(
			`the formula ${safeText(name)} reads "${safeText(unknown)}", which no trial has`,
			safeText(hintFor(unknown, seen)),
		);
	}
}

function hintFor(unknown: string, seen: ReadonlySet<string>): string {
	return nameHint(unknown, seen) ?? `There are: ${[...seen].slice(0, 60).join(', ')}.`;
}
