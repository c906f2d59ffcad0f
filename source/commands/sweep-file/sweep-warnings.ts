import {parseTemplate} from '../../domain/text/command-line.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {own} from '../../domain/record.ts';
import type {Sweep} from '../../domain/sweep.ts';
import {environmentOfSlot} from '../../engine/execution-environment.ts';
import {preflight} from '../../executors/preflight.ts';
import {sweepWarnings} from '../../spec/warnings.ts';
import type {Host} from '../command.ts';
import type {LoadedSweep} from './load-sweep.ts';

/** Says on stderr what is most likely a slip in a valid sweep, a line each. */
export function warnOfSweep(
	{sweep, slips}: Pick<LoadedSweep, 'sweep' | 'slips'>,
	host: Host,
	{hasProgram}: {readonly hasProgram: boolean},
): void {
	const program = hasProgram ? missingProgram(sweep, host) : undefined;
	for (const text of [...slips, ...sweepWarnings(sweep), ...(program === undefined ? [] : [program])])
		host.note(`warning: ${safeText(text)}\n`);
}

/** Why no trial could start its program; undefined where it can, or where a parameter chooses it. */
function missingProgram({command, workdir, env}: Sweep, {environment}: Host): string | undefined {
	const parts = command.kind === 'argv' ? parseTemplate(command.argv[0] ?? '') : [];
	const name = parts.map(part => (part.kind === 'text' ? part.text : '')).join('');
	if (name === '' || parts.some(part => part.kind === 'placeholder')) return undefined;
	const path = own(environmentOfSlot(env, 1), 'PATH') ?? environment['PATH'];
	const found = preflight({argv: [name], workdir, env: path === undefined ? {} : {PATH: path}});
	return found.kind === 'ready' ? undefined : `command: no trial can start: ${found.why}`;
}
