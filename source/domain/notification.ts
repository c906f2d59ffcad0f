import {isBetter} from './ranking/better.ts';
import {counted} from './text/counted.ts';
import {parseTemplate, TemplateError} from './text/command-line.ts';
import {UserError} from './errors.ts';
import type {SweepEvent} from './event.ts';
import {formatMetric} from './metric.ts';
import {numberNamed} from './ranking/metric-value.ts';
import {INFEASIBLE} from './ranking/rank.ts';
import {isRankable} from './number.ts';
import {dominates} from './front/pareto.ts';
import {hasFailed} from './sweep/sweep-end.ts';
import type {SweepState} from './sweep-state.ts';
import {countTrials} from './trial/trial-counts.ts';
import {isFailure, type TrialRecord} from './trial.ts';

/** What is worth a word to somebody who is not looking, the most urgent first. */
export const NOTIFICATION_EVENTS = ['complete', 'failed', 'thermal', 'best'] as const;

/** One message. */
export type Notification = {
	readonly event: (typeof NOTIFICATION_EVENTS)[number];
	/** A sentence, as it was given: not made safe. */
	readonly text: string;
	readonly trial?: number;
	/** The best value of the objective, where there is one. */
	readonly value?: number;
};

/** Looks at events in their order. */
export type NotificationWatch = {
	/** What an event is worth, with the state after it; most are worth nothing. */
	readonly see: (event: SweepEvent, state: SweepState) => readonly Notification[];
};

/** Flags of a trial that was slowed down by heat. */
const THERMAL_FLAG = 'THERM';

/** Who gives notices of heat that was not overcome: the gate that waits for it, and the guard of pinned clocks. */
const THERMAL_SOURCES: ReadonlySet<string> = new Set(['gate', 'knobs']);

/** A trial cannot become the best of one: the first result is no news. */
type Front = {points: readonly (readonly number[])[]; isSeeded: boolean};

/** A watch that has seen nothing. Trials that the first state holds already are known, not news. */
export function createNotificationWatch(): NotificationWatch {
	const front: Front = {points: [], isSeeded: false};
	return {
		see: (event, state) => {
			if (!front.isSeeded) seed(front, state, event);
			if (event.type === 'trial-ended') {
				const trial = state.trials[event.trial - 1];
				return trial === undefined ? [] : ofTrial(trial, state, front);
			}
			if (event.type === 'sweep-ended') return [endNotification(event.why, state)];
			return event.type === 'notice' && isThermal(event) ? [{event: 'thermal', text: event.text}] : [];
		},
	};
}

function isThermal({level, about, text}: Extract<SweepEvent, {type: 'notice'}>): boolean {
	return level !== 'info' && THERMAL_SOURCES.has(about) && /°C|hot|cool|temperature/i.test(text);
}

function seed(front: Front, state: SweepState, event: SweepEvent): void {
	front.isSeeded = true;
	for (const trial of state.trials) {
		if (trial !== undefined && !(event.type === 'trial-ended' && event.trial === trial.trial))
			improves(front, trial, state);
	}
}

function ofTrial(trial: TrialRecord, state: SweepState, front: Front): readonly Notification[] {
	const number = trial.trial;
	const messages: Notification[] = [];
	const hadResults = front.points.length > 0;
	if (isFailure(trial.state))
		messages.push({
			event: 'failed',
			trial: number,
			text: `trial ${number} ${trial.state}${trial.why === undefined ? '' : `: ${trial.why}`}`,
		});
	if (trial.flags.includes(THERMAL_FLAG))
		messages.push({event: 'thermal', trial: number, text: `trial ${number} was slowed down by heat`});
	if (improves(front, trial, state) && hadResults) messages.push(ofBest(trial, state));
	return messages;
}

function ofBest(trial: TrialRecord, {sweep}: SweepState): Notification {
	const objectives = sweep?.objectives ?? [];
	const [first] = objectives;
	const value = first === undefined ? Number.NaN : numberNamed(trial, first.metric);
	if (objectives.length !== 1 || first === undefined)
		return {event: 'best', trial: trial.trial, text: `trial ${trial.trial} is on the Pareto front`};
	return {
		event: 'best',
		trial: trial.trial,
		value,
		text: `trial ${trial.trial} is the best so far: ${first.metric} ${formatMetric(value)}`,
	};
}

/** What is told of the end of a sweep: a failure where it {@link hasFailed}. */
export function endNotification(why: string, state: SweepState): Notification {
	const {counts, sweep} = state;
	const name = sweep?.name ?? 'the sweep';
	const best = bestOf(state);
	return {
		event: hasFailed({counts, endedWhy: why}) ? 'failed' : 'complete',
		text: `${name} ended (${why}): ${counts.complete} of ${counted(countTrials(state), 'trial')} complete`,
		...(best === undefined ? {} : best),
	};
}

