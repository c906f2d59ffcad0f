import type {Invocation, NoFlags} from './command.ts';
import {fishScript} from './completion/completion-fish.ts';
import {bashScript, zshScript} from './completion/completion-sh.ts';
import {completionTable} from './completion/completion-table.ts';
import {COMMANDS} from './registry.ts';

/** `sweeptop completion SHELL`: prints the script, written from the table of commands. */
export async function completionCommand({operands, host}: Invocation<NoFlags>): Promise<number> {
	const table = completionTable(COMMANDS);
	if (operands[0] === 'fish') host.out(fishScript(table));
	else host.out(operands[0] === 'zsh' ? zshScript(table) : bashScript(table));
	return 0;
}
