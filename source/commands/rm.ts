import {readdirSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {createInterface} from 'node:readline/promises';
import {UserError} from '../domain/errors.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {acquireLock} from '../journal/lock.ts';
import type {Host, Invocation} from './command.ts';
import {findRunAloud} from './runs/find-run.ts';

/** Everything that a run puts into its directory (CONTRACTS section 4). */
const OURS =
	/^(?:journal(?:\.\d+)?\.ndjson(?:\.torn.*)?|telemetry\.csv(?:\.\d+)?|telemetry\.\d+\.csv|sweep\.(?:toml|yaml|json)|sweep\.lock\.json|metadata\.json|packages\.txt|engine\.log|console\.log|socket|trials\.(?:csv|json)|executions\.csv|all_metrics\.csv|trials|lock\.\d+|\..*\.tmp)$/;

/** `sweeptop rm RUN …`: removes runs, after a question; never one whose engine lives, nor files of others. */
export async function rmCommand({operands, flags, global, host}: Invocation<{readonly yes: boolean}>): Promise<number> {
	const directories = [...new Set(operands.map(reference => findRunAloud(global.runs, reference, host)))];
	for (const directory of directories) refuseForeignFiles(directory);
	// All locks before anything is removed: either all of them can go, or none does.
	const locks = directories.map(directory => acquireLock(directory));
	try {
		if (!flags.yes && !(await confirm(directories, host))) return 0;
		for (const directory of directories) {
			await rm(directory, {recursive: true});
			host.note(`removed ${safeText(directory)}\n`);
		}
		return 0;
	} finally {
		for (const lock of locks) lock.release();
	}
}

/** With `--out` a run can lie in a folder that has other files: those are not ours to remove. */
function refuseForeignFiles(directory: string): void {
	const foreign = readdirSync(directory).filter(name => !OURS.test(name));
	if (foreign.length === 0) return;
	const shown = foreign.slice(0, 5).map(safeText).join(', ');
	throw new UserError(
		`${directory} holds what no run wrote: ${shown}${foreign.length > 5 ? ` and ${foreign.length - 5} more` : ''}`,
		'move these elsewhere first, or remove the folder yourself',
	);
}

async function confirm(directories: readonly string[], host: Host): Promise<boolean> {
	const what = directories.map(directory => `  ${safeText(directory)}\n`).join('');
	if (host.stdin.isTTY !== true)
		throw new UserError(`rm asks before it removes, and stdin is no terminal\n${what.trimEnd()}`, 'say it with --yes');
	const question = createInterface({input: host.stdin, output: host.stderr});
	try {
		const answer = await question.question(
			`${what}remove ${directories.length === 1 ? 'this run' : 'these runs'} for good? [y/N] `,
		);
		return /^y(?:es)?$/i.test(answer.trim());
	} finally {
		question.close();
	}
}
