import {FROM_ZERO} from './optuna.ts';
import type {Heard} from '../domain/listener.ts';
import type {Direction} from '../domain/metric.ts';
import {readOptunaDistribution} from '../domain/foreign/optuna-distribution.ts';
import type {Scalar} from '../domain/space.ts';
import {isObject, jsonNumber, jsonText, parseStorableJson} from '../domain/text/json-object.ts';
import {heardObjectives, objectiveNames} from './optuna-metrics.ts';

/** Applies the records of an Optuna journal, by the rules of its own reader. */
export type OptunaReplay = {
	readonly apply: (record: JournalRecord) => void;
	/** What the records since the last call say of the study that is followed. */
	readonly take: () => readonly Heard[];
	readonly hasStudy: () => boolean;
};

/** One line. NaN and the infinities stand as their names. */
type JournalRecord = ReadonlyMap<string, unknown>;

type Trial = {
	readonly study: number;
	/** Within its study, from 1. */
	readonly number: number;
	isStarted: boolean;
	isEnded: boolean;
	readonly params: Map<string, Scalar>;
	readonly attributes: Map<string, number>;
	values: readonly number[];
};

type Study = {
	readonly name: string;
	readonly directions: readonly (Direction | undefined)[];
	names: readonly string[];
	trials: number;
	isDeleted: boolean;
	heard: Heard[];
	readonly distributions: Map<string, string>;
};

/** Op codes; source: `optuna/storages/journal/_base.py`. */
const OP = {
	createStudy: 0,
	deleteStudy: 1,
	studySystemAttribute: 3,
	createTrial: 4,
	trialParam: 5,
	trialState: 6,
	intermediateValue: 7,
	trialUserAttribute: 8,
} as const;

const RUNNING = 0;
const WAITING = 4;
const ENDS: ReadonlyMap<number, 'complete' | 'pruned' | 'failed'> = new Map([
	[1, 'complete'],
	[2, 'pruned'],
	[3, 'failed'],
]);

/** @param wanted name of a study; without it the one that was made last is followed. */
export function createOptunaReplay(wanted: string | undefined): OptunaReplay {
	const replay = new Replay(wanted);
	return {
		apply: record => replay.apply(record),
		take: () => replay.take(),
		hasStudy: () => replay.current !== undefined,
	};
}

class Replay {
	readonly #wanted: string | undefined;
	/** By id: studies count CREATE_STUDY lines, trials those that were applied. */
	readonly #studies: Study[] = [];
	readonly #trials: Trial[] = [];
	current: Study | undefined;

	constructor(wanted: string | undefined) {
		this.#wanted = wanted;
	}

	apply(record: JournalRecord): void {
		switch (record.get('op_code')) {
			case OP.createStudy:
				return this.#createStudy(record);
			case OP.deleteStudy: {
				const study = this.#studyOf(record);
				if (study !== undefined) study.isDeleted = true;
				return;
			}
			case OP.studySystemAttribute:
				return this.#nameMetrics(record);
			case OP.createTrial:
				return this.#createTrial(record);
			case OP.trialParam:
				return this.#setParam(record);
			case OP.trialState:
				return this.#setState(record);
			case OP.intermediateValue:
				return this.#addPoint(record);
			case OP.trialUserAttribute:
				return this.#setAttribute(record);
			default:
				return undefined;
		}
	}

	take(): readonly Heard[] {
		const followed = this.#studies.findLast(
			({name, isDeleted}) => !isDeleted && (this.#wanted === undefined || name === this.#wanted),
		);
		if (followed === undefined) return [];
		const isNew = followed !== this.current;
		this.current = followed;
		const {heard, name, names, directions} = followed;
		followed.heard = [];
		return isNew ? [{kind: 'study', name}, FROM_ZERO, ...heardObjectives(names, directions), ...heard] : heard;
	}

	#createStudy(record: JournalRecord): void {
		const name = jsonText(record.get('study_name'));
		// A duplicate is refused by its writer, yet stands in the file.
		if (this.#studies.some(study => study.name === name && !study.isDeleted)) return;
		const directions = listOf(record.get('directions')).map(directionOf);
		const names = objectiveNames(Math.max(1, directions.length), undefined);
		this.#studies.push({name, directions, names, trials: 0, isDeleted: false, heard: [], distributions: new Map()});
	}

