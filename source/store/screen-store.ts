import {reduceUi} from './reduce-ui.ts';
import type {ModelSelector, ScreenModel} from './screen-model.ts';
import type {Session} from './session.ts';
import type {UiAction} from './ui-action.ts';
import type {UiState} from './ui-state.ts';

/** What one frame is drawn from. */
export type Frame = {readonly model: ScreenModel; readonly size: {readonly columns: number; readonly rows: number}};

/** The screen's one state: the person's view over the session. A new {@link Frame} object is a new frame. */
export type ScreenStore = {
	readonly frame: () => Frame;
	/** Folds actions and makes one new frame, where they changed anything. */
	readonly dispatch: (actions: readonly UiAction[]) => void;
	/** Makes a new frame of what the session knows now. A frozen screen makes none. */
	readonly refresh: () => void;
	readonly resize: (size: Frame['size']) => void;
	readonly subscribe: (listener: () => void) => () => void;
};

/** What a store is made of. */
export type ScreenStoreOptions = {
	readonly session: Session;
	readonly select: ModelSelector;
	readonly ui: UiState;
	readonly size: Frame['size'];
};

/** A store with its first frame made. */
export function createScreenStore({session, select, ui: initial, size: firstSize}: ScreenStoreOptions): ScreenStore {
	const listeners = new Set<() => void>();
	let ui = initial;
	let frame: Frame = {model: select(session, ui), size: firstSize};

	function renew(size: Frame['size']): void {
		frame = {model: select(session, ui), size};
		for (const listener of listeners) listener();
	}

	return {
		frame: () => frame,
		dispatch: actions => {
			const next = actions.reduce(reduceUi, ui);
			if (next === ui) return;
			ui = next;
			renew(frame.size);
		},
		refresh: () => {
			if (!ui.frozen) renew(frame.size);
		},
		resize: size => renew(size),
		subscribe: listener => {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
	};
}
