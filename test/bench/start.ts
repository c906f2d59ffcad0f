import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {openPtyScreen, type PtyScreen} from '../helpers/pty-screen.ts';
import {writeBigRun} from './big-run.ts';
import {type Bench, type Figure, type Measurement, medianOf} from './measurement.ts';
import {openMeteredTerminal} from './metered-terminal.ts';
import {memoryOf} from './proc.ts';
import {runOrThrow, stopSweep} from './programs.ts';

const STARTS = 20;
const FRAMES = 5;
const BIG_RUN_TRIALS = 100_000;
const SIZE = {columns: 120, rows: 40};
/** A frame of that size has more; what is sent to enter the screen, less. */
const FRAME_BYTES = 1000;

/** How long it takes until something is there. */
export const start: Measurement = {
	id: 'start',
	title: `--version, the first frame, and a run of ${BIG_RUN_TRIALS} trials`,
	run: async bench => [
		await measureVersion(bench),
		...(await measureFirstFrames(bench)),
		...(await measureBigRun(bench)),
	],
};

async function measureVersion({launcher}: Bench): Promise<Figure> {
	const tookMs: number[] = [];
	const nodeMs: number[] = [];
	for (let run = 0; run < STARTS; run++) {
		tookMs.push((await runOrThrow([launcher, '--version'])).tookMs);
		nodeMs.push((await runOrThrow([process.execPath, '--version'])).tookMs);
	}
	return {
		name: '--version',
		unit: 'ms',
		ours: medianOf(tookMs),
		budget: 60,
		peers: [{name: 'node --version', value: medianOf(nodeMs)}],
	};
}

async function measureFirstFrames({launcher, folder}: Bench): Promise<readonly Figure[]> {
	const finished = join(folder, 'finished');
	await runOrThrow([launcher, 'run', 'smoke', '--headless', '--reporter', 'silent', '--out', finished]);
	const sweep = join(folder, 'first.toml');
	writeFileSync(sweep, 'name = "first"\ncommand = ["sleep", "60"]\n[parameters]\nrun = [1]\n');
	const views: Opening[] = [];
	const runs: Opening[] = [];
	const nodeMs: number[] = [];
	for (let frame = 0; frame <= FRAMES; frame++) {
		views.push(await openScreen([launcher, 'view', finished], 'smoke', 'q'));
		const directory = join(folder, `first-${frame}`);
		runs.push(await openScreen([launcher, 'run', sweep, '--out', directory], 'first', 'd'));
		await stopSweep(launcher, directory);
		nodeMs.push((await runOrThrow([process.execPath, '-e', '0'])).tookMs);
	}
	// The first opening of each fills the cache of compiled code.
	const median = (openings: readonly Opening[], which: keyof Opening): number =>
		medianOf(openings.slice(1).map(opening => opening[which]));
	const peers = [{name: 'node -e 0', value: medianOf(nodeMs)}];
	return [
		{name: 'first frame of view', unit: 'ms', ours: median(views, 'firstMs'), budget: 300, peers},
		{name: 'first frame of run', unit: 'ms', ours: median(runs, 'firstMs'), budget: 300, peers},
		{name: 'run, engine has answered', unit: 'ms', ours: median(runs, 'namedMs')},
		{name: 'first frame of run, no code cache', unit: 'ms', ours: runs[0]?.firstMs ?? Number.NaN},
	];
}

/** Milliseconds until anything stands on the screen, and until the sweep's name does. */
type Opening = {readonly firstMs: number; readonly namedMs: number};

async function openScreen(argv: readonly string[], name: string, leaveBy: string): Promise<Opening> {
	const startedMs = performance.now();
	const screen = openPtyScreen({argv, ...SIZE});
	try {
		await screen.waitUntil(rows => rows[0]?.trim() !== '', 'a frame', 20_000);
		const firstMs = performance.now() - startedMs;
		await screen.waitUntil(rows => rows[0]?.includes(name) === true, name, 20_000);
		return {firstMs, namedMs: performance.now() - startedMs};
	} finally {
		await leave(screen, leaveBy);
	}
}

