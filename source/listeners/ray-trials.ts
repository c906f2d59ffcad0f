import type {Heard} from '../domain/listener.ts';
import type {Outcome} from '../domain/trial.ts';
import {heardValues} from './heard-values.ts';

/** Ray's trials by our numbers; each is told to begin and to end once, however often Ray says so. */
export type RayTrials = {
	/** Our number of one of Ray's names, in order of appearance. */
	readonly trialNumberOf: (name: string) => number;
	readonly start: (name: string) => readonly Heard[];
	readonly end: (name: string, ended: RayEnd) => readonly Heard[];
	readonly hasEnded: (name: string) => boolean;
	/** Of what is said of a trial that has ended, again and again, what was not said before. */
	readonly newsOf: (name: string, metrics: ReadonlyMap<string, number>) => readonly Heard[];
	/** A line between a failure and the end that it leads to; the last one that names an error is the reason. */
	readonly readTraceback: (text: string) => void;
};

/** How a trial of Ray's ended. */
export type RayEnd = {readonly state: Outcome; readonly metrics: ReadonlyMap<string, number>};

const FAILING = /\bTrial task failed for trial (\S+)$/;
/** The last line of a traceback: `RuntimeError: diverged`. */
const ERROR_LINE = /^[A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Exit)\b(?:: .*)?$/;

/** Nothing is known before the first line. */
export function createRayTrials(): RayTrials {
	const numbers = new Map<string, number>();
	const started = new Set<string>();
	const ended = new Set<string>();
	const reasons = new Map<string, string>();
	const said = new Map<string, ReadonlyMap<string, number>>();
	let failing: string | undefined;
	const trialNumberOf = (name: string): number => {
		const known = numbers.get(name) ?? numbers.size + 1;
		numbers.set(name, known);
		return known;
	};
	return {
		trialNumberOf,
		hasEnded: name => ended.has(name),
		newsOf: (name, metrics) => {
			const before = said.get(name);
			said.set(name, metrics);
			const news = [...metrics].filter(([metric, value]) => before?.get(metric) !== value);
			return heardValues(news, {trial: trialNumberOf(name)});
		},
		start: name => {
			if (started.has(name)) return [];
			started.add(name);
			return [{kind: 'trial-started', trial: trialNumberOf(name)}];
		},
		end: (name, {state, metrics}) => {
			if (ended.has(name)) return [];
			ended.add(name);
			if (failing === name) failing = undefined;
			said.set(name, metrics);
			const reason = state === 'failed' ? {why: reasons.get(name) ?? 'Ray says ERROR'} : {};
			return [{kind: 'trial-ended', trial: trialNumberOf(name), state, metrics, ...reason}];
		},
		readTraceback: text => {
			failing = FAILING.exec(text)?.[1] ?? failing;
			if (failing !== undefined && ERROR_LINE.test(text)) reasons.set(failing, text.slice(0, LONGEST_REASON));
		},
	};
}

/** Characters of an error that are kept. */
const LONGEST_REASON = 500;