/** The best trial of a sweep with one objective, and its value. */
function bestOf(state: SweepState): {readonly trial: number; readonly value: number} | undefined {
	const {sweep, trials} = state;
	const [objective, ...others] = sweep?.objectives ?? [];
	if (objective === undefined || others.length > 0) return undefined;
	let best: {trial: number; value: number} | undefined;
	for (const trial of trials) {
		const point = trial === undefined ? undefined : pointOf(trial, state);
		const value = trial === undefined ? Number.NaN : numberNamed(trial, objective.metric);
		if (trial === undefined || point === undefined) continue;
		if (best === undefined || isBetter(value, best.value, objective.direction)) best = {trial: trial.trial, value};
	}
	return best;
}

/** Objectives of a trial that competes, all to be minimised; undefined for one that does not. */
function pointOf(trial: TrialRecord, {sweep}: SweepState): readonly number[] | undefined {
	if (trial.state !== 'complete' || trial.flags.includes(INFEASIBLE)) return undefined;
	const objectives = sweep?.objectives ?? [];
	const values = objectives.map(({metric, direction}) => {
		const value = numberNamed(trial, metric);
		return isRankable(value) ? (direction === 'maximize' ? -value : value) : Number.NaN;
	});
	return values.length === 0 || values.some(Number.isNaN) ? undefined : values;
}

/** Takes a trial into the front; true where nothing there is as good. */
function improves(front: Front, trial: TrialRecord, state: SweepState): boolean {
	const point = pointOf(trial, state);
	if (point === undefined) return false;
	const isBehind = front.points.some(
		other => dominates(other, point) || other.every((value, axis) => value === point[axis]),
	);
	if (isBehind) return false;
	front.points = [...front.points.filter(other => !dominates(point, other)), point];
	return true;
}

/** Names that a command of a person can hold in braces. */
const PLACEHOLDERS = ['event', 'text', 'run', 'trial', 'value'] as const;

/**
 * A command line as an argument vector, without a shell: words are split at blanks; quotes of either kind keep blanks, and
 * a backslash outside of single quotes takes the next character as it is. Nothing is expanded but {event}, {text}, {run},
 * {trial} and {value}, each inside ONE argument; {{ and }} are braces.
 * @throws UserError where it is empty, a quote is open, or a name in braces is none of these.
 */
export function parseNotifyCommand(line: string): readonly string[] {
	const words = splitWords(line);
	if (words.length === 0)
		throw new UserError('--notify names no command', "for example: --notify 'notify-send {text}'");
	for (const word of words) {
		for (const part of templateOf(word)) {
			if (part.kind === 'placeholder' && !PLACEHOLDERS.some(name => name === part.name))
				throw new UserError(
					`--notify has {${part.name}}`,
					`there are: ${PLACEHOLDERS.map(name => `{${name}}`).join(' ')}; {{ is a brace`,
				);
		}
	}
	return words;
}

function templateOf(word: string): ReturnType<typeof parseTemplate> {
	try {
		return parseTemplate(word);
	} catch (error) {
		if (error instanceof TemplateError)
			throw new UserError(`--notify has ${word}: ${error.message}`, '{{ and }} are braces');
		throw error;
	}
}

function splitWords(line: string): readonly string[] {
	const words: string[] = [];
	let word: string | undefined;
	let quote = '';
	for (let index = 0; index < line.length; index++) {
		const character = line.charAt(index);
		if (character === '\\' && quote !== "'" && index + 1 < line.length) {
			index++;
			word = (word ?? '') + line.charAt(index);
		} else if (quote !== '') {
			if (character === quote) quote = '';
			else word += character;
		} else if (character === '"' || character === "'") {
			quote = character;
			word ??= '';
		} else if (/\s/.test(character)) {
			if (word !== undefined) words.push(word);
			word = undefined;
		} else word = (word ?? '') + character;
	}
	if (quote !== '')
		throw new UserError(`--notify has a ${quote} that is never closed`, 'close it, or write \\ before it');
	return word === undefined ? words : [...words, word];
}

/** The argument vector for one message; what it does not have is empty. */
export function fillNotifyCommand(words: readonly string[], message: Notification, run: string): readonly string[] {
	const values: Readonly<Record<(typeof PLACEHOLDERS)[number], string>> = {
		event: message.event,
		text: message.text,
		run,
		trial: message.trial === undefined ? '' : String(message.trial),
		value: message.value === undefined ? '' : String(message.value),
	};
	return words.map(word =>
		parseTemplate(word)
			.map(part => {
				if (part.kind === 'text') return part.text;
				const name = PLACEHOLDERS.find(known => known === part.name);
				// A NUL ends an argument: no system takes one.
				return name === undefined ? '' : values[name].replaceAll('\0', '');
			})
			.join(''),
	);
}
