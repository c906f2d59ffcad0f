import {useInput} from 'ink';
import {type ReactNode, useMemo, useSyncExternalStore} from 'react';
import {type KeyFlags, type Strokes, strokesOf} from '../source/keymap/stroke.ts';
import type {ScreenStore} from '../source/store/screen-store.ts';
import type {Drawing} from './context.ts';
import {drawFrame} from './frame.ts';
import {Surface} from './surface.tsx';

/** What the screen is drawn from, and where its keys go. */
export type AppProps = {
	readonly store: Pick<ScreenStore, 'frame' | 'subscribe'>;
	readonly drawing: Drawing;
	/** Carries out what keys ask for. */
	readonly onStrokes: (strokes: Strokes) => void;
};

/** The whole screen: draws the frame of the store and hands keys on. It has no state of its own. */
export function App({store, drawing, onStrokes}: AppProps): ReactNode {
	const frame = useSyncExternalStore(store.subscribe, store.frame);
	useInput((input: string, key: KeyFlags) => onStrokes(strokesOf(input, key)));
	const picture = useMemo(() => drawFrame(frame.model, drawing, frame.size), [frame, drawing]);
	return <Surface picture={picture} />;
}
