import {UserError} from '../domain/errors.ts';
import type {Command} from '../domain/protocol.ts';
import type {CommandBody, Host, Invocation, NoFlags} from './command.ts';
import {commandEngine, withEngine} from './session/control.ts';
import {findRunAloud} from './runs/find-run.ts';
import {parsePairs} from './sweep-file/parse-pairs.ts';
import {changeStoredRun} from './session/stored-run.ts';

/** `sweeptop pause RUN` */
export const pauseCommand: CommandBody<NoFlags> = invocation => steer(invocation, {command: 'pause'});

/** `sweeptop stop RUN [--now]` */
export const stopCommand: CommandBody<{readonly now: boolean}> = invocation =>
	steer(invocation, {command: 'stop', now: invocation.flags.now});

/** `sweeptop rerun RUN --failed|--flagged|--trials 3,7-9`: at once where an engine runs, else at the next resume. */
export const rerunCommand: CommandBody<{
	readonly failed: boolean;
	readonly flagged: boolean;
	readonly trials: string | undefined;
}> = async invocation => {
	const {failed, flagged, trials} = invocation.flags;
	if ([failed, flagged, trials !== undefined].filter(Boolean).length !== 1) {
		throw new UserError('rerun needs one of --failed, --flagged, --trials', 'sweeptop rerun last --trials 3,7-9');
	}
	const chosen = trials === undefined ? (failed ? 'failed' : 'flagged') : parseTrialNumbers(trials);
	return steerOrStore(invocation, {command: 'rerun', trials: chosen});
};

/** `sweeptop enqueue RUN KEY=VALUE …` */
export const enqueueCommand: CommandBody<NoFlags> = async invocation => {
	const [, ...pairs] = invocation.operands;
	const params = parsePairs(
		pairs,
		pair => new UserError(`"${pair}" is no KEY=VALUE`, 'sweeptop enqueue last lr=0.01 batch=32'),
	);
	return steerOrStore(invocation, {command: 'enqueue', params});
};

/** Numbers and ranges: `3,7-9` is 3 7 8 9. Throws UserError on anything else. */
export function parseTrialNumbers(text: string): readonly number[] {
	return text.split(',').flatMap(part => {
		const match = /^\s*(\d{1,7})(?:-(\d{1,7}))?\s*$/.exec(part);
		if (match === null) throw new UserError(`"${part}" is no trial number or range`, 'write --trials 3,7-9');
		const first = Number(match[1]);
		const last = Number(match[2] ?? first);
		if (last < first) throw new UserError(`the range ${part} runs backwards`, `write ${last}-${first}`);
		return Array.from({length: last - first + 1}, (_, index) => first + index);
	});
}

async function steer(invocation: Invocation<unknown>, command: Command): Promise<number> {
	return tell(runOf(invocation), command, invocation.host);
}

async function steerOrStore(invocation: Invocation<unknown>, command: Command): Promise<number> {
	const directory = runOf(invocation);
	const code = await withEngine(directory, invocation.host, () => tell(directory, command, invocation.host));
	if (code !== undefined) return code;
	const {text} = await changeStoredRun(directory, command, invocation.host.version);
	invocation.host.note(`${text}\nrun them: sweeptop resume ${invocation.operands[0] ?? ''}\n`);
	return 0;
}

function runOf({global, operands, host}: Invocation<unknown>): string {
	return findRunAloud(global.runs, operands[0] ?? '', host);
}

async function tell(directory: string, command: Command, host: Host): Promise<number> {
	host.note(`${await commandEngine(directory, command)}\n`);
	return 0;
}
