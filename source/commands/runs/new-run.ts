import {rememberRun} from '../../journal/recent-runs.ts';
import {createRunDirectory, type NewRun} from '../../journal/run-directory.ts';
import type {Host} from '../command.ts';
import {stateFolderOf} from './state-folder.ts';

/** Makes the folder of a new run, which `last` is from now on. Throws as {@link createRunDirectory}. */
export function createRun(
	run: Pick<NewRun, 'runs' | 'name'> & {
		/** Absolute; undefined for a folder in `runs`. */
		readonly out: string | undefined;
	},
	{environment}: Pick<Host, 'environment'>,
): string {
	const {runs, name, out} = run;
	const path = createRunDirectory({
		runs,
		name,
		...(out === undefined ? {} : {out}),
		now: Date.now,
		random: Math.random,
	});
	rememberRun(stateFolderOf(environment), {path, runs}, Date.now(), Math.random);
	return path;
}
