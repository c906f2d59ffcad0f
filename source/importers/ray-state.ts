import {UserError} from '../domain/errors.ts';
import type {ForeignSource} from '../domain/importer.ts';
import {isObject} from '../domain/text/json-object.ts';
import {own} from '../domain/record.ts';
import type {Outcome} from '../domain/trial.ts';
import {textAt} from './json-values.ts';
import {asList, parseLooseJson} from './loose-json.ts';

/** What Ray Tune keeps of an experiment as a whole. */
export type RayState = {
	/** By Ray's name of a trial: its reports do not say whether it came to an end. */
	readonly states: ReadonlyMap<string, Outcome | 'running' | 'queued'>;
	/** What was searched for, where the tuner was told. */
	readonly metric?: string;
};

const STATES: ReadonlyMap<string, Outcome | 'running' | 'queued'> = new Map([
	['PENDING', 'queued'],
	['RUNNING', 'running'],
	['PAUSED', 'running'],
	['TERMINATED', 'complete'],
	['ERROR', 'failed'],
] as const);

/**
 * What the `experiment_state-*.json` of a folder say, later ones over earlier ones, as Ray 2.60 writes them:
 * `trial_data` is a list of pairs of JSON texts (Ray 1 and early 2: `checkpoints`, a list of them). Nothing where there
 * is none, or it is half written.
 */
export function readRayState(source: ForeignSource): RayState {
	const paths = source.kind === 'file' ? [] : source.entries().map(entry => entry.path);
	const files = paths.filter(path => /(?:^|\/)experiment_state-[^/]*\.json$/.test(path)).toSorted();
	const states = new Map<string, Outcome | 'running' | 'queued'>();
	let metric: string | undefined;
	for (const path of files) {
		const state = parseState(source.text(path), path);
		if (!isObject(state)) continue;
		const trials = asList(own(state, 'trial_data') ?? own(state, 'checkpoints'));
		for (const [name, found] of trials.flatMap(stateOf)) states.set(name, found);
		const runner = own(state, 'runner_data');
		metric = (isObject(runner) ? textAt(runner, '_metric') : undefined) ?? metric;
	}
	return {states, ...(metric === undefined ? {} : {metric})};
}

function stateOf(entry: unknown): readonly (readonly [string, Outcome | 'running' | 'queued'])[] {
	const first = Array.isArray(entry) ? entry[0] : entry;
	const trial = typeof first === 'string' ? parseState(first, 'a trial') : first;
	if (!isObject(trial)) return [];
	const name = textAt(trial, 'trial_id');
	const state = STATES.get(textAt(trial, 'status') ?? '');
	return name === undefined || state === undefined ? [] : [[name, state]];
}

function parseState(text: string, where: string): unknown {
	try {
		return parseLooseJson(text, where);
	} catch (error) {
		if (error instanceof UserError) return undefined;
		throw error;
	}
}
