import {messageOf, UserError} from '../domain/errors.ts';
import type {ExecutorDefinition} from '../domain/executor.ts';
import {createExecutorContext, type ExecutorContext} from './context.ts';
import {createLocalPipes} from './local-pipes.ts';
import {createLocalPty} from './local-pty.ts';
import {loadNativePty} from './pty-native.ts';
import {openTerminalSpawn} from './open-terminal-spawn.ts';

/** One way to run executions on this machine, best first. */
type ExecutorRow = {
	readonly id: string;
	readonly title: string;
	/** Throws where this machine cannot do it. */
	readonly open: (context: ExecutorContext) => ExecutorDefinition;
};

/** Every executor, best first. */
export const executors = [
	{
		id: 'local-pty',
		title: 'a pseudo-terminal for each execution',
		open: context => createLocalPty(loadNativePty(), context, openTerminalSpawn()),
	},
	{id: 'local-pipes', title: 'pipes, where the native pty module cannot load', open: createLocalPipes},
] as const satisfies readonly ExecutorRow[];

/** Id of an executor. */
export type ExecutorId = (typeof executors)[number]['id'];

/** An executor and, where it is not the best one, why. */
export type OpenedExecutor = {readonly executor: ExecutorDefinition; readonly notice?: string};

/**
 * Opens the best executor that works here, or the one named.
 * Throws {@link UserError} where the one named does not work.
 */
export function openExecutor(id?: ExecutorId, context: ExecutorContext = createExecutorContext()): OpenedExecutor {
	const problems: string[] = [];
	for (const row of executors) {
		if (id !== undefined && row.id !== id) continue;
		try {
			const executor = row.open(context);
			return problems.length === 0 ? {executor} : {executor, notice: `${problems.join('; ')}; using ${row.title}`};
		} catch (error) {
			// The rest of a message is advice to whoever installed the module by hand.
			problems.push(`${row.title}: ${messageOf(error).split('\n')[0] ?? ''}`);
		}
	}
	throw new UserError(problems.join('; '), 'Run `npm install` on this machine, for this processor and C library.');
}
