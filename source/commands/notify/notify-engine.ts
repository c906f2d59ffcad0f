import type {SweepEvent} from '../../domain/event.ts';
import {createNotificationWatch, type Notification} from '../../domain/notification.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import {createCommandDelivery, createNotifier, type Notifier} from './notify.ts';

/** Commands that are told of a sweep by the process that runs it or follows it. */
export type NotifySettings = {
	readonly commands: readonly (readonly string[])[];
	readonly workdir: string;
};

/** Tells whoever asked for it what happens, event by event. */
export type SweepNotifier = {
	/** @param isNews false for what had happened before anybody looked: it is known, not told. */
	readonly see: (event: SweepEvent, state: SweepState, isNews?: boolean) => void;
	/** What no event says. */
	readonly tell: (message: Notification) => void;
	readonly close: () => Promise<void>;
};

/** What a notifier tells with. */
export type SweepNotifierOptions = NotifySettings & {
	readonly run: string;
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly onTrouble: (text: string) => void;
	/** Told too, e.g. the terminal of a screen. */
	readonly alsoTo?: (message: Notification) => void;
	readonly nowMs: () => number;
};

/** A notifier of a sweep: its commands, each at most once a second. */
export function createSweepNotifier(options: SweepNotifierOptions): SweepNotifier {
	const {commands, run, workdir, environment, onTrouble, alsoTo, nowMs} = options;
	const watch = createNotificationWatch();
	const notifiers: readonly Notifier[] = [
		...commands.map(words =>
			createNotifier(createCommandDelivery({words, run, workdir, environment, onTrouble}), nowMs),
		),
		...(alsoTo === undefined ? [] : [createNotifier(alsoTo, nowMs)]),
	];
	const tell: SweepNotifier['tell'] = message => {
		for (const notifier of notifiers) notifier.tell(message);
	};
	return {
		tell,
		see: (event, state, isNews = true) => {
			if (notifiers.length === 0) return;
			for (const message of watch.see(event, state)) if (isNews) tell(message);
		},
		close: async () => {
			await Promise.all(notifiers.map(notifier => notifier.close()));
		},
	};
}
