import {existsSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {readJournal} from '../../source/journal/read.ts';
import {executionFolder} from '../../source/journal/run-layout.ts';
import type {Bench, Figure, Measurement} from './measurement.ts';
import {memoryOf} from './proc.ts';
import {runOrThrow, runProgram} from './programs.ts';

const RUNS = 200;
const SIZES = [2000, 20_480, 1 << 20] as const;
const FLOOD_BYTES = 2e9;
/** A line of a flood; a terminal makes its end two bytes. */
const LINE = 'x'.repeat(79);

/** Whether output is whole, and what a flood of it costs. */
export const output: Measurement = {
	id: 'output',
	title: `${RUNS} programs each that print 2 KB, 20 KB and 1 MB and exit; one that prints 2 GB`,
	run: async bench => {
		const truncated: Figure[] = [];
		for (const bytes of SIZES) truncated.push(await countTruncated(bench, bytes));
		return [...truncated, ...(await measureFlood(bench))];
	},
};

async function countTruncated({folder, launcher}: Bench, bytes: number): Promise<Figure> {
	const sweep = join(folder, `print-${bytes}.toml`);
	const directory = join(folder, `printed-${bytes}`);
	writeFileSync(
		sweep,
		`name = "print"\ncommand = ["head", "-c", "${bytes}", "/dev/zero"]\n[parameters]\nrun = { min = 1, max = ${RUNS}, step = 1 }\n[run]\njobs = 4\n`,
	);
	const {tookMs} = await runOrThrow([launcher, 'run', sweep, '--headless', '--reporter', 'silent', '--out', directory]);
	let truncated = 0;
	for (let trial = 1; trial <= RUNS; trial++) {
		const log = join(directory, executionFolder(trial, 1), 'output.log');
		if (!existsSync(log) || statSync(log).size !== bytes) truncated += 1;
	}
	return {
		name: `cut off of ${RUNS} at ${bytes} B`,
		unit: '',
		ours: truncated,
		budget: 0,
		note: `through the whole program, 4 at a time, in ${(tookMs / 1000).toFixed(1)} s; sizes of output.log`,
	};
}

async function measureFlood({folder, launcher}: Bench): Promise<readonly Figure[]> {
	const sweep = join(folder, 'flood.toml');
	const directory = join(folder, 'flooded');
	writeFileSync(
		sweep,
		`name = "flood"\nshell = "yes ${LINE} | head -c ${FLOOD_BYTES}"\n[parameters]\nrun = [1]\n[metrics]\nloss = { goal = "minimize" }\n`,
	);
	let peakMiB = 0;
	const whileRunning = (pid: number): void => {
		const {peakMiB: peak} = memoryOf(pid);
		if (Number.isFinite(peak)) peakMiB = Math.max(peakMiB, peak);
	};
	// Exit 1: it prints no metric, so its trial fails. What is measured is the way of its bytes.
	const {stderr} = await runProgram(
		[launcher, 'run', sweep, '--headless', '--reporter', 'silent', '--out', directory],
		{whileRunning},
	);
	const ended = Array.from(readJournal(directory), ({event}) => event).find(event => event.type === 'execution-ended');
	if (ended === undefined || ended.why !== 'no value for "loss"')
		throw new Error(`the flood ended otherwise: ${ended?.why ?? stderr}`);
	return [
		{name: '2 GB, engine RSS', unit: 'MiB', ours: peakMiB, budget: 200e6 / 2 ** 20, note: 'VmHWM'},
		{
			name: '2 GB, speed',
			unit: 'MB/s',
			ours: FLOOD_BYTES / 1e6 / (ended.duration_s ?? Number.NaN),
			note: 'lines searched for a metric, head and tail kept',
		},
	];
}
