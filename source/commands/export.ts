import {existsSync, mkdirSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, extname, join, resolve} from 'node:path';
import {counted} from '../domain/text/counted.ts';
import {quoted} from '../domain/text/document.ts';
import {UserError} from '../domain/errors.ts';
import type {ExporterDefinition, ExportOptions, FileExporter, FolderExporter} from '../domain/exporter.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {createSweepState, type SweepState} from '../domain/sweep-state.ts';
import {EXPORTERS} from '../exporters/registry.ts';
import {writeFileAtomic} from '../journal/atomic-file.ts';
import type {Host, Invocation} from './command.ts';
import type {AsciicastExporter} from './results/export-asciicast.ts';
import {exportTelemetry} from './results/export-telemetry.ts';
import {findRunAloud} from './runs/find-run.ts';
import {foldRuns} from './runs/fold-runs.ts';
import {readingOf, type ReadingFlags} from './results/reading-flags.ts';

/** Options of `sweeptop export`. */
export type ExportFlags = ReadingFlags & {
	readonly format: string | undefined;
	readonly output: string | undefined;
	readonly csvSafe: boolean;
	readonly telemetry: string | undefined;
};

/** What was read from a run. */
type Read = {readonly state: SweepState; readonly options: ExportOptions};

/**
 * `sweeptop export RUN …`: the trials of a run, or of several as one, in another format, to stdout or, whole or not at all, to a file or folder;
 * with `--telemetry` each trial's samples too.
 */
export async function exportCommand({operands, flags, global, host}: Invocation<ExportFlags>): Promise<number> {
	if (isAsciicast(flags)) {
		if (operands.length > 1) throw new UserError('a replay shows one run', 'name one of them');
		refuseTableFlags(flags);
		// It needs the whole screen, which no other export does.
		const {openAsciicastExporter} = await import('./results/export-asciicast.ts');
		const asciicast = await openAsciicastExporter(findRunAloud(global.runs, operands[0] ?? 'last', host));
		return writeOne(asciicast, {state: createSweepState(), options: {csvSafe: false}}, flags.output, host);
	}
	const onlyTelemetry = flags.telemetry !== undefined && flags.format === undefined && flags.output === undefined;
	const exporter = onlyTelemetry ? undefined : chooseExporter(flags);
	const {state, artifactsOf, telemetry, directory} = await foldRuns(operands, global, host, await readingOf(flags));
	const read = {state, options: {csvSafe: flags.csvSafe, artifactsOf, ...packagesOf(directory)}};
	if (flags.telemetry !== undefined) {
		const folder = resolve(host.workdir, flags.telemetry);
		prepareFolder(folder, flags.telemetry);
		const count = await exportTelemetry(await telemetry(), state, folder);
		host.note(`wrote the telemetry of ${counted(count, 'trial')} to ${safeText(flags.telemetry)}\n`);
	}
	if (exporter === undefined) return 0;
	if ('files' in exporter) return writeFolder(exporter, read, flags.output, host);
	return writeOne(exporter, read, flags.output, host);
}

/** What the run wrote down of the machine's packages; a foreign file has none. */
function packagesOf(directory: string | undefined): Pick<ExportOptions, 'packages'> {
	const path = directory === undefined ? undefined : join(directory, 'packages.txt');
	return path !== undefined && existsSync(path) ? {packages: readFileSync(path, 'utf8')} : {};
}

/** Whether the screen itself is asked for: see docs/decisions/0009-exports-that-need-the-screen.md. */
function isAsciicast({format, output}: ExportFlags): boolean {
	return format === 'asciicast' || (format === undefined && output?.endsWith('.cast') === true);
}

/** Of what is about tables and samples an asciicast has no part: to pass it over would look as if it had been done. */
function refuseTableFlags({csvSafe, formula, telemetry}: ExportFlags): void {
	const given = [
		...(telemetry === undefined ? [] : [`--telemetry ${telemetry}`]),
		...(csvSafe ? ['--csv-safe'] : []),
		...formula.map(text => `--formula ${quoted(text)}`),
	];
	if (given.length === 0) return;
	throw new UserError(
		`an asciicast shows the screen: it takes no ${safeText(given.join(' and no '))}`,
		'leave that out, and export the table or the samples by a command of their own',
	);
}

async function writeOne(
	exporter: FileExporter | AsciicastExporter,
	{state, options}: Read,
	output: string | undefined,
	host: Host,
): Promise<number> {
	const chunks = exporter.write(state, options);
	if (output !== undefined && output !== '-') {
		await writeFileAtomic(resolve(host.workdir, output), chunks, {mode: 0o644});
		return 0;
	}
	const isTerminal = host.stdout.isTTY === true;
	const print = isTerminal ? printSafely(host) : host.out;
	for (const chunk of chunks) {
		if (typeof chunk === 'string') print(chunk);
		else if (isTerminal)
			throw new UserError(
				`${exporter.id} is binary and would disturb the terminal`,
				`write it to a file: --output trials.${exporter.extension}`,
			);
		else host.stdout.write(chunk);
	}
	return 0;
}

async function writeFolder(
	exporter: FolderExporter,
	{state, options}: Read,
	output: string | undefined,
	host: Host,
): Promise<number> {
	if (output === undefined || output === '-')
		throw new UserError(`${exporter.id} is a folder of files`, 'name it: --output logs');
	const folder = resolve(host.workdir, output);
	prepareFolder(folder, output);
	for (const {path, chunks} of exporter.files(state, options)) {
		const file = join(folder, path);
		mkdirSync(dirname(file), {recursive: true});
		await writeFileAtomic(file, chunks, {mode: 0o644});
	}
	return 0;
}

/** Makes a folder. What is in one that is there already must not be mixed with what is written. */
function prepareFolder(folder: string, given: string): void {
	if (existsSync(folder) && readdirSync(folder).length > 0)
		throw new UserError(`${safeText(given)} is there already and not empty`, 'name a new folder');
	mkdirSync(folder, {recursive: true});
}

function chooseExporter({format, output}: ExportFlags): ExporterDefinition {
	const all: readonly ExporterDefinition[] = EXPORTERS;
	const ending = output === undefined ? '' : extname(output).slice(1);
	const byEnding = all.filter(candidate => 'extension' in candidate && candidate.extension === ending);
	const exporter =
		format === undefined
			? (all.find(candidate => candidate.id === ending) ?? (byEnding.length === 1 ? byEnding[0] : undefined))
			: all.find(candidate => candidate.id === format);
	if (exporter !== undefined) return exporter;
	const ids = [...all.map(candidate => candidate.id), 'asciicast'].join(', ');
	throw new UserError(
		`export needs --format${ending === '' ? '' : `: ${output} does not say which`}`,
		`one of: ${ids}`,
	);
}

/** On a terminal, text from outside must not act on it; in a file or a pipe every byte stays as it is. */
function printSafely(host: Host): (text: string) => void {
	return text => host.out(text.replaceAll(/[^\n]+/g, line => safeText(line)));
}
