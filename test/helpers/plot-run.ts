import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {TestContext} from 'node:test';
import type {CommandBody} from '../../source/commands/command.ts';
import {encodeLine} from '../../source/journal/line.ts';
import {createFakeHost} from './fake-host.ts';
import {type PlotSweep, plotEvents} from './plot-sweep.ts';

/** Writes the journal of a made-up sweep as a run directory, removed after the test; gives the folder of runs. */
export function writePlotRun(t: TestContext, description: PlotSweep, telemetry?: string): string {
	const runs = mkdtempSync(join(tmpdir(), 'sweeptop-plot-'));
	t.after(() => rmSync(runs, {recursive: true, force: true}));
	const directory = join(runs, `${description.name ?? 'gemm'}-20261121-194512-00ff`);
	mkdirSync(directory);
	writeFileSync(
		join(directory, 'journal.ndjson'),
		plotEvents(description)
			.map(event => `${encodeLine(event)}\n`)
			.join(''),
	);
	if (telemetry !== undefined) writeFileSync(join(directory, 'telemetry.csv'), telemetry);
	return runs;
}

/** What a command printed to stdout and to stderr. */
export type Printed = {readonly code: number; readonly out: string; readonly notes: string};

/** Where a command is run: no terminal, and no more of the environment than this. */
export type RunOptions = {
	readonly environment?: Readonly<Record<string, string>>;
	readonly color?: boolean;
	readonly ascii?: boolean;
};

/** Runs the body of a command with a folder of runs, without a terminal. */
export async function runOn<Values>(
	body: CommandBody<Values>,
	runs: string,
	operands: readonly string[],
	flags: Values,
	{environment = {LANG: 'C.UTF-8', TERM: 'xterm-256color'}, color = true, ascii = false}: RunOptions = {},
): Promise<Printed> {
	const host = createFakeHost(runs, environment);
	const code = await body({operands, passthrough: [], flags, global: {color, ascii, runs, sysfsRoot: ''}, host});
	return {code, out: host.printed(), notes: host.noted()};
}

/** {@link runOn} the last run of the folder; `operands` are those behind it. */
export function runOnLast<Values>(
	body: CommandBody<Values>,
	runs: string,
	flags: Values,
	{operands = [], ...options}: RunOptions & {readonly operands?: readonly string[]} = {},
): Promise<Printed> {
	return runOn(body, runs, ['last', ...operands], flags, options);
}
