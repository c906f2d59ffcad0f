import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {readJournal} from '../../source/journal/read.ts';
import type {Bench, Figure, Measurement} from './measurement.ts';
import {childrenOf, cpuMsOf, findProcesses, memoryOf} from './proc.ts';
import {findProgram, runOrThrow, runProgram, stopSweep} from './programs.ts';

const TRIAL_S = 30;
/** Until the probes have described the host and everything is loaded. */
const SETTLE_MS = 6000;
const WATCHED_MS = 20_000;

/** What an engine costs while a quiet program runs, seen by nobody: on a board it is part of what is measured. */
export const idle: Measurement = {
	id: 'idle',
	title: `engine and probes at 1 Hz, no screen, during \`sleep ${TRIAL_S}\``,
	run: measureIdle,
};

async function measureIdle(bench: Bench): Promise<readonly Figure[]> {
	const {launcher, folder} = bench;
	const sweep = join(folder, 'idle.toml');
	const directory = join(folder, 'idle');
	writeFileSync(
		sweep,
		`name = "idle"\ncommand = ["sleep", "${TRIAL_S}"]\n[parameters]\nrun = [1]\n[telemetry]\ninterval = "1s"\n`,
	);
	await runOrThrow([launcher, 'run', sweep, '--detach', '--out', directory]);
	try {
		await sleep(SETTLE_MS);
		return await watchEngine(enginePid(directory), bench);
	} finally {
		await stopSweep(launcher, directory);
	}
}

function enginePid(directory: string): number {
	for (const {event} of readJournal(directory)) if (event.type === 'sweep-started') return event.engine.pid;
	throw new Error('the engine did not start');
}

async function watchEngine(engine: number, {folder}: Bench): Promise<readonly Figure[]> {
	const probes = childrenOf(engine).filter(pid => findProcesses('probe-process').includes(pid));
	if (probes.length !== 1) throw new Error(`${probes.length} probe processes run`);
	const both = [engine, ...probes];
	const cpuMs = (): number => both.reduce((sum, pid) => sum + cpuMsOf(pid), 0);
	const beforeMs = cpuMs();
	const startedMs = performance.now();
	await sleep(WATCHED_MS / 2);
	const percent = ((cpuMs() - beforeMs) / (performance.now() - startedMs)) * 100;
	const forks = await countForks(both, join(folder, 'forks'));
	const resident = both.map(pid => memoryOf(pid).residentMiB);
	return [
		{name: 'CPU, engine + probes', unit: '% of a core', ours: percent, budget: 0.5},
		{
			name: 'memory, engine + probes',
			unit: 'MiB',
			ours: resident.reduce((sum, value) => sum + value, 0),
			budget: 150e6 / 2 ** 20,
			note: `engine ${resident[0]?.toFixed(0) ?? '?'}, probes ${resident[1]?.toFixed(0) ?? '?'}; resident, pages of the program that both share counted twice`,
		},
		...(forks === undefined
			? []
			: [{name: `processes forked in ${WATCHED_MS / 2000} s`, unit: '', ours: forks, budget: 0}]),
	];
}

/** Processes that these start in ten seconds; undefined where strace is not there. */
async function countForks(pids: readonly number[], log: string): Promise<number | undefined> {
	if (findProgram('strace') === undefined) return undefined;
	const traced = pids.flatMap(pid => ['-p', String(pid)]);
	await runProgram([
		'timeout',
		String(WATCHED_MS / 2000),
		'strace',
		'-f',
		'-qq',
		'-e',
		'trace=execve,fork,vfork,clone,clone3',
		'-o',
		log,
		...traced,
	]);
	// A thread is no process.
	return readFileSync(log, 'utf8')
		.split('\n')
		.filter(line => /\b(?:execve|fork|vfork|clone3?)\(/.test(line) && !line.includes('CLONE_THREAD')).length;
}
