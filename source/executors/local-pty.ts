import type {Execution, ExecutionRequest, ExecutorDefinition} from '../domain/executor.ts';
import {watchChild} from './child-watch.ts';
import type {ExecutorContext} from './context.ts';
import {createEndMarker} from './end-marker.ts';
import {findTree, MARKER_VARIABLE} from './process-tree.ts';
import {createPreflight} from './known-programs.ts';
import {findInheritable} from './launcher.ts';
import {type Preflight, type PreflightRequest, preflight} from './preflight.ts';
import {openPtyDevice, type PtyDevice} from './pty-device.ts';
import type {NativePty} from './pty-native.ts';
import {createStrayCollector, type StrayCollector} from './strays.ts';
import {type ExitStatus, supervise} from './supervise.ts';
import type {TerminalChild, TerminalSpawn, TerminalStart} from './terminal-spawn.ts';
import {createTypist} from './typist.ts';
import {afterRefusal, withOwnMarker} from './spawn-child.ts';

/** What one executor keeps between executions. */
type Shared = {
	readonly native: NativePty;
	readonly context: ExecutorContext;
	readonly strays: StrayCollector;
	readonly spawn: TerminalSpawn;
	readonly preflight: (request: PreflightRequest) => Preflight;
	/** Descriptors that children must not get: what we inherited, and the masters of running executions. */
	readonly inheritable: Set<number>;
};

/** End of file, as a terminal's reader gets it (VEOF of termios(3)). */
const END_OF_INPUT = Buffer.from([4]);

/** Each execution in its own pseudo-terminal, started by `spawn`. Linux. */
export function createLocalPty(native: NativePty, context: ExecutorContext, spawn: TerminalSpawn): ExecutorDefinition {
	const strays = createStrayCollector(context);
	const shared: Shared = {
		native,
		context,
		strays,
		spawn,
		preflight: createPreflight(),
		inheritable: new Set(findInheritable()),
	};
	return {
		id: 'local-pty',
		title: 'a pseudo-terminal on this machine',
		start: request => start(shared, request),
		settle: strays.settle,
	};
}

function start(shared: Shared, asked: ExecutionRequest): Execution {
	const {context} = shared;
	const request = withOwnMarker(asked, context);
	const env = {TERM: 'xterm-256color', ...request.env, PWD: request.workdir, [MARKER_VARIABLE]: request.marker};
	const checked = shared.preflight({...request, env});
	if (checked.kind === 'refused') return afterRefusal(checked.why, context);
	let isExited = false;
	const device = openPtyDevice(shared.native, request, bytes => {
		const ready = request.onOutput(bytes);
		if (ready === undefined || isExited) return;
		device.pause();
		void ready.finally(() => device.resume());
	});
	shared.inheritable.add(device.master);
	const release = (): void => {
		shared.inheritable.delete(device.master);
		device.close();
	};
	const startedMonoMs = context.nowMonoMs();
	const started = spawnInside(shared, device, {...request, env, file: checked.file});
	if (typeof started === 'string') {
		release();
		return afterRefusal(started, context);
	}
	const exited = started.exited.then(status => {
		isExited = true;
		return status;
	});
	return follow({shared, request, env, device, release, startedMonoMs, pid: started.pid, exited});
}

function spawnInside(
	shared: Shared,
	device: PtyDevice,
	start: Pick<TerminalStart, 'argv' | 'env' | 'file' | 'workdir'>,
): TerminalChild | string {
	try {
		return shared.spawn({...start, terminal: device.path, inheritable: shared.inheritable});
	} catch (error) {
		device.close();
		shared.inheritable.delete(device.master);
		throw error;
	}
}

type Started = {
	readonly shared: Shared;
	readonly request: ExecutionRequest;
	readonly env: Readonly<Record<string, string>>;
	readonly device: PtyDevice;
	readonly release: () => void;
	readonly startedMonoMs: number;
	readonly pid: number;
	readonly exited: Promise<ExitStatus>;
};

function follow(started: Started): Execution {
	const {shared, request, device, pid} = started;
	const {context} = shared;
	const {table} = context;
	const leader = {pid, startTicks: table.read(pid)?.startTicks ?? table.uptimeTicks()};
	request.onStarted(leader);
	device.type(END_OF_INPUT);
	const typist = createTypist(device, request.onNotice);
	const watch = watchChild({
		table,
		leader,
		watchMs: context.watchMs,
		terminal: device.path,
		onStopped: () =>
			request.onNotice('the program or a child of it is stopped (SIGSTOP, SIGTTIN); its time limit still counts'),
		// A program that reads again after end of file gets it again, unless a person types.
		onWaitingForInput: () => void (typist.hasTyped() || device.type(END_OF_INPUT)),
	});
	const freeze = (): void => {
		const query = {leader, leaderEndedTicks: table.uptimeTicks(), isMarked: (m: string) => m === request.marker};
		for (const stray of findTree(table, query)) table.signal(stray, 'SIGSTOP');
	};
	const supervision = supervise({
		context,
		strays: shared.strays,
		request,
		leader,
		startedMonoMs: started.startedMonoMs,
		exited: started.exited,
		drain: async () => {
			watch.close();
			if (await device.drain(createEndMarker(context.nonce()), freeze)) return;
			request.onNotice('the program stopped the output of its terminal; what stood behind that is not in the log');
		},
		release: () => {
			watch.close();
			typist.close();
			started.release();
		},
		peakRssBytes: watch.peakRssBytes,
		spawnFailure: ({code}) => (code === 126 || code === 127 ? refusalNow(request, started.env) : undefined),
	});
	return {...supervision, resize: device.resize, write: typist.type};
}

/** What the launcher's 126 and 127 mean when the program vanished between our look and its start. */
function refusalNow(request: ExecutionRequest, env: Readonly<Record<string, string>>): string | undefined {
	const again = preflight({...request, env});
	return again.kind === 'refused' ? again.why : undefined;
}
