import {parentPort, workerData} from 'node:worker_threads';
import headless from '@xterm/headless';
import {createClamp} from './clamp.ts';
import type {FromWorker, ToWorker, WorkerSettings} from './emulator-messages.ts';
import {readScreen} from './emulator-rows.ts';
import {createWidths} from './emulator-width.ts';

/** Runs one emulated terminal until the thread is ended. Nothing that the terminal answers goes back to the program. */
function runEmulator(settings: WorkerSettings, port: NonNullable<typeof parentPort>): void {
	let {columns, rows} = settings;
	// Errors of parsing would be printed onto our own screen; nothing above the screen is ever shown.
	const terminal = new headless.Terminal({cols: columns, rows, scrollback: 0, logLevel: 'off', allowProposedApi: true});
	const widths = createWidths();
	terminal.unicode.register(widths);
	terminal.unicode.activeVersion = widths.version;
	let clamp = createClamp(columns, rows);
	let timer: NodeJS.Timeout | undefined;
	let shown = '';
	const tell = (message: FromWorker): void => port.postMessage(message);
	const show = (): void => {
		timer = undefined;
		const screen = readScreen(terminal);
		const text = JSON.stringify(screen);
		if (text === shown) return;
		shown = text;
		tell({kind: 'screen', screen});
	};
	const showSoon = (): void => {
		timer ??= setTimeout(show, settings.framePeriodMs);
	};
	port.on('message', (message: ToWorker) => {
		switch (message.kind) {
			case 'feed':
				terminal.write(clamp.filter(Buffer.from(message.bytes)), () => {
					showSoon();
					tell({kind: 'fed'});
				});
				return;
			case 'reset':
				clamp = createClamp(columns, rows);
				terminal.reset();
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

if (parentPort !== null) runEmulator(workerData as WorkerSettings, parentPort);