	#studyOf(record: JournalRecord): Study | undefined {
		const study = this.#studies[jsonNumber(record.get('study_id')) ?? -1];
		return study?.isDeleted === true ? undefined : study;
	}

	#nameMetrics(record: JournalRecord): void {
		const study = this.#studyOf(record);
		const names = membersOf(record.get('system_attr')).get('study:metric_names');
		if (study !== undefined && Array.isArray(names)) study.names = objectiveNames(study.directions.length, names);
	}

	#createTrial(record: JournalRecord): void {
		const study = this.#studyOf(record);
		if (study === undefined) return;
		study.trials += 1;
		const trial: Trial = {
			study: this.#studies.indexOf(study),
			number: study.trials,
			isStarted: false,
			isEnded: false,
			params: new Map(),
			attributes: new Map(),
			values: [],
		};
		this.#trials.push(trial);
		for (const [name, distribution] of membersOf(record.get('distributions'))) {
			const internal = membersOf(record.get('params')).get(name);
			this.#put(study, trial, {name, distribution: jsonText(distribution), internal});
		}
		const state = jsonNumber(record.get('state')) ?? RUNNING;
		if (state === RUNNING) this.#start(study, trial, record);
		else if (state !== WAITING) this.#end(study, trial, record);
	}

	#start(study: Study, trial: Trial, record: JournalRecord): void {
		if (trial.isStarted) return;
		trial.isStarted = true;
		const timeMs = timeOf(record.get('datetime_start'));
		study.heard.push({
			kind: 'trial-started',
			trial: trial.number,
			params: Object.fromEntries(trial.params),
			...(timeMs === undefined ? {} : {timeMs}),
		});
	}

	/** A trial that can still change, and its study. */
	#openTrial(record: JournalRecord): {readonly trial: Trial; readonly study: Study} | undefined {
		const trial = this.#trials[jsonNumber(record.get('trial_id')) ?? -1];
		const study = trial === undefined ? undefined : this.#studies[trial.study];
		return trial === undefined || study === undefined || trial.isEnded ? undefined : {trial, study};
	}

	#setParam(record: JournalRecord): void {
		const open = this.#openTrial(record);
		if (open === undefined) return;
		const name = jsonText(record.get('param_name'));
		const distribution = jsonText(record.get('distribution'));
		this.#put(open.study, open.trial, {name, distribution, internal: record.get('param_value_internal')});
		const value = open.trial.params.get(name);
		if (!open.trial.isStarted || value === undefined) return;
		open.study.heard.push({kind: 'params', trial: open.trial.number, params: Object.fromEntries([[name, value]])});
	}

	#put(
		study: Study,
		trial: Trial,
		{name, distribution, internal}: {readonly name: string; readonly distribution: string; readonly internal: unknown},
	): void {
		const parsed = readOptunaDistribution(parseStorableJson(distribution));
		const number = jsonNumber(internal);
		if (parsed === undefined || number === undefined) return;
		trial.params.set(name, parsed.valueOf(number));
		if (study.distributions.has(name)) return;
		study.distributions.set(name, distribution);
		study.heard.push({kind: 'parameter', parameter: {name, domain: parsed.domain}});
	}

	#setState(record: JournalRecord): void {
		const open = this.#openTrial(record);
		if (open === undefined) return;
		if (jsonNumber(record.get('state')) === RUNNING) this.#start(open.study, open.trial, record);
		else this.#end(open.study, open.trial, record);
	}

	#end(study: Study, trial: Trial, record: JournalRecord): void {
		const state = ENDS.get(jsonNumber(record.get('state')) ?? -1);
		if (state === undefined) return;
		trial.isEnded = true;
		const values = record.get('values') ?? [record.get('value')];
		const objectives = listOf(values).flatMap((value, index): (readonly [string, number])[] => {
			const number = jsonNumber(value);
			return number === undefined ? [] : [[study.names[index] ?? `values_${index}`, number]];
		});
		const endedMs = timeOf(record.get('datetime_complete'));
		study.heard.push({
			kind: 'trial-ended',
			trial: trial.number,
			state,
			...(state === 'failed' ? {why: 'Optuna says FAIL'} : {}),
			params: Object.fromEntries(trial.params),
			metrics: new Map([...trial.attributes, ...objectives]),
			...(endedMs === undefined ? {} : {endedMs}),
		});
	}

	#addPoint(record: JournalRecord): void {
		const open = this.#openTrial(record);
		const step = jsonNumber(record.get('step'));
		const value = jsonNumber(record.get('intermediate_value'));
		if (open === undefined || step === undefined || value === undefined) return;
		const [name = 'value'] = open.study.names;
		open.study.heard.push({kind: 'value', trial: open.trial.number, name, value, step});
	}

	#setAttribute(record: JournalRecord): void {
		const open = this.#openTrial(record);
		for (const [name, value] of membersOf(record.get('user_attr'))) {
			if (typeof value === 'number') open?.trial.attributes.set(name, value);
		}
	}
}

function directionOf(code: unknown): Direction | undefined {
	return code === 1 ? 'minimize' : code === 2 ? 'maximize' : undefined;
}

function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> {
	return isObject(value) ? new Map(Object.entries(value)) : new Map();
}

/** ISO 8601; without a zone it is UTC. */
function timeOf(value: unknown): number | undefined {
	if (typeof value !== 'string') return undefined;
	const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(value);
	const timeMs = Date.parse(`${value.replace(' ', 'T')}${hasZone ? '' : 'Z'}`);
	return Number.isNaN(timeMs) ? undefined : timeMs;
}
