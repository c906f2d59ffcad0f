import {encodeNumber} from '../../domain/number.ts';
import {own} from '../../domain/record.ts';
import type {SamplerContext, SamplerHost, Told} from '../../domain/sampler.ts';
import type {Params} from '../../domain/space.ts';
import type {OptunaForm, OptunaParameter} from './optuna-parameter.ts';

/** JSON that Optuna's samplers write for themselves, by key. */
export type Attributes = Readonly<Record<string, unknown>>;

/** What is kept of a suggestion beside its params, so that a study told anew is the same. */
export type Kept = {
	readonly trial: number;
	/** Suggestions before it that fell on excluded points. */
	readonly attempts?: number;
	readonly attributes?: Attributes;
	/** Attributes of the study that it changed. */
	readonly study?: Attributes;
};

/** One trial for the script; see its `take`. */
export type TrialRecord = {
	readonly trial: number;
	readonly attempts?: number;
	readonly params?: readonly (readonly [string, OptunaForm, number])[];
	readonly attributes?: Attributes;
	readonly end?: unknown;
};

/** All trials of a sweep, for a program that knows some of them. */
export type OptunaHistory = {
	readonly tell: (told: Told) => void;
	readonly keep: (kept: Kept) => void;
	/** The program has made the trial itself. */
	readonly made: (trial: number, params: Params) => void;
	/** What the program does not know yet of the trials below that number. */
	readonly news: (before: number) => {readonly trials: readonly TrialRecord[]; readonly study: Attributes};
	/** There is a new program, which knows nothing. */
	readonly forget: () => void;
};

type Entry = {params?: Params; end?: unknown; kept?: Kept};

/** The history that a run directory has so far. */
export function createOptunaHistory(
	context: SamplerContext,
	parameters: readonly OptunaParameter[],
	{remembered, unfinished}: Pick<SamplerHost, 'remembered' | 'unfinished'>,
): OptunaHistory {
	const entries = new Map<number, Entry>();
	const changed = new Set<number>();
	/** Trials up to this number are known to the program; what happens to them later is told as a change. */
	let known = 0;
	let isStudyKnown = false;
	const entryOf = (trial: number): Entry => {
		const entry = entries.get(trial) ?? {};
		entries.set(trial, entry);
		return entry;
	};
	const keep = (kept: Kept): void => {
		entryOf(kept.trial).kept = kept;
	};
	for (const state of remembered) if (isKept(state)) keep(state);
	for (const [trial, params] of unfinished) entryOf(trial).params = params;
	return {
		keep,
		tell: told => {
			const entry = entryOf(told.trial);
			// A trial that is run again was known with its first result.
			if (entry.end !== undefined) return;
			entry.params = told.params;
			entry.end = endOf(told, context.directions.length);
			changed.add(told.trial);
		},
		made: (trial, params) => {
			entryOf(trial).params = params;
			known = Math.max(known, trial);
		},
		news: before => {
			const numbers = [...changed].filter(trial => trial <= known).toSorted((a, b) => a - b);
			const last = [...changed].reduce((most, trial) => Math.max(most, trial), Math.max(before - 1, known));
			for (let trial = known + 1; trial <= last; trial += 1) numbers.push(trial);
			const trials = numbers.map(trial => recordOf(parameters, trial, entries.get(trial) ?? {}, trial > known));
			const news = {trials, study: isStudyKnown ? {} : studyBefore(entries, before)};
			changed.clear();
			known = last;
			isStudyKnown = true;
			return news;
		},
		forget: () => {
			known = 0;
			isStudyKnown = false;
		},
	};
}

function recordOf(
	parameters: readonly OptunaParameter[],
	trial: number,
	{params, end, kept}: Entry,
	isNew: boolean,
): TrialRecord {
	return {
		trial,
		...(params === undefined ? {} : {params: encodeParams(parameters, params)}),
		...(end === undefined ? {} : {end}),
		...(isNew && kept?.attempts !== undefined ? {attempts: kept.attempts} : {}),
		...(isNew && kept?.attributes !== undefined ? {attributes: kept.attributes} : {}),
	};
}

/** A suggestion that no trial came of is made again: what it changed is not of the study. */
function studyBefore(entries: ReadonlyMap<number, Entry>, before: number): Attributes {
	const numbers = [...entries.keys()].filter(trial => trial < before).toSorted((a, b) => a - b);
	return Object.assign({}, ...numbers.map(trial => entries.get(trial)?.kept?.study));
}

function encodeParams(parameters: readonly OptunaParameter[], params: Params): NonNullable<TrialRecord['params']> {
	return parameters.flatMap(({name, form, toOptuna}) => {
		const value = own(params, name);
		const number = value === undefined ? undefined : toOptuna(value);
		return form === undefined || number === undefined ? [] : [[name, form, number] as const];
	});
}

/** Optuna knows no NaN: a trial without a number has failed. */
function endOf({state, values, feasible, violation, last}: Told, objectives: number): unknown {
	const isComplete = state === 'complete' && objectives > 0 && !values.some(Number.isNaN);
	return {
		state: isComplete ? 'COMPLETE' : state === 'pruned' ? 'PRUNED' : 'FAIL',
		values: values.map(encodeNumber),
		violation: feasible ? 0 : (violation ?? 1),
		...(last === undefined ? {} : {last: {step: last.step, value: encodeNumber(last.value)}}),
	};
}

function isKept(state: unknown): state is Kept {
	return typeof state === 'object' && state !== null && 'trial' in state && typeof state.trial === 'number';
}
