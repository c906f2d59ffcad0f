import {homedir} from 'node:os';
import {stateDirectory} from '../../journal/live-runs.ts';
import type {Host} from '../command.ts';

/** Folder of what outlives the runs of this user but is no result: {@link stateDirectory} with the home of the account. */
export function stateFolderOf(environment: Host['environment']): string {
	return stateDirectory(environment, homedir());
}
