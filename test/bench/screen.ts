import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {type Bench, type Figure, type Measurement, medianOf, type Peer} from './measurement.ts';
import {type MeteredTerminal, openMeteredTerminal, type Reading} from './metered-terminal.ts';
import {findProgram, runOrThrow, stopSweep} from './programs.ts';

type Size = {readonly columns: number; readonly rows: number};
const SIZES: readonly (Size & {readonly budgetBytes: number})[] = [
	{columns: 200, rows: 50, budgetBytes: 1200},
	{columns: 80, rows: 24, budgetBytes: 600},
];
/**
 * Until the first frames are drawn and code that runs often is compiled: at one frame a second that goes on for most of a
 * minute, on a thread whose time counts too. A screen is looked at for hours.
 */
const SETTLE_MS = 60_000;
const WATCHED_MS = 20_000;
const KEYS = 30;
/** A frame has more; what is sent to enter the screen, less. */
const FRAME_BYTES = 500;

/** What a screen costs while a sweep of ten-second trials runs, and while nothing happens. */
export const screen: Measurement = {
	id: 'screen',
	title: 'the live overview at one update a second: bytes, CPU, and time to paint a key',
	run: async bench => {
		const directory = await startSweep(bench);
		try {
			const live: Figure[] = [];
			for (const size of SIZES) live.push(...(await measureLive(bench, directory, size)));
			return [...live, await measureStill(bench)];
		} finally {
			await stopSweep(bench.launcher, directory);
		}
	},
};

async function startSweep({folder, launcher}: Bench): Promise<string> {
	const sweep = join(folder, 'quiet.toml');
	const directory = join(folder, 'quiet');
	writeFileSync(
		sweep,
		'name = "quiet"\ncommand = ["sleep", "10"]\n[parameters]\nrun = { min = 1, max = 1000, step = 1 }\n',
	);
	await runOrThrow([launcher, 'run', sweep, '--detach', '--out', directory]);
	return directory;
}

async function measureLive(
	{launcher, folder}: Bench,
	directory: string,
	size: (typeof SIZES)[number],
): Promise<readonly Figure[]> {
	const at = `${size.columns}×${size.rows}`;
	const terminal = openMeteredTerminal([launcher, 'attach', directory, '--fps', '1'], size);
	try {
		await terminal.reach(FRAME_BYTES);
		await sleep(SETTLE_MS);
		const peersRead = readPeers(size, folder);
		const reading = await terminal.read(WATCHED_MS);
		const peers = await peersRead;
		const keysMs = await pressKeys(terminal);
		return [
			{
				name: `terminal, ${at}`,
				unit: 'B/s',
				ours: bytesASecond(reading),
				budget: size.budgetBytes,
				peers: peers.map(peer => peer.bytes),
			},
			{
				name: `CPU a frame, ${at}`,
				unit: 'ms',
				ours: reading.cpuMs / Math.max(1, reading.bursts),
				budget: 6,
				peers: peers.map(peer => peer.cpu),
				note: `${reading.bursts} frames`,
			},
			{name: `key painted, ${at}`, unit: 'ms', ours: medianOf(keysMs), budget: 50},
			{name: `key painted, worst, ${at}`, unit: 'ms', ours: Math.max(...keysMs)},
		];
	} finally {
		await terminal.close();
	}
}

/** From view to view, at uneven moments, so that keys do not always meet the same phase of an update. */
async function pressKeys(terminal: MeteredTerminal): Promise<readonly number[]> {
	terminal.type('2');
	await sleep(1500);
	const tookMs: number[] = [];
	for (let key = 0; key < KEYS; key++) {
		tookMs.push(await terminal.answerMs(key % 2 === 0 ? '1' : '2'));
		await sleep(90 + ((key * 37) % 60));
	}
	return tookMs;
}

function bytesASecond({bytes, tookMs}: Reading): number {
	return bytes / (tookMs / 1000);
}

const PEERS = [
	{name: 'htop', argv: ['htop', '-d', '10']},
	{name: 'btop', argv: ['btop']},
] as const;

/** The same for the system monitors, one update a second, at the same time. */
function readPeers(size: Size, folder: string): Promise<readonly {readonly bytes: Peer; readonly cpu: Peer}[]> {
	mkdirSync(join(folder, 'btop'), {recursive: true});
	writeFileSync(join(folder, 'btop', 'btop.conf'), 'update_ms=1000\n');
	return Promise.all(
		PEERS.map(async ({name, argv}) => {
			const missing = {name, missing: 'not installed'};
			if (findProgram(argv[0]) === undefined) return {bytes: missing, cpu: missing};
			const terminal = openMeteredTerminal(argv, size, {XDG_CONFIG_HOME: folder});
			try {
				await sleep(2000);
				const reading = await terminal.read(WATCHED_MS - 4000);
				return {
					bytes: {name, value: bytesASecond(reading)},
					cpu: {name, value: reading.cpuMs / Math.max(1, reading.bursts)},
				};
			} finally {
				await terminal.close();
			}
		}),
	);
}

/** A finished run in view. */
async function measureStill({folder, launcher}: Bench): Promise<Figure> {
	const directory = join(folder, 'still');
	await runOrThrow([launcher, 'run', 'smoke', '--headless', '--reporter', 'silent', '--out', directory]);
	const terminal = openMeteredTerminal([launcher, 'view', directory], {columns: 200, rows: 50});
	try {
		await terminal.reach(FRAME_BYTES);
		await sleep(3000);
		const {bytes} = await terminal.read(10_000);
		return {name: 'terminal, 10 s of a finished run', unit: 'B', ours: bytes, budget: 0};
	} finally {
		await terminal.close();
	}
}
