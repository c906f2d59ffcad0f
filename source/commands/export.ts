import {extname, resolve} from 'node:path';
import {UserError} from '../domain/errors.ts';
import type {ExporterDefinition} from '../domain/exporter.ts';
import {safeText} from '../domain/safe-text.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {EXPORTERS} from '../exporters/registry.ts';
import {writeFileAtomic} from '../journal/atomic-file.ts';
import {describeDamage} from '../journal/damage.ts';
import {findRun} from '../journal/run-directory.ts';
import {foldJournal} from '../journal/read.ts';
import {executionFolder, listArtifacts} from '../journal/run-layout.ts';
import type {Host, Invocation} from './command.ts';

/** Options of `sweeptop export`. */
export type ExportFlags = {
	readonly format: string | undefined;
	readonly output: string | undefined;
	readonly csvSafe: boolean;
};

/** `sweeptop export RUN`: the trials of a run in another format, to stdout or, whole or not at all, to a file. */
export async function exportCommand({operands, flags, global, host}: Invocation<ExportFlags>): Promise<number> {
	const exporter = chooseExporter(flags);
	const directory = findRun(global.runs, operands[0] ?? 'last');
	const state = foldJournal(directory, {
		onDamage: damage => host.note(`warning: ${safeText(describeDamage(damage))}\n`),
	});
	const chunks = exporter.write(state, {
		csvSafe: flags.csvSafe,
		artifactsOf: trial => listArtifacts(directory, executionFolders(trial)),
	});
	if (flags.output === undefined || flags.output === '-') {
		const print = host.stdout.isTTY === true ? printSafely(host) : host.out;
		for (const chunk of chunks) print(chunk);
		return 0;
	}
	await writeFileAtomic(resolve(host.workdir, flags.output), chunks, 0o644);
	return 0;
}

function executionFolders(trial: TrialRecord): readonly string[] {
	return trial.executions.map(({execution}) => executionFolder(trial.trial, execution));
}

function chooseExporter({format, output}: ExportFlags): ExporterDefinition {
	const wanted = format ?? (output === undefined ? '' : extname(output).slice(1));
	const exporter = EXPORTERS.find(candidate => candidate.id === wanted);
	if (exporter !== undefined) return exporter;
	const ids = EXPORTERS.map(candidate => candidate.id).join(', ');
	throw new UserError(
		`export needs --format${wanted === '' ? '' : `: ${output} does not say which`}`,
		`one of: ${ids}`,
	);
}

/** On a terminal, text from outside must not act on it; in a file or a pipe every byte stays as it is. */
function printSafely(host: Host): (text: string) => void {
	return text => host.out(text.replaceAll(/[^\n]+/g, line => safeText(line)));
}
