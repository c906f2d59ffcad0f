import type {SweepEvent} from '../../domain/event.ts';
import type {Notification} from '../../domain/notification.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {Host} from '../command.ts';
import type {NotifyWishes} from './notify.ts';
import {createSweepNotifier} from './notify-engine.ts';
import {terminalNotification} from './notify-terminal.ts';

/** Options of every command that tells of a sweep. */
export type NotifyFlags = {readonly notify: readonly string[]};

/** Tells of a sweep that another process runs. */
export type NotifyFollower = {
	readonly onEvent: (event: SweepEvent, state: SweepState, isNews: boolean) => void;
	/** What no event says. */
	readonly tell: (message: Notification) => void;
	/** Gets the writer of the terminal, once there is one. */
	readonly onTerminal: (write: (text: string) => void) => void;
	/** Tells the end, then what did not work. */
	readonly close: () => Promise<void>;
};

/** What a follower is made of. */
export type NotifyFollowerOptions = {
	readonly wishes: NotifyWishes;
	/** Run directory, for {run}. */
	readonly run: string;
	readonly host: Pick<Host, 'environment' | 'workdir' | 'note'>;
	readonly nowMs: () => number;
};

/** A follower; without wishes it does nothing. */
export function createNotifyFollower({wishes, run, host, nowMs}: NotifyFollowerOptions): NotifyFollower {
	const troubles: string[] = [];
	let write: ((text: string) => void) | undefined;
	const notifier = createSweepNotifier({
		commands: wishes.commands,
		workdir: host.workdir,
		run,
		environment: host.environment,
		onTrouble: text => void troubles.push(text),
		nowMs,
		...(wishes.bell || wishes.osc
			? {alsoTo: message => write?.(terminalNotification(wishes, message, host.environment))}
			: {}),
	});
	return {
		onEvent: notifier.see,
		tell: notifier.tell,
		onTerminal: writer => {
			write = writer;
		},
		close: async () => {
			await notifier.close();
			for (const text of troubles) host.note(`${text}\n`);
		},
	};
}
