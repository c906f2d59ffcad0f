import {UserError} from '../../domain/errors.ts';
import type {Command} from '../../domain/protocol.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {readEngineAddress} from '../engine/engine-address.ts';
import {GLANCE_MS, greetEngine} from './greet-engine.ts';
import {lockLiveness} from '../../journal/lock.ts';
import {readRunStatus} from '../runs/run-status.ts';

/** An engine answers within this time, or it is stopped, ms. */
const PATIENCE_MS = 10_000;

/** Gives one command to the engine of a run; its answer. Throws UserError when no engine runs or it refuses. */
export async function commandEngine(directory: string, command: Command, patienceMs = PATIENCE_MS): Promise<string> {
	const address = await readEngineAddress(directory);
	if (address === undefined) throw noEngine(directory);
	const connection = await greetEngine(address, {role: 'control', patienceMs});
	if (connection === undefined) throw noEngine(directory);
	if (connection === 'silent')
		throw new UserError(
			`the engine of ${directory} does not answer: it is stopped, or its machine is very busy`,
			`which process it is: sweeptop ls\nlet a stopped one go on: kill -CONT PID`,
		);
	try {
		const {ok, text} = await connection.command(command);
		if (!ok) throw new UserError(text);
		return text;
	} finally {
		connection.close();
	}
}

/** Whether an engine runs this run: one that is stopped does, too. */
export async function hasEngine(directory: string): Promise<boolean> {
	const address = await readEngineAddress(directory);
	if (address === undefined) return false;
	const connection = await greetEngine(address, {role: 'view', patienceMs: GLANCE_MS});
	if (connection !== 'silent') connection?.close();
	return connection !== undefined;
}

/** Why a run has no engine that could be talked to, and what to do instead. */
export function noEngine(directory: string): UserError {
	const liveness = lockLiveness(directory);
	if (liveness === 'unknown' || liveness === 'renewing') {
		return new UserError(
			`the engine of ${directory} is on another host or in another container`,
			`look at it from here: sweeptop view ${directory}\nsteer it where it runs: sweeptop attach ssh://HOST/NAME`,
		);
	}
	const status = readRunStatus(directory);
	return status.kind === 'ended'
		? new UserError(
				`${directory} has ended (${safeText(status.why)}): nothing runs it`,
				`its results: sweeptop table ${directory}`,
			)
		: new UserError(
				`no engine runs ${directory}`,
				`look at what is there: sweeptop view ${directory}\ngo on with it: sweeptop resume ${directory}`,
			);
}
