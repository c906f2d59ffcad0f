import type {FileExporter} from '../domain/exporter.ts';
import {INFEASIBLE} from '../domain/ranking/rank.ts';
import {own} from '../domain/record.ts';
import type {Sweep} from '../domain/sweep.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {marginsOf} from '../domain/constraint/trial-margins.ts';
import {type OptunaParameter, optunaParameter} from './optuna-distribution.ts';
import {OPTUNA_STATES, type OptunaTrial, optunaObjectives, optunaTrials} from './optuna-trials.ts';
import {decodeRecord, pythonFloat, pythonJson} from './python-json.ts';

/** Names of the operations of Optuna's journal, by their numbers (`optuna/storages/journal/_storage.py`, Optuna 5). */
const OPERATION = {
	createStudy: 0,
	studyUserAttribute: 2,
	studySystemAttribute: 3,
	createTrial: 4,
	trialParameter: 5,
	trialState: 6,
	intermediateValue: 7,
	trialUserAttribute: 8,
	trialSystemAttribute: 9,
} as const;
/** Who wrote a line. */
const WORKER = 'sweeptop';

/**
 * The sweep as a study in Optuna's journal: `JournalStorage(JournalFileBackend(path))` reads it, and so does
 * optuna-dashboard. Each trial is written step by step, as Optuna itself does; the dashboard's own reader loses parts of
 * a trial that is written at once.
 */
export const optunaJournalExporter = {
	id: 'optuna-journal',
	title: 'a study in Optuna’s journal, for Optuna and optuna-dashboard',
	extension: 'log',
	write: writeJournal,
} as const satisfies FileExporter;

function* writeJournal(state: SweepState): Generator<string> {
	const objectives = optunaObjectives(state, 'optuna-journal');
	const {sweep} = state;
	const directions = objectives.map(({direction}) => (direction === 'minimize' ? 1 : 2));
	yield line(OPERATION.createStudy, {study_name: sweep?.name ?? 'sweep', directions});
	const study = {study_id: 0};
	const names = objectives.map(({metric}) => metric);
	yield line(OPERATION.studySystemAttribute, {...study, system_attr: {'study:metric_names': names}});
	for (const [name, value] of Object.entries(sweep?.labels ?? {}))
		yield line(OPERATION.studyUserAttribute, {...study, user_attr: {[name]: value}});
	const parameters = (sweep?.space.parameters ?? []).map(optunaParameter);
	const constrained = sweep !== undefined && sweep.constraints.length > 0 ? sweep : undefined;
	for (const trial of optunaTrials(state, objectives)) yield trialLines(trial, parameters, constrained);
}

function line(operation: number, members: Readonly<Record<string, unknown>>): string {
	return `${pythonJson({op_code: operation, worker_id: WORKER, ...members})}\n`;
}

/** @param constrained the sweep, where it has constraints. */
function trialLines(
	optuna: OptunaTrial,
	parameters: readonly OptunaParameter[],
	constrained: Sweep | undefined,
): string {
	const {trial, number, state, values, curve, startMs, endMs} = optuna;
	if (state === 'WAITING') return waitingLine(optuna);
	const at = {trial_id: number};
	const lines = [line(OPERATION.createTrial, {study_id: 0, datetime_start: timeOf(startMs ?? endMs ?? 0)})];
	for (const {name, json, internal} of parameters) {
		const value = own(trial.params, name);
		const number_ = value === undefined ? undefined : internal(value);
		if (number_ === undefined) continue;
		lines.push(
			line(OPERATION.trialParameter, {...at, param_name: name, param_value_internal: number_, distribution: json}),
		);
	}
	for (const [step, value] of curve)
		lines.push(line(OPERATION.intermediateValue, {...at, step, intermediate_value: pythonFloat(value)}));
	for (const [name, value] of attributesOf(optuna))
		lines.push(line(OPERATION.trialUserAttribute, {...at, user_attr: {[name]: value}}));
	if (constrained !== undefined && state === 'COMPLETE') {
		// In Optuna, too, what is above 0 has failed. Where it is not known by how much, that it has is told.
		const constraints = marginsOf(constrained, trial) ?? [trial.flags.includes(INFEASIBLE) ? 1 : -1];
		const values = constraints.map(pythonFloat);
		lines.push(line(OPERATION.trialSystemAttribute, {...at, system_attr: {constraints: values}}));
	}
	if (state !== 'RUNNING')
		lines.push(
			line(OPERATION.trialState, {
				...at,
				state: OPTUNA_STATES.indexOf(state),
				values: values?.map(pythonFloat) ?? null,
				datetime_complete: timeOf(endMs ?? startMs ?? 0),
			}),
		);
	return lines.join('');
}

/** A queued trial is one with fixed parameters in Optuna. */
function waitingLine({trial}: OptunaTrial): string {
	return line(OPERATION.createTrial, {
		study_id: 0,
		datetime_start: null,
		state: OPTUNA_STATES.indexOf('WAITING'),
		value: null,
		values: null,
		distributions: {},
		params: {},
		user_attrs: {},
		system_attrs: {fixed_params: trial.params},
		intermediate_values: {},
	});
}

/** What Optuna has no place for: our number, flags, metrics and telemetry. */
function attributesOf({trial, number}: OptunaTrial): readonly (readonly [string, unknown])[] {
	return [
		...(trial.trial === number + 1 ? [] : [['sweeptop:trial', trial.trial] as const]),
		...(trial.flags.length === 0 ? [] : [['flags', trial.flags.join(' ')] as const]),
		...(trial.why === undefined ? [] : [['why', trial.why] as const]),
		...Object.entries(decodeRecord(trial.metrics)),
		...Object.entries(decodeRecord(trial.telemetry)),
	];
}

/** `2026-11-21T19:27:47.267000+00:00`, as Python reads it in every version. */
function timeOf(ms: number): string {
	return new Date(ms).toISOString().replace('Z', '000+00:00');
}
