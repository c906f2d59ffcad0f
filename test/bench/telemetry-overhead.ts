import {spawn} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {readTelemetry} from '../../source/engine/telemetry-reader.ts';
import {readJournal} from '../../source/journal/read.ts';
import {quantile} from '../../source/domain/statistics/stats.ts';
import type {Bench, Figure} from './measurement.ts';
import {childrenOf, cpuMsOf, findProcesses} from './proc.ts';
import {findProgram, runOrThrow, runProgram} from './programs.ts';

const CHANNELS = 40;
const INTERVAL_MS = 100;
const TRIAL_S = 120;
/** Until every source is open and the host described. */
const SETTLE_MS = 8000;
/** A longer gap is the start of a new probe process. */
const RESTART_MS = 2000;

/** CPU of engine and probes, programs started, and the steadiness of samples, with 40 channels at 10 Hz. */
export async function measureOverhead(bench: Bench, watchedMs: number): Promise<readonly Figure[]> {
	const {folder, launcher} = bench;
	const root = join(folder, 'root');
	buildZones(root);
	const directory = await startRun(bench, 'overhead', root);
	try {
		await sleep(SETTLE_MS);
		const engine = enginePid(directory);
		const probes = childrenOf(engine).filter(pid => findProcesses('probe-process').includes(pid));
		const pids = [engine, ...probes];
		if (probes.length !== 1) throw new Error(`${probes.length} probe processes run`);
		const cpuMs = (): readonly number[] => pids.map(cpuMsOf);
		const before = cpuMs();
		const fromMs = performance.now();
		const monoFromMs = Number(process.hrtime.bigint()) / 1e6;
		await sleep(watchedMs);
		const tookMs = performance.now() - fromMs;
		const shares = cpuMs().map((ms, index) => ((ms - (before[index] ?? 0)) / tookMs) * 100);
		const monoToMs = monoFromMs + tookMs;
		const started = await countExecve(pids, join(folder, 'execve'), watchedMs);
		// Rows wait two seconds before they are written.
		await sleep(3000);
		const late = lateness(await readTimes(directory, monoFromMs, monoToMs));
		return [
			{
				name: `CPU of engine and probes, ${CHANNELS} channels at ${1000 / INTERVAL_MS} Hz`,
				unit: '% of a core',
				ours: (shares[0] ?? 0) + (shares[1] ?? 0),
				budget: 2,
				note: `engine ${(shares[0] ?? 0).toFixed(2)}, probes ${(shares[1] ?? 0).toFixed(2)}`,
			},
			{name: 'jitter of the samples, 99th percentile', unit: 'ms', ours: quantile(late, 0.99), budget: 20},
			{name: 'samples of a channel in that time', unit: '', ours: late.length},
			...(started === undefined
				? []
				: [{name: `execve in ${watchedMs / 1000} s of sampling`, unit: '', ours: started, budget: 0}]),
		];
	} finally {
		await runProgram([launcher, 'stop', directory, '--now']);
	}
}

/** Starts a sweep of one long trial that reads the zones below a root, and gives its run directory. */
async function startRun({folder, launcher}: Bench, name: string, root: string): Promise<string> {
	const directory = join(folder, `run-${name}`);
	const sweep = join(folder, `${name}.toml`);
	writeFileSync(
		sweep,
		`name = "${name}"\ncommand = ["sleep", "${TRIAL_S}"]\n[parameters]\nrun = [1]\n[telemetry]\ninterval = "${INTERVAL_MS}ms"\nprobes = ["thermal"]\n`,
	);
	await runOrThrow([launcher, 'run', sweep, '--detach', '--out', directory, '--sysfs-root', root]);
	return directory;
}

/**
 * The steadiness of the other samples where one sensor hangs for good, as a FIFO that nobody writes: from its first read
 * on, with the gaps until it is found and switched off.
 */
export async function measureHungProbe(bench: Bench, watchedMs: number): Promise<readonly Figure[]> {
	const root = join(bench.folder, 'hung-root');
	buildZones(root);
	const zone = join(root, 'sys/class/thermal', `thermal_zone${CHANNELS}`);
	mkdirSync(zone, {recursive: true});
	writeFileSync(join(zone, 'type'), 'hung-thermal\n');
	await runOrThrow(['mkfifo', join(zone, 'temp')]);
	const fromMs = monotonicMs();
	const directory = await startRun(bench, 'hung', root);
	try {
		await sleep(SETTLE_MS + watchedMs);
		return cadence('a sensor hangs from the start', await readTimes(directory, fromMs, monotonicMs()));
	} finally {
		await runProgram([bench.launcher, 'stop', directory, '--now']);
	}
}

