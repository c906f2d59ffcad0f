import {type ChildProcess, spawn} from 'node:child_process';
import {openSync} from 'node:fs';
import type {Readable} from 'node:stream';
import type {Execution, ExecutionRequest, ExecutorDefinition} from '../domain/executor.ts';
import {watchChild} from './child-watch.ts';
import type {ExecutorContext} from './context.ts';
import {findInheritable, shieldedStdio} from './launcher.ts';
import {preflight} from './preflight.ts';
import {MARKER_VARIABLE} from './process-tree.ts';
import {afterRefusal, spawnChecked, withOwnMarker} from './spawn-child.ts';
import {createStrayCollector, type StrayCollector} from './strays.ts';
import {type ExitStatus, supervise} from './supervise.ts';

type Shared = {
	readonly context: ExecutorContext;
	readonly strays: StrayCollector;
	readonly nullDevice: number;
	readonly inheritable: readonly number[];
};

/** Each execution in a session of its own with its output in pipes: where no pseudo-terminal can be had. */
export function createLocalPipes(context: ExecutorContext): ExecutorDefinition {
	const strays = createStrayCollector(context);
	const shared: Shared = {
		context,
		strays,
		nullDevice: openSync('/dev/null', 'r+'),
		inheritable: findInheritable(),
	};
	return {
		id: 'local-pipes',
		title: 'pipes on this machine, no terminal',
		start: request => start(shared, request),
		settle: strays.settle,
	};
}

function start(shared: Shared, asked: ExecutionRequest): Execution {
	const {context, strays} = shared;
	const request = withOwnMarker(asked, context);
	const {table} = context;
	const env = {...request.env, PWD: request.workdir, [MARKER_VARIABLE]: request.marker};
	const checked = preflight({...request, env});
	if (checked.kind === 'refused') return afterRefusal(checked.why, context);
	const startedMonoMs = context.nowMonoMs();
	const started = spawnChecked(() =>
		spawn(request.argv[0] ?? '', request.argv.slice(1), {
			cwd: request.workdir,
			env,
			detached: true,
			stdio: shieldedStdio(['ignore', 'pipe', 'pipe'], shared.inheritable, shared.nullDevice),
		}),
	);
	if (typeof started === 'string') return afterRefusal(started, context);
	const {child, pid} = started;
	const leader = {pid, startTicks: table.read(pid)?.startTicks ?? table.uptimeTicks()};
	request.onStarted(leader);
	const output = collectOutput(child, request);
	const watch = watchChild({
		table,
		leader,
		watchMs: context.watchMs,
		onStopped: () => request.onNotice('the program or a child of it is stopped (SIGSTOP); its time limit still counts'),
		onWaitingForInput: () => {},
	});
	const exited = new Promise<ExitStatus>(resolve => child.once('exit', (code, signal) => resolve({code, signal})));
	const supervision = supervise({
		context,
		strays,
		request,
		leader,
		startedMonoMs,
		exited,
		drain: output.drain,
		release: () => {
			watch.close();
			output.close();
		},
		peakRssBytes: watch.peakRssBytes,
		spawnFailure: () => undefined,
	});
	return {
		...supervision,
		resize: () => {},
		write: () => request.onNotice('there is no terminal to type into: the program runs with pipes'),
	};
}

/** The program is gone: what it wrote is in the pipes, and a pipe that is quiet this long holds nothing more. */
const QUIET_MS = 50;

function collectOutput(
	child: ChildProcess,
	request: ExecutionRequest,
): {readonly drain: () => Promise<void>; readonly close: () => void} {
	const streams = [child.stdout, child.stderr].filter((stream): stream is Readable => stream !== null);
	let isDraining = false;
	let quiet: NodeJS.Timeout | undefined;
	for (const stream of streams) {
		stream.on('error', () => {});
		stream.on('data', (bytes: Buffer) => {
			quiet?.refresh();
			const ready = request.onOutput(bytes);
			if (ready === undefined || isDraining) return;
			for (const each of streams) each.pause();
			void ready.finally(() => streams.forEach(each => each.resume()));
		});
	}
	return {
		drain: () =>
			new Promise(resolve => {
				isDraining = true;
				// A stray may hold the pipes open for good: then silence has to do, and only then.
				quiet = setTimeout(resolve, QUIET_MS);
				child.once('close', () => resolve());
				for (const stream of streams) stream.resume();
			}),
		close: () => {
			clearTimeout(quiet);
			for (const stream of streams) stream.destroy();
		},
	};
}
