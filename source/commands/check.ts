import {counted} from '../domain/text/counted.ts';
import {estimateDoubt} from '../domain/energy/energy-doubt.ts';
import {plannedTrials} from '../domain/space/planned-trials.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {Sweep} from '../domain/sweep.ts';
import type {Invocation} from './command.ts';
import {loadSweep} from './sweep-file/load-sweep.ts';
import {isPowerEstimatedHere} from './probe/power-here.ts';
import {foreignNotes, printPlan} from './sweep-file/print-plan.ts';
import {warnOfSweep} from './sweep-file/sweep-warnings.ts';

/** Options of `run` that `check` does not take. */
const NOT_GIVEN = {
	seed: undefined,
	trials: undefined,
	jobs: undefined,
	time: undefined,
	energy: undefined,
	label: [],
} as const;

/** Options of `sweeptop check`. */
export type CheckFlags = {readonly set: readonly string[]; readonly command: string | undefined};

/**
 * `sweeptop check SWEEP`: every mistake is told as `run` would tell it; a valid file gives one line and what is most
 * likely a slip, a foreign definition also its plan, since that is what was understood of it.
 */
export async function checkCommand(invocation: Invocation<CheckFlags>): Promise<number> {
	const {operands, flags, global, host} = invocation;
	const {sysfsRoot} = global;
	const loaded = await loadSweep(operands[0] ?? '', {...NOT_GIVEN, ...flags}, {host, sysfsRoot, isPlan: true});
	const {sweep, path, foreign} = loaded;
	const kind = foreign === undefined ? 'valid' : `valid ${foreign.title}`;
	host.out(`${safeText(path)}: ${kind}. ${describeSweep(sweep)}\n`);
	warnOfSweep(loaded, host, {hasProgram: foreign === undefined || flags.command !== undefined});
	const doubt = estimateDoubt(sweep);
	if (doubt !== undefined && (await isPowerEstimatedHere(sweep, sysfsRoot))) host.note(`warning: ${doubt}\n`);
	if (foreign === undefined) return 0;
	host.out('\n');
	printPlan(loaded, invocation);
	for (const note of foreignNotes(loaded)) host.note(`${note}\n`);
	return 0;
}

/** `gemm: 24 trials over dtype, size, block; maximize flops`. */
function describeSweep(sweep: Sweep): string {
	const planned = plannedTrials(sweep, 0);
	const count =
		planned === undefined
			? 'trials without end'
			: `${planned.exact ? '' : 'at most '}${counted(planned.count, 'trial')}`;
	const varied = sweep.space.parameters.filter(parameter => parameter.domain.kind !== 'constant');
	const objectives = sweep.objectives.map(({metric, direction}) => `${direction} ${metric}`);
	const over = varied.length === 0 ? '' : ` over ${varied.map(parameter => parameter.name).join(', ')}`;
	return safeText(`${sweep.name}: ${count}${over}${objectives.length === 0 ? '' : `; ${objectives.join(', ')}`}`);
}
