import {setTimeout as sleep} from 'node:timers/promises';
import {type Connection, DEAF, openConnection} from '../../client/connection.ts';
import type {LiveTotals} from '../../domain/protocol.ts';
import {listLiveRuns, type LiveRun} from '../../journal/live-runs.ts';
import {readEngineAddress} from '../engine/engine-address.ts';
import {stateFolderOf} from './state-folder.ts';

/** Live runs of this user, newest first. */
export function liveRunsOf(environment: Readonly<Record<string, string | undefined>>): readonly LiveRun[] {
	return listLiveRuns(stateFolderOf(environment)).toReversed();
}

/** An engine that is stopped or busy for longer is not waited for. */
const PATIENCE_MS = 1000;

/** What a live run has cost so far, as its engine greets us; undefined where it does not answer or does not know. */
export async function readLiveTotals(directory: string): Promise<LiveTotals | undefined> {
	const address = await readEngineAddress(directory);
	if (address === undefined) return undefined;
	// Dead socket: nothing is known.
	const opening = openConnection(address, undefined, 'view', DEAF).catch(() => undefined);
	const late = new AbortController();
	const lateness = sleep(PATIENCE_MS, undefined, {signal: late.signal}).catch(() => undefined); // Aborted: it answered.
	const connection: Connection | undefined = await Promise.race([opening, lateness]);
	late.abort();
	void opening.then(opened => opened?.close()); // Also one that answers after all.
	return connection?.hello.totals;
}
