import {Worker} from 'node:worker_threads';
import {type Backlog, createBacklog} from './emulator-backlog.ts';
import type {EmulatedScreen, FromWorker, ToWorker, WorkerSettings} from './emulator-messages.ts';
import {rawScreen} from './emulator-tail.ts';

/** A program whose terminal is emulated. */
export type EmulatedProgram = {
	/** The last bytes that it wrote before it was watched. */
	readonly seed?: Uint8Array;
	/** A changed screen of it: the first as soon as it stands, then at most five a second. */
	readonly onScreen: (screen: EmulatedScreen) => void;
};

/** How a watched terminal is emulated. */
export type EmulatorOptions = EmulatedProgram & {
	readonly columns: number;
	readonly rows: number;
	/** Entry of the worker: `emulator-worker.ts` beside this file, or its bundle. */
	readonly workerUrl: URL;
	/** Once when the emulation hangs or breaks and the raw end of the output is shown in its place. */
	readonly onNotice?: (text: string) => void;
	/** How long one portion of output may take: {@link WATCHDOG_MS} unless told. */
	readonly watchdogMs?: number;
	/** Starts a worker; for tests. */
	readonly createWorker?: (url: URL, settings: WorkerSettings) => Worker;
};

/** An emulated terminal. */
export type Emulator = {
	/** From now on the terminal is that of another program: a thread that has started is not started again. */
	readonly begin: (program: EmulatedProgram) => void;
	/** The next bytes of the program; taken as a copy. */
	readonly feed: (bytes: Uint8Array) => void;
	readonly resize: (columns: number, rows: number) => void;
	readonly close: () => Promise<void>;
};

const FRAME_PERIOD_MS = 200;
/** A portion is a millisecond of work; where trials keep every core busy, the thread waits for its turn. */
const WATCHDOG_MS = 1000;

/** Emulates the one terminal that somebody looks at, in a thread that may be stopped at any time. */
export function startEmulator(options: EmulatorOptions): Emulator {
	return new ThreadEmulator(options);
}

class ThreadEmulator implements Emulator {
	readonly #options: EmulatorOptions;
	#columns: number;
	#rows: number;
	#onScreen: (screen: EmulatedScreen) => void;
	#backlog: Backlog;
	/** Counts the programs: what the thread still tells of the one before is passed over. */
	#program = 0;
	/** The thread has yet to be told that another program begins. */
	#isFresh = false;
	#worker: Worker | undefined;
	#isIdle = false;
	#watchdog: NodeJS.Timeout | undefined;
	readonly #raw = createDelay(() => this.#onScreen(rawScreen(this.#backlog.tail.bytes(), this.#columns, this.#rows)));

	constructor(options: EmulatorOptions) {
		this.#options = options;
		this.#columns = options.columns;
		this.#rows = options.rows;
		this.#onScreen = options.onScreen;
		this.#backlog = createBacklog(options.seed);
		this.#startThread();
	}

	readonly begin = ({seed, onScreen}: EmulatedProgram): void => {
		this.#raw.cancel();
		this.#program += 1;
		this.#isFresh = true;
		this.#onScreen = onScreen;
		this.#backlog = createBacklog(seed);
		if (this.#worker === undefined) this.#startThread();
		else this.#sendNext();
	};

	readonly feed = (bytes: Uint8Array): void => {
		this.#backlog.add(bytes);
		if (this.#worker === undefined) this.#raw.start();
		else this.#sendNext();
	};

	readonly resize = (columns: number, rows: number): void => {
		this.#columns = Math.max(2, columns);
		this.#rows = Math.max(1, rows);
		this.#tell({kind: 'resize', columns: this.#columns, rows: this.#rows});
		if (this.#worker === undefined) this.#raw.start();
	};

	readonly close = async (): Promise<void> => {
		clearTimeout(this.#watchdog);
		this.#raw.cancel();
		const ended = this.#worker?.terminate();
		this.#worker = undefined;
		await ended;
	};

	#startThread(): void {
		const {workerUrl, createWorker = createThread} = this.#options;
		const worker = createWorker(workerUrl, {
			columns: this.#columns,
			rows: this.#rows,
			framePeriodMs: FRAME_PERIOD_MS,
		});
		this.#worker = worker;
		this.#isIdle = false;
		worker.on('error', () => this.#fallBack(worker, 'broke'));
		worker.on('message', (message: FromWorker) => {
			if (worker === this.#worker) this.#hear(message);
		});
	}

	#hear(message: FromWorker): void {
		if (message.kind === 'screen') {
			if (message.program === this.#program) this.#onScreen(message.screen);
			return;
		}
		clearTimeout(this.#watchdog);
		this.#isIdle = true;
		this.#sendNext();
	}

	#tell(message: ToWorker): void {
		this.#worker?.postMessage(message);
	}

	#sendNext(): void {
		const worker = this.#worker;
		if (!this.#isIdle || worker === undefined) return;
		if (this.#isFresh) this.#tell({kind: 'reset', program: this.#program});
		this.#isFresh = false;
		const next = this.#backlog.next();
		if (next === undefined) return;
		this.#isIdle = false;
		const {watchdogMs = WATCHDOG_MS} = this.#options;
		this.#watchdog = setTimeout(() => this.#fallBack(worker, 'hung'), watchdogMs);
		if (next.isFresh) this.#tell({kind: 'reset', program: this.#program});
		this.#tell({kind: 'feed', bytes: next.portion});
	}

	#fallBack(worker: Worker, how: string): void {
		if (worker !== this.#worker) return;
		clearTimeout(this.#watchdog);
		void worker.terminate(); // It ends on its own.
		this.#worker = undefined;
		this.#options.onNotice?.(`the terminal emulation ${how}: the raw end of the output is shown instead`);
		this.#raw.start();
	}
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
		cancel: () => {
			clearTimeout(timer);
			timer = undefined;
		},
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
