import {Worker} from 'node:worker_threads';
import {createBacklog} from './emulator-backlog.ts';
import type {EmulatedScreen, FromWorker, ToWorker, WorkerSettings} from './emulator-messages.ts';
import {rawScreen} from './emulator-tail.ts';

/** How a watched terminal is emulated. */
export type EmulatorOptions = {
	readonly columns: number;
	readonly rows: number;
	/** Entry of the worker: `emulator-worker.ts` beside this file, or its bundle. */
	readonly workerUrl: URL;
	/** The last bytes that the program wrote before it was watched. */
	readonly seed?: Uint8Array;
	/** A changed screen, at most five a second. */
	readonly onScreen: (screen: EmulatedScreen) => void;
	/** Once when the emulation hangs or breaks and the raw end of the output is shown in its place. */
	readonly onNotice?: (text: string) => void;
	/** How long one portion of output may take: 250 ms unless told. */
	readonly watchdogMs?: number;
	/** Starts a worker; for tests. */
	readonly createWorker?: (url: URL, settings: WorkerSettings) => Worker;
};

/** An emulated terminal. */
export type Emulator = {
	/** The next bytes of the program; taken as a copy. */
	readonly feed: (bytes: Uint8Array) => void;
	readonly resize: (columns: number, rows: number) => void;
	readonly close: () => Promise<void>;
};

const FRAME_PERIOD_MS = 200;
const WATCHDOG_MS = 250;

/** Emulates the one terminal that somebody looks at, in a thread that may be stopped at any time. */
export function startEmulator(options: EmulatorOptions): Emulator {
	const {watchdogMs = WATCHDOG_MS} = options;
	let {columns, rows} = options;
	const backlog = createBacklog(options.seed);
	let isIdle = false;
	let watchdog: NodeJS.Timeout | undefined;
	let worker: Worker | undefined;
	const tell = (message: ToWorker): void => worker?.postMessage(message);
	const sendNext = (): void => {
		const next = isIdle && worker !== undefined ? backlog.next() : undefined;
		if (next === undefined) return;
		isIdle = false;
		watchdog = setTimeout(() => fallBack('hung'), watchdogMs);
		if (next.isFresh) tell({kind: 'reset'});
		tell({kind: 'feed', bytes: next.portion});
	};
	const fallBack = (how: string): void => {
		if (worker === undefined) return;
		clearTimeout(watchdog);
		void worker.terminate();
		worker = undefined;
		options.onNotice?.(`the terminal emulation ${how}: the raw end of the output is shown instead`);
		raw.start();
	};
	const raw = createDelay(() => options.onScreen(rawScreen(backlog.tail.bytes(), columns, rows)));
	worker = (options.createWorker ?? createThread)(options.workerUrl, {columns, rows, framePeriodMs: FRAME_PERIOD_MS});
	worker.on('error', () => fallBack('broke'));
	worker.on('message', (message: FromWorker) => {
		if (worker === undefined) return;
		if (message.kind === 'screen') return options.onScreen(message.screen);
		clearTimeout(watchdog);
		isIdle = true;
		sendNext();
	});
	return {
		feed: bytes => {
			backlog.add(bytes);
			if (worker === undefined) raw.start();
			else sendNext();
		},
		resize: (newColumns, newRows) => {
			columns = Math.max(2, newColumns);
			rows = Math.max(1, newRows);
			tell({kind: 'resize', columns, rows});
			if (worker === undefined) raw.start();
		},
		close: async () => {
			clearTimeout(watchdog);
			raw.cancel();
			const ended = worker?.terminate();
			worker = undefined;
			await ended;
		},
	};
}

/** Runs `action` once a frame period after it was asked for, however often that was. */
function createDelay(action: () => void): {readonly start: () => void; readonly cancel: () => void} {
	let timer: NodeJS.Timeout | undefined;
	return {
		start: () => {
			timer ??= setTimeout(() => {
				timer = undefined;
				action();
			}, FRAME_PERIOD_MS);
		},
		cancel: () => clearTimeout(timer),
	};
}

function createThread(url: URL, settings: WorkerSettings): Worker {
	return new Worker(url, {
		workerData: settings,
		resourceLimits: {maxOldGenerationSizeMb: 64},
		stdout: true,
		stderr: true,
	});
}
