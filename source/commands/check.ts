import {plannedTrials} from '../domain/planned-trials.ts';
import {safeText} from '../domain/safe-text.ts';
import type {Sweep} from '../domain/sweep.ts';
import type {Invocation} from './command.ts';
import {loadSweep} from './load-sweep.ts';

/** Options of `run` that `check` does not take. */
const NOT_GIVEN = {
	seed: undefined,
	trials: undefined,
	jobs: undefined,
	time: undefined,
	energy: undefined,
	label: [],
} as const;

/** `sweeptop check SWEEP`: every mistake ends it as it would end `run`; a valid file gives one line. */
export async function checkCommand({
	operands,
	flags,
	global,
	host,
}: Invocation<{readonly set: readonly string[]}>): Promise<number> {
	const {sweep, path} = await loadSweep(operands[0] ?? '', {...NOT_GIVEN, set: flags.set}, host, global.sysfsRoot);
	host.out(`${safeText(path)}: valid. ${describeSweep(sweep)}\n`);
	return 0;
}

/** `gemm: 24 trials over dtype, size, block; maximize flops`. */
function describeSweep(sweep: Sweep): string {
	const planned = plannedTrials(sweep, 0);
	const count =
		planned === undefined ? 'trials without end' : `${planned.exact ? '' : 'at most '}${planned.count} trials`;
	const varied = sweep.space.parameters.filter(parameter => parameter.domain.kind !== 'constant');
	const objectives = sweep.objectives.map(({metric, direction}) => `${direction} ${metric}`);
	const over = varied.length === 0 ? '' : ` over ${varied.map(parameter => parameter.name).join(', ')}`;
	return safeText(`${sweep.name}: ${count}${over}${objectives.length === 0 ? '' : `; ${objectives.join(', ')}`}`);
}
