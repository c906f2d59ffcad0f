import {isObject} from '../../domain/text/json-object.ts';
import {own, setOwn} from '../../domain/record.ts';
import type {Scalar} from '../../domain/space.ts';
import {asList, asText} from '../loose-json.ts';
import {createDistributionCache, isCompatible, joinDomains, type OptunaDistribution} from './optuna-distribution.ts';
import {
	createOptunaStudy,
	createOptunaTrial,
	putIntermediate,
	type OptunaState,
	type OptunaStudy,
	type OptunaTrial,
} from './optuna-study.ts';
import {parseOptunaTime, type TimeRule} from './optuna-time.ts';

/** One operation of the journal. */
export type JournalRecord = Readonly<Record<string, unknown>>;

/** Applies operations in order. */
export type JournalReplay = {
	readonly apply: (record: JournalRecord, line: number) => void;
	/** Studies that were not deleted. */
	readonly studies: () => readonly OptunaStudy[];
	readonly notes: () => readonly string[];
};

const STATES: readonly OptunaState[] = ['RUNNING', 'COMPLETE', 'PRUNED', 'FAIL', 'WAITING'];

type Entry = {readonly trial: OptunaTrial; readonly study: OptunaStudy};

/** The state that operations build up. */
type Replay = {
	readonly studies: Map<number, OptunaStudy>;
	nextStudy: number;
	/** By trial id: applied creations over all studies, from 0. */
	readonly trials: Entry[];
	readonly distributions: Map<OptunaStudy, Map<string, OptunaDistribution>>;
	readonly parse: (json: string) => OptunaDistribution | undefined;
	readonly times: TimeRule;
	readonly notes: Set<string>;
};

/**
 * Replays a journal by Optuna's own rules: updates to a finished trial, a second study of one name and a distribution
 * that contradicts an earlier one are ignored.
 * Source: optuna/storages/journal/_storage.py, `JournalStorageReplayResult.apply_logs`.
 */
export function createJournalReplay(where: string, times: TimeRule): JournalReplay {
	const replay: Replay = {
		studies: new Map(),
		nextStudy: 0,
		trials: [],
		distributions: new Map(),
		parse: createDistributionCache(where),
		times,
		notes: new Set(),
	};
	return {
		apply: record => apply(replay, record),
		studies: () => [...replay.studies.values()],
		notes: () => [...replay.notes],
	};
}

function apply(replay: Replay, record: JournalRecord): void {
	switch (own(record, 'op_code')) {
		case 0:
			return createStudy(replay, record);
		case 1:
			return void replay.studies.delete(numberIn(record, 'study_id'));
		case 2:
			return putAll(studyOf(replay, record)?.userAttributes, own(record, 'user_attr'));
		case 3:
			return putAll(studyOf(replay, record)?.systemAttributes, own(record, 'system_attr'));
		case 4:
			return createTrial(replay, record);
		case 5:
			return setParam(replay, record);
		case 6:
			return setState(replay, record);
		case 7: {
			const value = own(record, 'intermediate_value');
			if (typeof value === 'number') putIntermediate(updatable(replay, record)?.trial, numberIn(record, 'step'), value);
			return;
		}
		case 8:
			return putAttributes(updatable(replay, record)?.trial, 'userAttributes', own(record, 'user_attr'));
		case 9:
			return putAttributes(updatable(replay, record)?.trial, 'systemAttributes', own(record, 'system_attr'));
		case 10:
			return; // DISCARD_TRIALS, which another program writes: Optuna skips it.
		default:
			replay.notes.add(`operations of a newer Optuna were left out: op_code ${String(own(record, 'op_code'))}`);
	}
}

function numberIn(record: JournalRecord, key: string): number {
	const value = own(record, key);
	return typeof value === 'number' ? value : -1;
}

function studyOf(replay: Replay, record: JournalRecord): OptunaStudy | undefined {
	return replay.studies.get(numberIn(record, 'study_id'));
}

function putAll(into: Map<string, unknown> | undefined, values: unknown): void {
	if (into === undefined || !isObject(values)) return;
	for (const key of Object.keys(values)) into.set(key, own(values, key));
}

function putAttributes(
	trial: OptunaTrial | undefined,
	kind: 'userAttributes' | 'systemAttributes',
	values: unknown,
): void {
	if (trial === undefined || !isObject(values)) return;
	trial[kind] ??= new Map();
	putAll(trial[kind], values);
}

