import {basename, join, resolve} from 'node:path';
import {counted} from '../domain/text/counted.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {uniqueNames} from '../domain/text/unique-names.ts';
import {canonicalKey} from '../domain/space.ts';
import {createSweepState, foldEvents, type SweepState} from '../domain/sweep-state.ts';
import {sweepName} from '../importers/sweep-name.ts';
import {monotonicMs} from './clock.ts';
import type {CommandBody, GlobalValues, Host, Invocation} from './command.ts';
import {displayPath} from './display-path.ts';
import {readingOf, type ReadingFlags} from './results/reading-flags.ts';
import {createImportProgress, type ImportProgress} from './foreign/import-progress.ts';
import {writeImportedRun} from './foreign/import-run.ts';
import {parseRoles, type RoleFlags} from './watching/name-roles.ts';
import {createRun} from './runs/new-run.ts';
import {type ForeignChoice, type ForeignRun, readForeign, readTogether} from './foreign/open-foreign.ts';
import {foreignPath} from './runs/open-run.ts';

/** Options that say of a foreign file what it does not say itself. */
export type ForeignFlags = RoleFlags & {
	readonly from: string | undefined;
	readonly study: string | undefined;
	readonly times: string | undefined;
};

/** Options of `sweeptop import`. */
export type ImportFlags = ForeignFlags & ReadingFlags & {readonly out: string | undefined};

/**
 * `sweeptop import PATH --out DIR`: results of another program as a run of ours; one folder a sweep. Several paths are one
 * run, with a parameter that says which of them a trial is from.
 */
export const importCommand: CommandBody<ImportFlags> = async ({operands, flags, global, host}) => {
	const paths = operands.map(operand => foreignPath(operand, host.workdir));
	const [{path, ...named} = {path: host.workdir}, ...others] = paths;
	const name = others.length === 0 ? basename(path) : `${paths.length} sources`;
	const progress = createImportProgress(name, host.stderr, monotonicMs);
	try {
		const choice = {...choiceOf(flags), ...(await readingOf(flags))};
		const runs =
			others.length === 0
				? await readForeign(path, host.version, {...choice, ...named}, progress)
				: [await readTogether({paths, version: host.version}, choice, progress)];
		const written = await writeAll(runs, {path: paths.map(one => one.path).join(', '), progress, flags, global, host});
		progress.done();
		for (const {directory, state, from, notes, warnings} of written) {
			host.out(`${displayPath(directory, host.workdir)}\n`);
			host.note(`${summaryOf(state)} from ${from}\n`);
			for (const text of notes) host.note(`note: ${safeText(text)}\n`);
			for (const text of warnings) host.note(`warning: ${safeText(text)}\n`);
		}
		return 0;
	} finally {
		progress.done();
	}
};

type Writing = Pick<Invocation<ImportFlags>, 'flags' | 'global' | 'host'> & {
	readonly path: string;
	readonly progress: ImportProgress;
};

type Written = {
	readonly directory: string;
	readonly state: SweepState;
	readonly from: string;
	readonly notes: readonly string[];
	readonly warnings: readonly string[];
};

/** A folder for each sweep. */
async function writeAll(
	runs: readonly ForeignRun[],
	{path, progress, flags, global, host}: Writing,
): Promise<readonly Written[]> {
	// A mistake in a formula shows when it meets the trials: before anything is written.
	if (flags.formula.length > 0) for (const run of runs) foldEvents(createSweepState(), run.events());
	const names = uniqueNames(
		runs.map(({imported}) => sweepName(imported.name)),
		(name, count) => `${name}-${count}`,
	);
	const written: Written[] = [];
	for (const [index, run] of runs.entries()) {
		const name = names[index] ?? run.sweep.name;
		const directory = folderFor(flags.out, {name, isOne: runs.length === 1, global, host});
		const {from, imported} = run;
		const {notes = [], warnings = []} = imported;
		written.push({directory, state: await writeImportedRun(directory, run, {path, progress}), from, notes, warnings});
	}
	return written;
}

/** What the options say of a file. Throws UserError for an option that contradicts another. */
export function choiceOf(flags: ForeignFlags): ForeignChoice {
	const {params, metrics} = parseRoles(flags);
	return {
		...(flags.from === undefined ? {} : {from: flags.from}),
		...(flags.study === undefined ? {} : {study: flags.study}),
		...(params === undefined ? {} : {params}),
		...(metrics === undefined ? {} : {metrics}),
		...(flags.times === 'utc' || flags.times === 'local' ? {times: flags.times} : {}),
	};
}

type Wanted = {readonly name: string; readonly isOne: boolean; readonly global: GlobalValues; readonly host: Host};

function folderFor(given: string | undefined, {name, isOne, global, host}: Wanted): string {
	const folder = given === undefined ? undefined : resolve(host.workdir, given);
	const out = folder === undefined || isOne ? folder : join(folder, name);
	return createRun({runs: global.runs, name, out}, host);
}

function summaryOf(state: SweepState): string {
	const parts = Object.entries(state.counts)
		.filter(([, count]) => count > 0)
		.map(([name, count]) => `${count} ${name}`);
	const distinct = distinctPoints(state);
	const repeated = distinct < state.trials.length ? `, ${distinct} distinct points` : '';
	return `${counted(state.trials.length, 'trial')}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}${repeated}`;
}

/** A sampler may have asked for one point several times. */
function distinctPoints({sweep, trials}: SweepState): number {
	if (sweep === undefined) return trials.length;
	const points = trials.flatMap(trial => (trial === undefined ? [] : [canonicalKey(sweep.space, trial.params)]));
	return new Set(points).size;
}
