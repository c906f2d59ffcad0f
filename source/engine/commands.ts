import {counted} from '../domain/text/counted.ts';
import {assertNever} from '../domain/errors.ts';
import {type Extension, limitsLacking} from '../domain/sweep/extension.ts';
import {nameTrials} from '../domain/trial/name-trials.ts';
import type {Command, Reply} from '../domain/protocol.ts';
import {writeDuration, writeEnergy} from '../domain/unit.ts';
import {ANCHOR, hasResult, isAnchor, isTerminal, STOPPED, type TrialRecord} from '../domain/trial.ts';
import {createDoubts} from '../domain/trial/trial-flags.ts';
import {type Engineroom, hold, nextNumber, SKIPPED} from './engineroom.ts';
import {parseParams} from '../domain/space/parse-params.ts';

/** Between the end of the sweep and that of its process, which is near, nobody would do what was promised. */
const OVER: Reply = {ok: false, leaving: true, text: 'the sweep has ended; its engine is about to go: try again'};

/** Nothing more is begun: who wants more waits for its end, and for the next engine. */
const STOPPING: Reply = {ok: false, leaving: true, text: 'the sweep is stopping'};

/** Carries out a command of a person, records it, and says what came of it. */
export function obey(room: Engineroom, command: Command, by: string): Reply {
	const {command: name, ...args} = command;
	const isOver = room.ledger.state().phase === 'ended' && name !== 'tag-trial' && name !== 'note-trial';
	const reply = isOver ? OVER : act(room, command);
	if (reply.ok) {
		room.ledger.record({type: 'command-given', command: name, arguments: args, by});
		room.onProgress();
	}
	room.wake();
	return reply;
}

function act(room: Engineroom, command: Command): Reply {
	switch (command.command) {
		case 'pause':
			hold(room, 'user', 'paused by the user');
			return {ok: true, text: 'paused: running executions finish, no new one starts'};
		case 'resume':
			if (room.stopping !== undefined) return STOPPING;
			if (!room.holds.has('user')) return {ok: false, text: 'the sweep is not paused'};
			hold(room, 'user', undefined);
			return {ok: true, text: 'resumed'};
		case 'stop':
			room.stopping = {why: 'stopped by the user', now: command.now};
			if (command.now) room.executions.endAll('killed', STOPPED, false);
			return {ok: true, text: command.now ? 'stopping at once' : 'stopping when the running trials have ended'};
		case 'skip-trial':
			return skip(room, command.trial);
		case 'rerun':
			return rerun(room, command.trials);
		case 'enqueue':
			return enqueue(room, command.params);
		case 'extend':
			return room.stopping === undefined ? extend(room, command) : STOPPING;
		case 'tag-trial':
		case 'note-trial':
			return note(room, command.trials);
		default:
			return assertNever(command);
	}
}

/** The fold of `command-given` raises the limits; here it is only seen to that there are some. */
function extend(room: Engineroom, extension: Extension): Reply {
	const {budget} = room.sweep;
	const [lacking] = limitsLacking(budget, extension);
	if (lacking !== undefined) return {ok: false, text: `the sweep has no ${lacking} budget to extend`};
	const {trials, time_ms: timeMs, energy_j: energyJ} = extension;
	const granted = [
		...(trials === undefined ? [] : [`up to ${counted(trials, 'more trial')}`]),
		...(timeMs === undefined ? [] : [`${writeDuration(timeMs)} more`]),
		...(energyJ === undefined ? [] : [`${writeEnergy(energyJ)} more`]),
	];
	if (granted.length === 0) return {ok: false, text: 'nothing is granted'};
	return {ok: true, text: granted.join(', ')};
}

/** The fold of `command-given` writes it down; here it is only seen to that there is something to write on. */
function note(room: Engineroom, trials: readonly number[]): Reply {
	const known = trials.filter(number => room.ledger.state().trials[number - 1] !== undefined);
	if (known.length === 0) return {ok: false, text: 'no such trial: nothing is noted'};
	return {ok: true, text: known.length === 1 ? `noted on #${known[0]}` : `noted on ${known.length} trials`};
}

function skip(room: Engineroom, number: number): Reply {
	const trial = room.ledger.state().trials[number - 1];
	if (trial === undefined) return {ok: false, text: `there is no trial #${number}`};
	if (room.executions.end(number, 'killed', SKIPPED)) return {ok: true, text: `ending #${number}`};
	const preparing = room.preparing.get(number);
	if (preparing !== undefined) {
		preparing.abort(SKIPPED);
		return {ok: true, text: `ending #${number}`};
	}
	if (isTerminal(trial.state)) return {ok: false, text: `#${number} has ended already (${trial.state})`};
	// One that is measured again has results, which stand.
	if (trial.remeasured === true || (!room.queue.remove(number) && !room.later.remove(number)))
		return {ok: false, text: `#${number} is between executions; try again`};
	room.ledger.record({
		type: 'trial-ended',
		trial: number,
		state: 'killed',
		why: SKIPPED,
		metrics: {},
		telemetry: {},
		flags: [],
	});
	return {ok: true, text: `skipped #${number}`};
}

function rerun(room: Engineroom, which: readonly number[] | 'failed' | 'flagged'): Reply {
	const {sweep, trials: all} = room.ledger.state();
	const isFlagged = createDoubts(sweep);
	const chosen = typeof which === 'string' ? which : new Set(which);
	const trials = all.flatMap(trial => (trial !== undefined && isChosen(trial, chosen, isFlagged) ? [trial] : []));
	for (const trial of trials) {
		room.ledger.record({
			type: 'trial-queued',
			trial: trial.trial,
			params: trial.params,
			by: isAnchor(trial) ? ANCHOR : 'user',
		});
		room.queue.push(trial.trial);
	}
	return trials.length === 0
		? {ok: false, text: 'no ended trial matches: nothing to run again'}
		: {ok: true, text: `${nameTrials(trials.map(({trial}) => trial))} queued again`};
}

function isChosen(
	trial: TrialRecord,
	which: ReadonlySet<number> | 'failed' | 'flagged',
	isFlagged: (trial: TrialRecord) => boolean,
): boolean {
	if (!isTerminal(trial.state)) return false;
	if (which === 'failed') return !hasResult(trial.state);
	if (which === 'flagged') return isFlagged(trial);
	return which.has(trial.trial);
}

function enqueue(room: Engineroom, texts: Readonly<Record<string, string>>): Reply {
	const parsed = parseParams(room.sweep.space, texts);
	if ('problem' in parsed) return {ok: false, text: parsed.problem};
	const trial = nextNumber(room);
	room.ledger.record({type: 'trial-queued', trial, params: parsed.params, by: 'user'});
	room.queue.push(trial);
	return {ok: true, text: `queued as #${trial}`};
}
