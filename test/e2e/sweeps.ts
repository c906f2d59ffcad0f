/** A sweep file of `trials` trials that each run this shell line; `$SWEEP_i` is the trial's own number from 1. */
export function shellSweep(script: string, trials: number, more = ''): string {
	const top = `name = "test"\nshell = ${JSON.stringify(script)}\n`;
	return `${top}${parametersOf(trials)}${more}`;
}

/** As {@link shellSweep}, with an argument vector. */
export function argvSweep(argv: readonly string[], trials: number, more = ''): string {
	return `name = "test"\ncommand = ${JSON.stringify(argv)}\n${parametersOf(trials)}${more}`;
}

function parametersOf(trials: number): string {
	return `[parameters]\ni = { min = 1, max = ${trials}, step = 1 }\n`;
}

/** A metric that every trial must give, the smaller the better. */
export const LOSS = '[metrics]\nloss = { goal = "minimize" }\n';