/** As {@link measureHungProbe}, but for a sensor that begins to hang after good readings: strace holds its next read. */
export async function measureLateHang(bench: Bench, watchedMs: number): Promise<readonly Figure[]> {
	const strace = findProgram('strace');
	if (strace === undefined) return [];
	const root = join(bench.folder, 'late-root');
	buildZones(root);
	const directory = await startRun(bench, 'late', root);
	const hanging = join(root, 'sys/class/thermal', `thermal_zone${CHANNELS / 2}`, 'temp');
	const held = new AbortController();
	try {
		await sleep(SETTLE_MS);
		const [probes = 0] = childrenOf(enginePid(directory)).filter(pid => findProcesses('probe-process').includes(pid));
		const fromMs = monotonicMs();
		const inject = ['-e', 'trace=pread64', '-e', 'inject=pread64:delay_enter=600000000'];
		const argv = ['-f', '-qq', '-o', '/dev/null', '-P', hanging, ...inject, '-p', String(probes)];
		spawn(strace, argv, {stdio: 'ignore', signal: held.signal}).on('error', () => {});
		await sleep(watchedMs);
		const [hung, others] = await Promise.all([
			readTimes(directory, fromMs, monotonicMs(), `zone.soc${CHANNELS / 2}.temp_c`),
			readTimes(directory, fromMs, monotonicMs()),
		]);
		if (hung.length > others.length / 2) throw new Error('strace could not hold the read');
		return cadence('a sensor hangs in mid-run', others);
	} finally {
		held.abort();
		await runProgram([bench.launcher, 'stop', directory, '--now']);
	}
}

function cadence(what: string, times: readonly number[]): readonly Figure[] {
	const gaps = times.slice(1).map((t, index) => t - (times[index] ?? t));
	return [
		{name: `${what}: jitter of the others, p99`, unit: 'ms', ours: quantile(lateness(times), 0.99), budget: 100},
		{name: `${what}: longest gap of the others`, unit: 'ms', ours: Math.max(...gaps)},
		{
			name: `${what}: gaps above ${INTERVAL_MS + 100} ms`,
			unit: '',
			ours: gaps.filter(gap => gap > INTERVAL_MS + 100).length,
		},
	];
}

function monotonicMs(): number {
	return Number(process.hrtime.bigint()) / 1e6;
}

function buildZones(root: string): void {
	for (let zone = 0; zone < CHANNELS; zone++) {
		const folder = join(root, 'sys/class/thermal', `thermal_zone${zone}`);
		mkdirSync(folder, {recursive: true});
		writeFileSync(join(folder, 'type'), `soc${zone}-thermal\n`);
		writeFileSync(join(folder, 'temp'), `${40_000 + zone * 250}\n`);
	}
}

function enginePid(directory: string): number {
	for (const {event} of readJournal(directory)) if (event.type === 'sweep-started') return event.engine.pid;
	throw new Error('the engine did not start');
}

async function readTimes(
	directory: string,
	fromMs: number,
	toMs: number,
	channel = 'zone.soc0.temp_c',
): Promise<readonly number[]> {
	const {rows, channels} = await readTelemetry(directory);
	if (channels.length === 0) throw new Error('no samples');
	const place = channels.indexOf(channel) + 1;
	if (place === 0) throw new Error(`no channel ${channel}: there are ${channels.join(', ')}`);
	return rows.flatMap(({0: t, [place]: value}) =>
		typeof t === 'number' && t >= fromMs && t <= toMs && typeof value === 'number' ? [t] : [],
	);
}

/** How far each sample is from where the grid of the interval would have it, ms; each process has a grid of its own. */
function lateness(times: readonly number[]): readonly number[] {
	const starts = times.flatMap((t, index) =>
		t - (times[index - 1] ?? Number.NEGATIVE_INFINITY) > RESTART_MS ? [index] : [],
	);
	return starts.flatMap((start, index) => {
		const phases = times.slice(start, starts[index + 1]).map(t => t % INTERVAL_MS);
		// The grid's own phase is the middle one; a phase wraps at the interval.
		const base = quantile(phases, 0.5);
		return phases.map(phase => Math.min(Math.abs(phase - base), INTERVAL_MS - Math.abs(phase - base)));
	});
}

/** Undefined where strace is not there. */
async function countExecve(pids: readonly number[], log: string, watchedMs: number): Promise<number | undefined> {
	if (findProgram('strace') === undefined) return undefined;
	const traced = pids.flatMap(pid => ['-p', String(pid)]);
	await runProgram([
		'timeout',
		String(watchedMs / 1000),
		'strace',
		'-f',
		'-qq',
		'-e',
		'trace=execve',
		'-o',
		log,
		...traced,
	]);
	return readFileSync(log, 'utf8')
		.split('\n')
		.filter(line => line.includes('execve(')).length;
}
