import type {LiveTotals} from '../../domain/protocol.ts';
import {listLiveRuns, type LiveRun} from '../../journal/live-runs.ts';
import {readEngineAddress} from '../engine/engine-address.ts';
import {GLANCE_MS, greetEngine} from '../session/greet-engine.ts';
import {stateFolderOf} from './state-folder.ts';

/** Live runs of this user, newest first. */
export function liveRunsOf(environment: Readonly<Record<string, string | undefined>>): readonly LiveRun[] {
	return listLiveRuns(stateFolderOf(environment)).toReversed();
}

/** What a live run has cost so far, as its engine greets us; undefined where it does not answer or does not know. */
export async function readLiveTotals(directory: string): Promise<LiveTotals | undefined> {
	const address = await readEngineAddress(directory);
	const greeted = address === undefined ? undefined : await greetEngine(address, {role: 'view', patienceMs: GLANCE_MS});
	if (greeted === undefined || greeted === 'silent') return undefined;
	greeted.close();
	return greeted.hello.totals;
}