async function measureBigRun({folder, launcher, note}: Bench): Promise<readonly Figure[]> {
	const directory = join(folder, 'big');
	await writeBigRun(directory, BIG_RUN_TRIALS);
	const megabytes = statSync(join(directory, 'journal.ndjson')).size / 1e6;
	note(`journal of ${BIG_RUN_TRIALS} trials: ${megabytes.toFixed(0)} MB`);
	const startedMs = performance.now();
	const screen = openPtyScreen({argv: [launcher, 'view', directory], ...SIZE});
	try {
		// A line with the best trial's number and a value of it: what is read so far is ranked.
		await screen.waitUntil(rows => rows.some(row => row.includes('★')), 'the best trial', 60_000);
		const openedMs = performance.now() - startedMs;
		await screen.waitUntil(rows => rows[0]?.includes('ended') === true, 'the whole run', 60_000);
		const wholeMs = performance.now() - startedMs;
		const {residentMiB} = memoryOf(screen.pid);
		return [
			// Open is where keys are answered and the best so far stands: docs/decisions/0016-large-runs.md.
			{name: '100k trials, leaderboard stands', unit: 's', ours: openedMs / 1000, budget: 2},
			{
				name: '100k trials, leaderboard of all',
				unit: 's',
				ours: wholeMs / 1000,
				peers: [{name: 'JSON.parse of its lines', value: parseLinesMs(join(directory, 'journal.ndjson')) / 1000}],
				note: `journal of ${megabytes.toFixed(0)} MB`,
			},
			{name: '100k trials, memory', unit: 'MiB', ours: residentMiB},
			...(await measureScrolling(launcher, directory, wholeMs)),
		];
	} finally {
		await leave(screen, 'q');
	}
}

/** What any reader of the journal must spend at least: each line is parsed once and forgotten. */
function parseLinesMs(path: string): number {
	const lines = readFileSync(path, 'latin1').split('\n').slice(0, -1);
	const startedMs = performance.now();
	for (const line of lines) JSON.parse(line);
	return performance.now() - startedMs;
}

async function leave(screen: PtyScreen, key: string): Promise<void> {
	screen.type(key);
	await Promise.race([screen.exited, sleep(1000)]);
	await screen.close();
}

const SCROLL_KEYS = [
	{name: 'page down', keys: '\u001B[6~'},
	{name: 'end', keys: '\u001B[F'},
	{name: 'page up', keys: '\u001B[5~'},
	{name: 'home', keys: '\u001B[H'},
	{name: 'sort', keys: '>'},
	{name: 'down', keys: '\u001B[B'},
];

/** Keys while the run is still read, then once it is whole: after `wholeMs` from the start, and some more. */
async function measureScrolling(launcher: string, directory: string, wholeMs: number): Promise<readonly Figure[]> {
	const terminal = openMeteredTerminal([launcher, 'view', directory], SIZE);
	try {
		await terminal.reach(FRAME_BYTES);
		const tookMs = new Map<string, number[]>([['while it is read', []]]);
		for (let key = 0; key < 6; key++) {
			await sleep(100);
			tookMs.get('while it is read')?.push(await terminal.answerMs(key % 2 === 0 ? '2' : '1'));
		}
		await sleep(2 * wholeMs);
		await terminal.answerMs('2');
		for (let round = 0; round < 5; round++) {
			for (const {name, keys} of SCROLL_KEYS) {
				await sleep(200);
				tookMs.set(name, [...(tookMs.get(name) ?? []), await terminal.answerMs(keys)]);
			}
		}
		return [...tookMs].map(([name, values]) => ({
			name: `100k trials, key ${name}`,
			unit: 'ms',
			ours: medianOf(values),
			budget: 50,
		}));
	} finally {
		await terminal.close();
	}
}