function createStudy(replay: Replay, record: JournalRecord): void {
	const name = asText(own(record, 'study_name')) ?? '';
	if ([...replay.studies.values()].some(study => study.name === name)) return;
	const directions = asList(own(record, 'directions')).filter(value => typeof value === 'number');
	replay.studies.set(replay.nextStudy, createOptunaStudy(name, directions));
	replay.nextStudy += 1;
}

function createTrial(replay: Replay, record: JournalRecord): void {
	const study = studyOf(replay, record);
	if (study === undefined) return;
	const trial = createOptunaTrial(study.trials.length, stateIn(record) ?? 'RUNNING');
	trial.startedMs = timeIn(replay, record, 'datetime_start');
	trial.endedMs = timeIn(replay, record, 'datetime_complete');
	trial.values = valuesIn(record);
	study.trials.push(trial);
	replay.trials.push({trial, study});
	fromTemplate(replay, {trial, study}, record);
}

/** A trial that was added whole or enqueued brings all its parts along. */
function fromTemplate(replay: Replay, {trial, study}: Entry, record: JournalRecord): void {
	putAttributes(trial, 'userAttributes', own(record, 'user_attrs'));
	putAttributes(trial, 'systemAttributes', own(record, 'system_attrs'));
	const distributions = own(record, 'distributions');
	const params = own(record, 'params');
	if (isObject(distributions) && isObject(params)) {
		for (const name of Object.keys(params)) {
			const distribution = replay.parse(asText(own(distributions, name)) ?? '{}');
			const value = own(params, name);
			if (distribution !== undefined && typeof value === 'number')
				put(replay, {trial, study}, {name, value, distribution});
		}
	}
	const intermediate = own(record, 'intermediate_values');
	if (!isObject(intermediate)) return;
	for (const step of Object.keys(intermediate)) {
		const value = own(intermediate, step);
		if (typeof value === 'number') putIntermediate(trial, Number(step), value);
	}
}

function updatable(replay: Replay, record: JournalRecord): Entry | undefined {
	const entry = replay.trials[numberIn(record, 'trial_id')];
	return entry !== undefined && (entry.trial.state === 'RUNNING' || entry.trial.state === 'WAITING')
		? entry
		: undefined;
}

function setParam(replay: Replay, record: JournalRecord): void {
	const entry = updatable(replay, record);
	const name = asText(own(record, 'param_name'));
	const value = own(record, 'param_value_internal');
	if (entry === undefined || name === undefined || typeof value !== 'number') return;
	const distribution = replay.parse(asText(own(record, 'distribution')) ?? '{}');
	if (distribution === undefined) replay.notes.add(`a distribution of "${name}" is unknown: its values were left out`);
	else put(replay, entry, {name, value, distribution});
}

type Drawn = {readonly name: string; readonly value: number; readonly distribution: OptunaDistribution};

function put(replay: Replay, {trial, study}: Entry, {name, value, distribution}: Drawn): void {
	let known = replay.distributions.get(study);
	if (known === undefined) replay.distributions.set(study, (known = new Map()));
	const earlier = known.get(name);
	if (earlier !== undefined && !isCompatible(earlier, distribution)) return;
	known.set(name, distribution);
	const domain = study.domains.get(name);
	study.domains.set(name, domain === undefined ? distribution.domain : joinDomains(domain, distribution.domain));
	const drawn: Scalar = distribution.valueOf(value);
	setOwn(trial.params, name, drawn);
}

function setState(replay: Replay, record: JournalRecord): void {
	const trial = updatable(replay, record)?.trial;
	const state = stateIn(record);
	if (trial === undefined || state === undefined || (state === 'RUNNING' && trial.state === 'RUNNING')) return;
	if (state === 'RUNNING') trial.startedMs = timeIn(replay, record, 'datetime_start') ?? trial.startedMs;
	else trial.endedMs = timeIn(replay, record, 'datetime_complete') ?? trial.endedMs;
	trial.state = state;
	trial.values = valuesIn(record) ?? trial.values;
}

function stateIn(record: JournalRecord): OptunaState | undefined {
	return STATES[numberIn(record, 'state')];
}

/** `values`, or the `value` of a template with one objective; null is none, not a list with a null. */
function valuesIn(record: JournalRecord): (number | undefined)[] | undefined {
	const values = own(record, 'values');
	if (Array.isArray(values)) return values.map(value => (typeof value === 'number' ? value : undefined));
	const value = own(record, 'value');
	return typeof value === 'number' ? [value] : undefined;
}

function timeIn(replay: Replay, record: JournalRecord, key: string): number | undefined {
	const text = own(record, key);
	return typeof text === 'string' ? parseOptunaTime(text, replay.times) : undefined;
}
