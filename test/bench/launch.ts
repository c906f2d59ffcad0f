import {closeSync, fdatasyncSync, openSync, readFileSync, writeFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {readJournal} from '../../source/journal/read.ts';
import {type Bench, type Figure, type Measurement, medianOf, type Peer} from './measurement.ts';
import {findProgram, runOrThrow} from './programs.ts';

const TRIALS = 500;
/** Runs of ours, each between runs of the peers, so that all see the same machine. */
const ROUNDS = 3;

/** What sweeptop adds to the start of a program. */
export const launch: Measurement = {
	id: 'launch',
	title: `${TRIALS} trials of \`true\`, one at a time, headless, with telemetry`,
	run: measureLaunch,
};

async function measureLaunch(bench: Bench): Promise<readonly Figure[]> {
	const spacings: number[] = [];
	const peers = new Map<string, number[]>();
	for (let round = 0; round < ROUNDS; round++) {
		spacings.push(...(await spacingsOfTrials(bench, join(bench.folder, `run-${round}`))));
		for (const {name, measure} of PEERS) {
			const value = await measure(bench);
			if (value !== undefined) peers.set(name, [...(peers.get(name) ?? []), value]);
		}
	}
	return [
		{
			name: 'a trial, median',
			unit: 'ms',
			ours: medianOf(spacings),
			budget: 3,
			peers: PEERS.map(({name}) => peerOf(name, peers.get(name))),
			note: 'spacing of trial-ended in the journal',
		},
		{
			name: 'a trial, 90th percentile',
			unit: 'ms',
			ours: spacings.toSorted((a, b) => a - b)[Math.floor(spacings.length * 0.9)] ?? Number.NaN,
		},
		{name: 'fdatasync, median', unit: 'ms', ours: flushMs(bench.folder)},
	];
}

function peerOf(name: string, values: readonly number[] | undefined): Peer {
	return values === undefined ? {name, missing: 'not installed'} : {name, value: medianOf(values)};
}

async function spacingsOfTrials({folder, launcher}: Bench, directory: string): Promise<readonly number[]> {
	const sweep = join(folder, 'launch.toml');
	writeFileSync(
		sweep,
		`name = "launch"\ncommand = ["true"]\n[parameters]\nrun = { min = 1, max = ${TRIALS}, step = 1 }\n`,
	);
	await runOrThrow([launcher, 'run', sweep, '--headless', '--reporter', 'silent', '--out', directory]);
	const endsMs = Array.from(readJournal(directory), ({event}) => event)
		.filter(event => event.type === 'trial-ended')
		.map(event => event.mono_ms);
	if (endsMs.length !== TRIALS) throw new Error(`${endsMs.length} of ${TRIALS} trials ended`);
	return endsMs.slice(1).map((ms, index) => ms - (endsMs[index] ?? Number.NaN));
}

/** Milliseconds for one `true`; undefined where the peer is not installed. */
const PEERS: readonly {readonly name: string; readonly measure: (bench: Bench) => Promise<number | undefined>}[] = [
	{name: 'GNU parallel --jobs 1', measure: runParallel},
	{name: 'hyperfine -N', measure: runHyperfine},
	{name: 'bare node-pty spawn', measure: () => runBare('pty')},
	{name: 'bare child_process spawn', measure: () => runBare('child')},
];

async function runParallel({folder}: Bench): Promise<number | undefined> {
	if (findProgram('parallel') === undefined) return undefined;
	const log = join(folder, 'joblog');
	const input = Array.from({length: 200}, (_, index) => index + 1).join('\n');
	await runOrThrow(['parallel', '--will-cite', '--jobs', '1', '--joblog', log, 'true'], {input});
	// Third column: start in seconds with milliseconds.
	const starts = readFileSync(log, 'utf8')
		.trim()
		.split('\n')
		.slice(1)
		.map(line => Number(line.split('\t')[2]) * 1000);
	return medianOf(starts.slice(1).map((ms, index) => ms - (starts[index] ?? Number.NaN)));
}

async function runHyperfine({folder}: Bench): Promise<number | undefined> {
	if (findProgram('hyperfine') === undefined) return undefined;
	const report = join(folder, 'hyperfine.json');
	await runOrThrow(['hyperfine', '-N', '--runs', '300', '--style', 'none', '--export-json', report, 'true']);
	const {results} = JSON.parse(readFileSync(report, 'utf8')) as {
		readonly results: readonly {readonly median: number}[];
	};
	return (results[0]?.median ?? Number.NaN) * 1000;
}

async function runBare(kind: 'pty' | 'child'): Promise<number> {
	const {stdout} = await runOrThrow([process.execPath, join(import.meta.dirname, 'bare-spawn.ts'), kind]);
	return Number(stdout);
}

function flushMs(folder: string): number {
	const descriptor = openSync(join(folder, 'flushed'), 'w');
	try {
		return medianOf(
			Array.from({length: 200}, () => {
				const startedMs = performance.now();
				writeSync(descriptor, 'x'.repeat(500));
				fdatasyncSync(descriptor);
				return performance.now() - startedMs;
			}),
		);
	} finally {
		closeSync(descriptor);
	}
}
