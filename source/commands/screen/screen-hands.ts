import type {Drawing} from '../../../components/context.ts';
import type {PaneBorder} from '../../../components/pane-borders.ts';
import {assertNever} from '../../domain/errors.ts';
import type {KeyContext} from '../../keymap/binding.ts';
import {dispatch, dispatchPaste} from '../../keymap/dispatch.ts';
import type {Strokes} from '../../keymap/stroke.ts';
import {wheelStrokes} from '../../keymap/wheel.ts';
import type {Intent} from '../../store/intent.ts';
import type {ScreenStore} from '../../store/screen-store.ts';
import {type ActionTargets, performIntents} from './screen-actions.ts';
import type {MouseEvent} from './screen-input-parser.ts';
import type {ScreenParts} from './screen-mount.tsx';

/** What keys and the mouse act on. */
export type HandsOptions = {
	readonly drawing: Drawing;
	readonly parts: Pick<
		ScreenParts,
		'keyContext' | 'clickFrame' | 'wheelFrame' | 'boxFrame' | 'borderAt' | 'dragBorder'
	>;
	readonly targets: ActionTargets;
};

/** The person's keys and mouse. */
export type ScreenHands = {
	readonly onStrokes: (strokes: Strokes) => void;
	readonly onMouse: (event: MouseEvent) => void;
};

/** Turns keys and the mouse into intents, each against the frame that is on the screen. */
export function createScreenHands(store: ScreenStore, {drawing, parts, targets}: HandsOptions): ScreenHands {
	/** The border that the pressed button holds. */
	let grip: PaneBorder | undefined;
	/** Where the button was pressed on no border. */
	let pressedAt: MouseEvent | undefined;
	const context = (): KeyContext => {
		const {model, size} = store.frame();
		return parts.keyContext(model, drawing, size);
	};
	const perform = (intents: readonly Intent[]): void => performIntents(intents, targets);
	const press = (event: MouseEvent): void => {
		const {model, size} = store.frame();
		grip = parts.borderAt(model, drawing, size, event);
		pressedAt = grip === undefined ? event : undefined;
		if (grip === undefined) perform(parts.clickFrame(model, drawing, size, event));
	};
	const box = (to: MouseEvent, isDone: boolean): void => {
		if (pressedAt === undefined || (pressedAt.column === to.column && pressedAt.row === to.row)) return;
		const {model, size} = store.frame();
		perform(parts.boxFrame(model, drawing, size, {from: pressedAt, to, isDone}));
	};
	const turn = (event: MouseEvent): void => {
		const {model, size} = store.frame();
		const isUp = event.kind === 'wheel-up';
		const intents = parts.wheelFrame(model, drawing, size, {at: event, isUp});
		if (intents !== undefined) return perform(intents);
		for (const stroke of wheelStrokes(isUp ? 'wheel-up' : 'wheel-down', context()))
			perform(dispatch(stroke, context()));
		return undefined;
	};
	return {
		onStrokes: strokes => {
			if (strokes.kind === 'paste') return perform(dispatchPaste(strokes.text, context()));
			for (const stroke of strokes.strokes) perform(dispatch(stroke, context()));
			return undefined;
		},
		onMouse: event => {
			switch (event.kind) {
				case 'press':
					return press(event);
				case 'drag':
					return grip === undefined ? box(event, false) : perform(parts.dragBorder(grip, event));
				case 'release':
					box(event, true);
					grip = undefined;
					pressedAt = undefined;
					return undefined;
				case 'wheel-up':
				case 'wheel-down':
					return turn(event);
				default:
					return assertNever(event.kind);
			}
		},
	};
}
