import {Worker} from 'node:worker_threads';
import {safeLines} from '../domain/safe-text.ts';
import type {EmulatedScreen, FromWorker, ToWorker, WorkerSettings} from './emulator-messages.ts';

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
/** One portion for the worker: a millisecond of its work. */
const PORTION_BYTES = 64 * 1024;
/** When the worker is further behind than this, it is shown the end only. */
const MAX_BEHIND_BYTES = 1024 * 1024;
/** What a terminal's present look is made from. */
const TAIL_BYTES = 256 * 1024;

/** Emulates the one terminal that somebody looks at, in a thread that may be stopped at any time. */
export function startEmulator(options: EmulatorOptions): Emulator {
	const {watchdogMs = WATCHDOG_MS} = options;
	let {columns, rows} = options;
	const tail = createTail(options.seed);
	let pending: Buffer[] = options.seed === undefined ? [] : [Buffer.from(options.seed)];
	let pendingBytes = options.seed?.length ?? 0;
	let isIdle = false;
	let watchdog: NodeJS.Timeout | undefined;
	let rawTimer: NodeJS.Timeout | undefined;
	let worker: Worker | undefined;
	const tell = (message: ToWorker): void => worker?.postMessage(message);
	const sendNext = (): void => {
		if (!isIdle || pendingBytes === 0 || worker === undefined) return;
		if (pendingBytes > MAX_BEHIND_BYTES) {
			tell({kind: 'reset'});
			pending = [tail.bytes()];
		}
		const all = Buffer.concat(pending);
		const portion = all.subarray(0, PORTION_BYTES);
		pending = portion.length < all.length ? [all.subarray(PORTION_BYTES)] : [];
		pendingBytes = all.length - portion.length;
		isIdle = false;
		watchdog = setTimeout(() => fallBack('hung'), watchdogMs);
		tell({kind: 'feed', bytes: portion});
	};
	const fallBack = (how: string): void => {
		if (worker === undefined) return;
		clearTimeout(watchdog);
		void worker.terminate();
		worker = undefined;
		pending = [];
		pendingBytes = 0;
		options.onNotice?.(`the terminal emulation ${how}: the raw end of the output is shown instead`);
		showRaw();
	};
	const showRaw = (): void => {
		rawTimer ??= setTimeout(() => {
			rawTimer = undefined;
			options.onScreen(rawScreen(tail.bytes(), columns, rows));
		}, FRAME_PERIOD_MS);
	};
	const receive = (message: FromWorker): void => {
		if (worker === undefined) return;
		if (message.kind === 'screen') return options.onScreen(message.screen);
		clearTimeout(watchdog);
		isIdle = true;
		sendNext();
	};
	worker = (options.createWorker ?? createThread)(options.workerUrl, {columns, rows, framePeriodMs: FRAME_PERIOD_MS});
	worker.on('message', receive);
	worker.on('error', () => fallBack('broke'));
	return {
		feed: bytes => {
			tail.add(bytes);
			if (worker === undefined) return showRaw();
			if (pendingBytes <= MAX_BEHIND_BYTES) pending.push(Buffer.from(bytes));
			pendingBytes += bytes.length;
			sendNext();
		},
		resize: (newColumns, newRows) => {
			columns = Math.max(2, newColumns);
			rows = Math.max(1, newRows);
			tell({kind: 'resize', columns, rows});
			if (worker === undefined) showRaw();
		},
		close: async () => {
			clearTimeout(watchdog);
			clearTimeout(rawTimer);
			const ended = worker?.terminate();
			worker = undefined;
			await ended;
		},
	};
}

function createThread(url: URL, settings: WorkerSettings): Worker {
	return new Worker(url, {workerData: settings, resourceLimits: {maxOldGenerationSizeMb: 64}, stdout: true, stderr: true});
}

/** Keeps the last {@link TAIL_BYTES}. */
function createTail(seed: Uint8Array | undefined): {
	readonly add: (bytes: Uint8Array) => void;
	readonly bytes: () => Buffer;
} {
	const ring = Buffer.alloc(TAIL_BYTES);
	let total = 0;
	const add = (bytes: Uint8Array): void => {
		const last = bytes.subarray(Math.max(0, bytes.length - TAIL_BYTES));
		const start = (total + bytes.length - last.length) % TAIL_BYTES;
		const first = last.subarray(0, TAIL_BYTES - start);
		ring.set(first, start);
		ring.set(last.subarray(first.length), 0);
		total += bytes.length;
	};
	if (seed !== undefined) add(seed);
	return {
		add,
		bytes: () => {
			if (total <= TAIL_BYTES) return Buffer.from(ring.subarray(0, total));
			const start = total % TAIL_BYTES;
			return Buffer.concat([ring.subarray(start), ring.subarray(0, start)]);
		},
	};
}

/** The last lines of output without an emulator. A cell counts as one code point: rows are cut, never wrapped. */
function rawScreen(bytes: Buffer, columns: number, rows: number): EmulatedScreen {
	const lines = safeLines(new TextDecoder().decode(bytes.subarray(-rows * columns * 8))).slice(-rows);
	const shown = lines.map(line => (line === '' ? [] : [{text: [...line].slice(0, columns).join('')}]));
	return {columns, rows: [...shown, ...Array.from({length: rows - shown.length}, () => [])]};
}
