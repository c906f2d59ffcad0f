import {execFile} from 'node:child_process';
import {basename, join} from 'node:path';
import {promisify} from 'node:util';
import type {Sweep} from '../../domain/sweep.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {Observed} from './engine-observer.ts';
import {writeFileAtomic} from '../../journal/atomic-file.ts';

/**
 * Writes `metadata.json`: the host without its name, the sources of readings, the program and the labels; at the end
 * also whether each channel moved and how often, and what the measuring itself has cost.
 */
export async function writeMetadata(directory: string, state: SweepState, observed?: Observed): Promise<void> {
	const sources = state.sources.map(({source, channels, closed}) => ({
		source,
		...(closed === undefined ? {usable: true} : {usable: false, ...closed}),
		channels: channels.map(({channel, unit, scope, periodMs, windowMs}) => ({
			channel,
			unit,
			scope,
			periodMs,
			windowMs,
			...(observed === undefined ? {} : {measured: observed.motions.get(channel) ?? {samples: 0, changes: 0}}),
		})),
	}));
	const metadata = {
		...state.host,
		sweeptop: state.engine?.version,
		node: process.version,
		labels: state.sweep?.labels ?? {},
		sources,
		...(observed === undefined ? {} : {overhead: observed.overhead}),
	};
	await writeFileAtomic(join(directory, 'metadata.json'), [`${JSON.stringify(metadata, null, '\t')}\n`]);
}

/** Longest wait for a package manager. */
const TIMEOUT_MS = 10_000;

/** Writes `packages.txt`: what the programs of the sweep are made of, as the package managers of this machine tell. */
export async function writePackages(directory: string, sweep: Sweep, version: string): Promise<void> {
	const program = sweep.command.kind === 'argv' ? (sweep.command.argv[0] ?? '') : '';
	const sections = [`# sweeptop ${version}`, `# node ${process.version}`];
	if (/^python[\d.]*$/.test(basename(program))) {
		sections.push(
			'',
			'# pip',
			await run(program, ['-m', 'pip', 'freeze', '--disable-pip-version-check'], sweep.workdir),
		);
	}
	sections.push('', '# dpkg', await run('dpkg-query', ['-W', '-f', '${Package} ${Version}\n'], sweep.workdir));
	await writeFileAtomic(join(directory, 'packages.txt'), [`${sections.join('\n').trimEnd()}\n`]);
}

async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
	try {
		const {stdout} = await promisify(execFile)(program, args, {cwd, timeout: TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024});
		return stdout;
	} catch {
		return '(not available)'; // No such package manager here: nothing to record.
	}
}
