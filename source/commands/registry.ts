import type {CommandDefinition} from './command.ts';
import type {CommandGroup} from './help.ts';
import {FILE_COMMANDS} from './registry-files.ts';
import {RESULT_COMMANDS} from './registry-results.ts';
import {RUN_COMMANDS} from './registry-runs.ts';
import {SETUP_COMMANDS} from './registry-setup.ts';

/** Every command, in the order and under the titles of help. To add one: its file, and a row in one of these lists. */
export const COMMAND_GROUPS = [
	{title: 'Sweeps', commands: RUN_COMMANDS},
	{title: 'Results', commands: RESULT_COMMANDS},
	{title: 'Files', commands: FILE_COMMANDS},
	{title: 'Setup', commands: SETUP_COMMANDS},
] as const satisfies readonly CommandGroup[];

/** Every command. */
export const COMMANDS: readonly CommandDefinition[] = COMMAND_GROUPS.flatMap(group => group.commands);
