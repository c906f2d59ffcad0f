import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {TestContext} from 'node:test';
import type {CommandBody, Invocation} from '../../source/commands/command.ts';
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

/** Runs the body of a command on the last run of a folder, without a terminal. */
export async function runOnLast<Values>(
	body: CommandBody<Values>,
	runs: string,
	flags: Values,
	{
		operands = [],
		environment = {LANG: 'C.UTF-8', TERM: 'xterm-256color'},
		color = true,
		ascii = false,
	}: Partial<Pick<Invocation<Values>, 'operands'>> & {
		readonly environment?: Readonly<Record<string, string>>;
		readonly color?: boolean;
		readonly ascii?: boolean;
	} = {},
): Promise<Printed> {
	const host = createFakeHost(runs, environment);
	const code = await body({
		operands: ['last', ...operands],
		passthrough: [],
		flags,
		global: {color, ascii, runs, sysfsRoot: ''},
		host,
	});
	return {code, out: host.printed(), notes: host.noted()};
}
