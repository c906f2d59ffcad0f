import type {Command, Reply} from '../../domain/protocol.ts';
import {BETWEEN_MS, type DemoState, emit} from './demo-state.ts';

/** Carries out a command of the person, as far as a demo can. */
export function obey(world: DemoState, command: Command): Reply {
	const totals = {trials: world.state.trials.length, time_s: world.nowMs / 1000};
	switch (command.command) {
		case 'pause':
			emit(world, {type: 'sweep-paused', why: 'by hand', totals});
			return {ok: true, text: ''};
		case 'resume':
			world.idleUntilMs = world.nowMs;
			emit(world, {type: 'sweep-resumed', why: 'by hand', totals});
			return {ok: true, text: ''};
		case 'stop':
			world.queue.length = 0;
			return {ok: true, text: ''};
		case 'skip-trial':
			return skip(world, command.trial);
		case 'rerun':
			return requeue(world, numbersOf(world, command.trials));
		case 'enqueue':
		case 'extend':
			return {ok: false, text: 'the demo has no more trials than its grid'};
		case 'tag-trial':
		case 'note-trial': {
			const {command: name, ...given} = command;
			emit(world, {type: 'command-given', command: name, arguments: given, by: 'user'});
			return {ok: true, text: ''};
		}
	}
}

function numbersOf(world: DemoState, wanted: readonly number[] | 'failed' | 'flagged'): readonly number[] {
	if (typeof wanted !== 'string') return wanted;
	const fits = wanted === 'failed' ? (state: string) => state === 'failed' : () => false;
	return world.state.trials.flatMap(trial =>
		trial !== undefined && (fits(trial.state) || (wanted === 'flagged' && trial.flags.length > 0)) ? [trial.trial] : [],
	);
}

function requeue(world: DemoState, trials: readonly number[]): Reply {
	if (world.state.phase === 'ended') return {ok: false, text: 'the demo has ended'};
	for (const trial of trials) {
		const params = world.state.trials[trial - 1]?.params;
		if (params === undefined) continue;
		emit(world, {type: 'trial-queued', trial, params, by: 'user'});
		world.queue.push(trial);
	}
	return {ok: true, text: trials.length === 0 ? 'no such trial' : ''};
}

function skip(world: DemoState, trial: number): Reply {
	const at = world.queue.indexOf(trial);
	if (at >= 0) world.queue.splice(at, 1);
	if (world.running?.trial === trial) {
		const {execution, startedMs} = world.running;
		world.running = undefined;
		world.idleUntilMs = world.nowMs + BETWEEN_MS;
		const ended = {trial, execution, outcome: 'killed', why: 'by hand', metrics: {}, telemetry: {}, flags: []} as const;
		emit(world, {...ended, type: 'execution-ended', duration_s: (world.nowMs - startedMs) / 1000});
	} else if (at < 0) return {ok: false, text: `#${trial} neither waits nor runs`};
	emit(world, {type: 'trial-ended', trial, state: 'killed', why: 'by hand', metrics: {}, telemetry: {}, flags: []});
	return {ok: true, text: ''};
}
