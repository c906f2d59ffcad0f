/**
 * Entry of the probe process, started by the engine with its settings as one JSON argument. It says frames on
 * stdout, one JSON object a line, and ends when its stdin does. With `--describe-host` first it prints the facts of the
 * host and ends: a process of its own, because gathering them blocks.
 */
import {execFile, spawn} from 'node:child_process';
import {setTimeout as wait} from 'node:timers/promises';
import {Worker} from 'node:worker_threads';
import {createFileReader} from '../../../probes/host/file-reader.ts';
import {describeHost, readSystemFacts} from '../../../probes/reading/host-facts.ts';
import {monotonicMs} from '../../../probes/host/monotonic.ts';
import {ProbeHost} from '../../../probes/host/probe-host.ts';
import {createReadGuard} from '../../../probes/host/read-guard.ts';
import {PROBES} from '../../../probes/registry.ts';
import {createStreamProcess, HELPER_PATH} from '../../../probes/host/stream-process.ts';
import {errnoOf} from '../../domain/errors.ts';
import {parseProbeSettings, type ProbeFrame, type ProbeSettings} from '../../domain/signal/probe-frame.ts';
import {lowerPriority, raisePriority} from './probe-priority.ts';
import {DRAIN_SIGNALS} from '../stop-signals.ts';
import {readWorkerUrl} from '../worker-url.ts';
import {writeWhole} from './write-whole.ts';

const DESCRIBE = '--describe-host';

/** A thread that reads small files makes no garbage: it collects early, and stays small. */
const READ_LIMITS = {maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 2};

const [mode = '', text = ''] = process.argv.slice(2);
if (mode === DESCRIBE) {
	lowerPriority();
	await printHost(parseProbeSettings(text));
} else sampleUntilClosed(parseProbeSettings(mode));

function sampleUntilClosed(settings: ProbeSettings): void {
	raisePriority();
	// They are for the engine; trials may still run.
	for (const name of DRAIN_SIGNALS) process.on(name, () => undefined);
	const guard = createReadGuard({
		start: startReader,
		now: monotonicMs,
		notice: (notice, about) => post({type: 'notice', text: notice, about}),
	});
	const host = new ProbeHost({
		definitions: PROBES,
		settings,
		guard,
		now: monotonicMs,
		wait,
		setTimer: (callback, ms) => {
			const timer = setTimeout(callback, ms);
			return () => clearTimeout(timer);
		},
		stream: createStreamProcess(spawn),
		enginePid: process.ppid,
		post,
		usage: () => {
			const {user, system} = process.cpuUsage();
			return {cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss()};
		},
		onFirstSample: () => {
			if (settings.describeHost) describeAside(settings);
		},
	});
	void host.start();
	const end = (): void => {
		host.close();
		// The exit would wait for a thread that is in such a read.
		if (guard.isStuck()) process.kill(process.pid, 'SIGKILL');
		process.exit(0);
	};
	process.stdin.on('end', end).on('error', end).resume();
}

function startReader(shared: SharedArrayBuffer): void {
	const thread = new Worker(readWorkerUrl(), {workerData: shared, execArgv: [], resourceLimits: READ_LIMITS});
	// Whoever waits for one that has ended takes another.
	thread.on('error', () => {}).unref();
}

/** Writes at once and in order: a frame is on its way before the next read can hang. */
function post(frame: ProbeFrame): void {
	try {
		writeWhole(1, `${JSON.stringify(frame)}\n`);
	} catch (error) {
		// The engine is gone; an exit would wait for a thread in a read that hangs.
		if (errnoOf(error) === 'EPIPE') process.kill(process.pid, 'SIGKILL');
		throw error;
	}
}

function describeAside(settings: ProbeSettings): void {
	const argv = [...process.execArgv, process.argv[1] ?? '', DESCRIBE, JSON.stringify(settings)];
	execFile(process.execPath, argv, {env: {PATH: HELPER_PATH, LANG: 'C'}, timeout: 30_000}, (error, stdout) => {
		// The other process wrote a whole frame.
		if (error === null) writeWhole(1, stdout);
		else post({type: 'notice', text: `the host could not be described: ${error.message}`, about: 'host'});
	});
}

async function printHost(settings: ProbeSettings): Promise<void> {
	const host = await describeHost({
		files: createFileReader({root: settings.root}),
		workdir: settings.workdir,
		systemFacts: readSystemFacts,
		run: ([program = '', ...rest], limitMs) =>
			new Promise(resolve => {
				execFile(program, rest, {timeout: limitMs}, (error, stdout) => resolve(error === null ? stdout : undefined));
			}),
	});
	post({type: 'host', host});
	process.exit(0);
}
