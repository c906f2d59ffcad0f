import {setTimeout as sleep} from 'node:timers/promises';
import {UserError} from '../../domain/errors.ts';
import type {Command, Reply} from '../../domain/protocol.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {readEngineAddress} from '../engine/engine-address.ts';
import {setTimer} from '../clock.ts';
import type {Host} from '../command.ts';
import {displayPath} from '../display-path.ts';
import {GLANCE_MS, greetEngine} from './greet-engine.ts';
import {lockLiveness} from '../../journal/lock.ts';
import {readRunStatus} from '../runs/run-status.ts';

/** An engine answers within this time, or it is stopped, ms. */
export const PATIENCE_MS = 10_000;

/** Gives one command to the engine of a run; its answer. Throws UserError when no engine runs or it refuses. */
export async function commandEngine(directory: string, command: Command, patienceMs = PATIENCE_MS): Promise<string> {
	const address = await readEngineAddress(directory);
	if (address === undefined) throw noEngine(directory);
	const connection = await greetEngine(address, {role: 'control', patienceMs});
	if (connection === undefined) throw noEngine(directory);
	if (connection === 'silent') throw silentEngine(directory);
	try {
		return textOf(await connection.command(command));
	} finally {
		connection.close();
	}
}

/** The engine that was asked is about to end, and would do nothing more. */
export class EngineLeaving extends UserError {}

/** What an engine answers that does as it was told. Throws UserError where it refuses, EngineLeaving where it is about to end. */
export function textOf({ok, text, leaving}: Reply): string {
	if (ok) return text;
	throw leaving === true ? new EngineLeaving(text) : new UserError(text);
}

/** How often it is looked whether an engine is gone, and when a person is told what is waited for, ms. */
const LOOK_MS = 50;
const TELL_MS = 1000;

/**
 * Resolves when an engine of this host that is about to end has let the run go; says so where that takes longer. It is
 * about to end where it said so, and where its sweep has ended: then it only writes its last files.
 */
async function untilLeft(directory: string, host: Pick<Host, 'note'>, saidSo: boolean): Promise<void> {
	const cancel = setTimer(() => host.note(`waiting for the engine of ${displayPath(directory)} to end\n`), TELL_MS);
	const isLeaving = (): boolean => saidSo || readRunStatus(directory).kind === 'ended';
	while (lockLiveness(directory) === 'alive' && isLeaving()) await sleep(LOOK_MS);
	cancel();
}

/**
 * Does what needs an engine, if there is one; undefined where there is none any more. One that is about to end is waited
 * for: whoever says to go on with a run that was stopped a moment ago means what comes after that.
 */
export async function withEngine<T>(
	directory: string,
	host: Pick<Host, 'note'>,
	act: () => Promise<T>,
): Promise<T | undefined> {
	let saidSo = false;
	if (await hasEngine(directory)) {
		try {
			return await act();
		} catch (error) {
			if (!(error instanceof EngineLeaving)) throw error;
			saidSo = true;
		}
	}
	await untilLeft(directory, host, saidSo);
	return undefined;
}

/** Whether an engine runs this run: one that is stopped does, too. */
export async function hasEngine(directory: string): Promise<boolean> {
	const address = await readEngineAddress(directory);
	if (address === undefined) return false;
	const connection = await greetEngine(address, {role: 'view', patienceMs: GLANCE_MS});
	if (connection !== 'silent') connection?.close();
	return connection !== undefined;
}

/** Why nothing is done: an engine has the run and does not speak. */
export function silentEngine(directory: string): UserError {
	return new UserError(
		`the engine of ${directory} does not answer: it is stopped, or its machine is very busy`,
		`which process it is: sweeptop ls\nlet a stopped one go on: kill -CONT PID`,
	);
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
