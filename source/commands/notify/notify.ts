import {messageOf} from '../../domain/errors.ts';
import {spawn} from 'node:child_process';
import {setTimeout as sleep} from 'node:timers/promises';
import {
	fillNotifyCommand,
	type Notification,
	NOTIFICATION_EVENTS,
	parseNotifyCommand,
} from '../../domain/notification.ts';

/** How a person wants to hear of a sweep. */
export type NotifyWishes = {
	/** Ring the bell of the terminal. */
	readonly bell: boolean;
	/** Show a message by the terminal's own notifications (OSC 9, OSC 777). */
	readonly osc: boolean;
	/** Argument vectors of commands, with places to fill. */
	readonly commands: readonly (readonly string[])[];
};

/** Reads the values of `--notify`: `bell`, `osc`, or a command. Throws UserError. */
export function parseNotify(values: readonly string[]): NotifyWishes {
	return {
		bell: values.includes('bell'),
		osc: values.includes('osc'),
		commands: values.filter(value => value !== 'bell' && value !== 'osc').map(parseNotifyCommand),
	};
}

/** Hands messages to somebody, at most one a second. */
export type Notifier = {
	/** Never blocks and never throws. */
	readonly tell: (message: Notification) => void;
	/** Hands out what is still to be told of the end, then no more. At most a second. */
	readonly close: () => Promise<void>;
};

/** Least spacing of two messages. */
const SPACING_MS = 1000;

/**
 * A notifier that calls `deliver` at most once a second. What comes faster is gathered: of each kind the last message is
 * kept with the number of those before it, and the most urgent goes first.
 */
export function createNotifier(deliver: (message: Notification) => void, nowMs: () => number): Notifier {
	const waiting = new Map<Notification['event'], {message: Notification; count: number}>();
	let lastMs = Number.NEGATIVE_INFINITY;
	let timer: NodeJS.Timeout | undefined;
	let isClosed = false;

	function next(): void {
		timer = undefined;
		const event = NOTIFICATION_EVENTS.find(candidate => waiting.has(candidate));
		const found = event === undefined ? undefined : waiting.get(event);
		if (event === undefined || found === undefined) return;
		waiting.delete(event);
		lastMs = nowMs();
		const {message, count} = found;
		deliver(count === 1 ? message : {...message, text: `${message.text} (and ${count - 1} more like it)`});
		schedule();
	}

	function schedule(): void {
		if (waiting.size === 0 || timer !== undefined) return;
		const leftMs = lastMs + SPACING_MS - nowMs();
		if (leftMs <= 0) return next();
		timer = setTimeout(next, leftMs);
		return undefined;
	}

	return {
		tell: message => {
			if (isClosed) return;
			waiting.set(message.event, {message, count: (waiting.get(message.event)?.count ?? 0) + 1});
			schedule();
		},
		close: async () => {
			isClosed = true;
			clearTimeout(timer);
			timer = undefined;
			// The end is the news that everybody waits for; the rest can be read in the run.
			const end = waiting.get('complete') ?? waiting.get('failed');
			if (end === undefined) return;
			const leftMs = lastMs + SPACING_MS - nowMs();
			if (leftMs > 0) await sleep(leftMs);
			deliver(end.message);
			waiting.clear();
		},
	};
}

/** Who runs a command, and hears of its trouble. */
export type CommandDelivery = {
	readonly words: readonly string[];
	/** Run directory, for {run}. */
	readonly run: string;
	/** Where relative paths in the command begin. */
	readonly workdir: string;
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** Said once: that a command cannot be started, or ended with an error. */
	readonly onTrouble: (text: string) => void;
};

/** Starts a command for each message, in a session of its own; its output goes nowhere and nobody waits for it. */
export function createCommandDelivery(options: CommandDelivery): (message: Notification) => void {
	let isTold = false;
	const trouble = (text: string): void => {
		if (isTold) return;
		isTold = true;
		options.onTrouble(`--notify ${options.words[0] ?? ''}: ${text}; further trouble with it is not told`);
	};
	return message => {
		const [program = '', ...args] = fillNotifyCommand(options.words, message, options.run);
		try {
			const child = spawn(program, args, {
				detached: true,
				stdio: 'ignore',
				cwd: options.workdir,
				env: {...options.environment},
			});
			child.once('error', error => trouble(error.message));
			child.once('exit', (code, signal) => {
				if (code !== 0) trouble(signal === null ? `exit ${code}` : `signal ${signal}`);
			});
			child.unref();
		} catch (error) {
			// Arguments that no system takes (too long) are refused before there is a child.
			trouble(messageOf(error));
		}
	};
}
