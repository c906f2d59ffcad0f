import {parentPort, workerData} from 'node:worker_threads';
import headless from '@xterm/headless';
import {createClamp} from './clamp.ts';
import type {FromWorker, ToWorker, WorkerSettings} from './emulator-messages.ts';
import {readScreen} from './emulator-rows.ts';
import {createWidths} from './emulator-width.ts';

/** What a program writes within this is one screen, in ms. */
const GATHER_MS = 20;

/** Runs one emulated terminal until the thread is ended. Nothing that the terminal answers goes back to the program. */
function runEmulator(settings: WorkerSettings, port: NonNullable<typeof parentPort>): void {
	let {columns, rows} = settings;
	// Errors of parsing would be printed onto our own screen; nothing above the screen is ever shown.
	const terminal = new headless.Terminal({cols: columns, rows, scrollback: 0, logLevel: 'off', allowProposedApi: true});
	const widths = createWidths();
	terminal.unicode.register(widths);
	terminal.unicode.activeVersion = widths.version;
	let clamp = createClamp(columns, rows);
	let program = 0;
	let shown = '';
	let shownMs = Number.NEGATIVE_INFINITY;
	const tell = (message: FromWorker): void => port.postMessage(message);
	const timer = createDeadline(() => {
		const screen = readScreen(terminal);
		const text = JSON.stringify(screen);
		if (text === shown) return;
		shown = text;
		shownMs = performance.now();
		tell({kind: 'screen', program, screen});
	});
	// The first output of a program is shown at once: it may be over before a period has passed.
	const showOutput = (): void => timer.setBy(Math.max(performance.now() + GATHER_MS, shownMs + settings.framePeriodMs));
	const showSoon = (): void => timer.setBy(performance.now() + settings.framePeriodMs);
	port.on('message', (message: ToWorker) => {
		switch (message.kind) {
			case 'feed':
				terminal.write(clamp.filter(Buffer.from(message.bytes)), () => {
					showOutput();
					tell({kind: 'fed'});
				});
				return;
			case 'reset':
				clamp = createClamp(columns, rows);
				terminal.reset();
				if (message.program !== program) {
					({program} = message);
					shown = '';
					shownMs = Number.NEGATIVE_INFINITY;
				}
				showSoon();
				return;
			case 'resize':
				({columns, rows} = message);
				clamp.resize(columns, rows);
				terminal.resize(columns, rows);
				showSoon();
		}
	});
	tell({kind: 'ready'});
	showSoon();
}

/** Calls `action` once, by the earliest of the times (of `performance.now`) that it was asked for until then. */
function createDeadline(action: () => void): {readonly setBy: (dueMs: number) => void} {
	let timer: NodeJS.Timeout | undefined;
	let earliestMs = Number.POSITIVE_INFINITY;
	return {
		setBy: dueMs => {
			if (dueMs >= earliestMs) return;
			clearTimeout(timer);
			earliestMs = dueMs;
			timer = setTimeout(() => {
				earliestMs = Number.POSITIVE_INFINITY;
				action();
			}, dueMs - performance.now());
		},
	};
}

if (parentPort !== null) runEmulator(workerData as WorkerSettings, parentPort);
