import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {readTelemetry} from '../../source/engine/telemetry-reader.ts';
import {readJournal} from '../../source/journal/read.ts';
import {quantile} from '../../source/domain/stats.ts';
import type {Bench, Figure} from './measurement.ts';
import {childrenOf, cpuMsOf, findProcesses} from './proc.ts';
import {findProgram, runOrThrow, runProgram} from './programs.ts';

const CHANNELS = 40;
const INTERVAL_MS = 100;
const TRIAL_S = 120;
/** Until every source is open and the host described. */
const SETTLE_MS = 8000;

/** CPU of engine and probes, programs started, and the steadiness of samples, with 40 channels at 10 Hz. */
export async function measureOverhead(bench: Bench, watchedMs: number): Promise<readonly Figure[]> {
	const {folder, launcher} = bench;
	const root = join(folder, 'root');
	buildZones(root);
	const directory = join(folder, 'run');
	const sweep = join(folder, 'overhead.toml');
	writeFileSync(
		sweep,
		`name = "overhead"\ncommand = ["sleep", "${TRIAL_S}"]\n[parameters]\nrun = [1]\n[telemetry]\ninterval = "${INTERVAL_MS}ms"\nprobes = ["thermal"]\n`,
	);
	await runOrThrow([launcher, 'run', sweep, '--detach', '--out', directory, '--sysfs-root', root]);
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
		const lateness = await readLateness(directory, monoFromMs, monoToMs);
		return [
			{
				name: `CPU of engine and probes, ${CHANNELS} channels at ${1000 / INTERVAL_MS} Hz`,
				unit: '% of a core',
				ours: (shares[0] ?? 0) + (shares[1] ?? 0),
				budget: 2,
				note: `engine ${(shares[0] ?? 0).toFixed(2)}, probes ${(shares[1] ?? 0).toFixed(2)}`,
			},
			{name: 'jitter of the samples, 99th percentile', unit: 'ms', ours: quantile(lateness, 0.99), budget: 20},
			{name: 'samples of a channel in that time', unit: '', ours: lateness.length},
			...(started === undefined
				? []
				: [{name: `execve in ${watchedMs / 1000} s of sampling`, unit: '', ours: started, budget: 0}]),
		];
	} finally {
		await runProgram([launcher, 'stop', directory, '--now']);
	}
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

/** How far each sample is from where the grid of the interval would have it, ms. */
async function readLateness(directory: string, fromMs: number, toMs: number): Promise<readonly number[]> {
	const {rows, channels} = await readTelemetry(directory, {fromMs, toMs, channels: ['zone.soc0.temp_c']});
	if (channels.length === 0) throw new Error('no samples');
	const times = rows.flatMap(([t, value]) => (typeof t === 'number' && value !== null ? [t] : []));
	const phases = times.map(t => t % INTERVAL_MS);
	// The grid's own phase is the middle one; a phase wraps at the interval.
	const base = quantile(phases, 0.5);
	return phases.map(phase => {
		const distance = Math.abs(phase - base);
		return Math.min(distance, INTERVAL_MS - distance);
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
