import type {SettingOption} from '../domain/settings.ts';
import type {Command} from '../domain/protocol.ts';
import type {UiAction} from './ui-action.ts';

/** Ways to leave the screen. Only `stop` and `cancel` touch the sweep. */
export type LeaveHow = 'quit' | 'detach' | 'stop' | 'cancel';

/** What a key asks for. The screen's composition root carries it out. */
export type Intent =
	| {readonly kind: 'ui'; readonly action: UiAction}
	/** Given to the engine; `done` is said when it agrees, else its reason is. */
	| {readonly kind: 'command'; readonly command: Command; readonly done: string}
	| {readonly kind: 'leave'; readonly how: LeaveHow}
	| {readonly kind: 'suspend'}
	| {readonly kind: 'redraw'}
	| {readonly kind: 'export'}
	/** To the clipboard of the terminal, where that was allowed. */
	| {readonly kind: 'copy'; readonly text: string}
	| {readonly kind: 'theme'}
	/** Looks back: opens the replay of all that happened so far. */
	| {readonly kind: 'replay'; readonly speed?: number}
	/** Chosen, shown at once, and kept for the next start. */
	| {readonly kind: 'setting'; readonly option: SettingOption}
	/** Keys for the terminal of the attached trial. */
	| {readonly kind: 'type'; readonly data: string};

/** An action on the screen itself. */
export function ui(action: UiAction): Intent {
	return {kind: 'ui', action};
}

/** A sentence for the foot line. */
export function say(text: string, level: 'info' | 'warning' | 'error' = 'info'): Intent {
	return {kind: 'ui', action: {kind: 'message', message: {level, text}}};
}
