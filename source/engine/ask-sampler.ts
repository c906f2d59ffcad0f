import {messageOf} from '../domain/errors.ts';
import type {Params} from '../domain/space.ts';
import {type Engineroom, nextNumber} from './engineroom.ts';
import {runningParams} from './trial-queue.ts';

/** What the sampler has to say: a point for the trial of that number, or none since the space is exhausted. */
export type Suggestion = {readonly trial: number; readonly params: Params | undefined};

/**
 * Asks the sampler for a new trial, or looks whether it has answered. While it thinks, the engine goes on: the answer
 * wakes its loop, which asks here again. Throws what the sampler failed with.
 */
export function askSampler(room: Engineroom): Suggestion | 'thinking' {
	if (room.question !== undefined) return takeAnswer(room, room.question);
	const trial = nextNumber(room);
	const running = runningParams(room.ledger.state(), room.active);
	try {
		const answer = room.sampler.ask({trial, running});
		if (!(answer instanceof Promise)) return {trial, params: answer};
		awaitAnswer(room, trial, answer);
		return 'thinking';
	} catch (error) {
		throw failed(room, error);
	}
}

function awaitAnswer(room: Engineroom, trial: number, answer: Promise<Params | undefined>): void {
	const question: Engineroom['question'] = {trial};
	room.question = question;
	// Both ends are taken: the promise itself never rejects.
	void answer
		.then(
			params => {
				question.answer = {kind: 'params', params};
			},
			error => {
				question.answer = {kind: 'error', error};
			},
		)
		.finally(room.wake);
}

function takeAnswer(room: Engineroom, {trial, answer}: NonNullable<Engineroom['question']>): Suggestion | 'thinking' {
	if (answer === undefined) return 'thinking';
	room.question = undefined;
	if (answer.kind === 'error') throw failed(room, answer.error);
	return {trial, params: answer.params};
}

function failed(room: Engineroom, error: unknown): unknown {
	room.ledger.notice('error', `the sampler failed: ${messageOf(error)}`, 'sampler');
	return error;
}
