import type {ScreenEnd} from './screen-options.ts';
import type {KeyStream} from './screen-input.ts';
import {STOP_SIGNALS, type StopSignal} from '../stop-signals.ts';
import {LEAVE_SCREEN, type ScreenTerminal} from './screen-terminal.ts';

/** Handlers of the signals that a screen gets. */
export type SignalWatch = {
	/** Gives the terminal back, stops the process group, and takes the terminal again when it goes on. */
	readonly suspend: () => void;
	readonly close: () => void;
};

/** What the handlers act on. */
export type SignalOptions = {
	readonly terminal: ScreenTerminal;
	readonly keys: Pick<KeyStream, 'setRawMode'>;
	/** Reads the size anew and draws everything. */
	readonly resume: () => void;
	readonly end: (how: ScreenEnd) => void;
	/** Stops this process, with its group; returns when it goes on. */
	readonly stopGroup?: () => void;
};

const SIGNALS = Object.keys(STOP_SIGNALS) as readonly StopSignal[];

/**
 * Ends the screen in order on every {@link StopSignal}, comes back after a stop, and restores the terminal even when something
 * ends the process without asking.
 */
export function watchSignals({terminal, keys, resume, end, stopGroup = stopOwnGroup}: SignalOptions): SignalWatch {
	const endings = SIGNALS.map(
		signal => [signal, () => end({left: 'signal', signal, exitCode: STOP_SIGNALS[signal]})] as const,
	);
	for (const [signal, listener] of endings) process.on(signal, listener);

	const comeBack = (): void => {
		terminal.enter();
		keys.setRawMode(true);
		resume();
	};
	// After a stop from outside the shell has changed the modes of the terminal.
	const onContinue = (): void => {
		terminal.reset();
		comeBack();
	};
	process.on('SIGCONT', onContinue);
	const onExit = (): void => terminal.writeNow(LEAVE_SCREEN);
	process.on('exit', onExit);

	return {
		suspend: () => {
			process.off('SIGCONT', onContinue);
			keys.setRawMode(false);
			void terminal.leave().then(() => {
				stopGroup();
				// A stop takes effect within the call above, so this runs when the process goes on.
				setImmediate(() => {
					comeBack();
					process.on('SIGCONT', onContinue);
				});
			});
		},
		close: () => {
			for (const [signal, listener] of endings) process.off(signal, listener);
			process.off('SIGCONT', onContinue);
			process.off('exit', onExit);
		},
	};
}

/** The whole group, as the terminal itself would: a launcher that waits for us must stop too. */
function stopOwnGroup(): void {
	process.kill(0, 'SIGSTOP');
}
