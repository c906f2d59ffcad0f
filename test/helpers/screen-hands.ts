import type {Drawing} from '../../components/context.ts';
import {createDrawingMemory} from '../../components/drawing-memory.ts';
import {drawFrame} from '../../components/frame.ts';
import {createKeyContext} from '../../components/key-context.ts';
import type {ViewId} from '../../source/domain/view/view-table.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import type {KeyContext} from '../../source/keymap/binding.ts';
import {dispatch, dispatchPaste} from '../../source/keymap/dispatch.ts';
import {textOf} from '../../source/plot/cells.ts';
import {createDemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import type {Intent} from '../../source/store/intent.ts';
import {reduceUi} from '../../source/store/reduce-ui.ts';
import {createModelSelector, type ScreenModel} from '../../source/store/screen-model.ts';
import type {Link, Session} from '../../source/store/session.ts';
import {createUiState, type UiState} from '../../source/store/ui-state.ts';

/** What is on the screen at first. */
export type HandsStart = {
	readonly view?: ViewId;
	/** Virtual time of the demo. */
	readonly atMs?: number;
	readonly size?: {readonly columns: number; readonly rows: number};
	readonly link?: Link;
	readonly runDirectory?: string;
	/** In place of the demo's sweep. */
	readonly state?: SweepState;
	readonly ui?: Partial<UiState>;
	readonly abilities?: KeyContext['abilities'];
	/** Commands are carried out by the demo, and not only kept. */
	readonly obeys?: boolean;
};

/** A screen without a terminal: strokes in, the person's state, what else was asked for and the lines of the frame out. */
export function createHands(options: HandsStart = {}) {
	const {view, atMs = 60_000, size = {columns: 80, rows: 24}, abilities = {export: false, copy: false}} = options;
	const world = createDemoWorld({seed: 1});
	world.advanceTo(atMs);
	const session: Session = {
		...createDemoSession(world, options.runDirectory ?? '/runs/x'),
		link: () => options.link ?? {kind: 'live', role: 'control'},
		...(options.state === undefined ? {} : {state: () => options.state ?? world.state()}),
	};
	const select = createModelSelector(() => 0);
	const drawing: Drawing = {...createDrawingMemory(), glyphs: 'unicode', scale: undefined, abilities};
	let ui: UiState = {...createUiState(view), ...options.ui};
	const asked: Intent[] = [];
	const model = () => select(session, ui);
	const context = (): KeyContext => createKeyContext(model(), drawing, size);
	const fold = (intents: readonly Intent[]): void => {
		for (const intent of intents) {
			if (intent.kind === 'ui') ui = reduceUi(ui, intent.action);
			else asked.push(intent);
			// The demo has done it when the call returns; the reply is said nowhere.
			if (intent.kind === 'command' && options.obeys === true) void session.command(intent.command);
		}
	};
	return {
		press: (...strokes: readonly string[]): void => {
			for (const stroke of strokes) fold(dispatch(stroke, context()));
		},
		paste: (text: string): void => fold(dispatchPaste(text, context())),
		/** Loads an output of the selected trial. */
		show: (lines: readonly string[]): void => {
			const trial = model().selected?.trial ?? 0;
			ui = reduceUi(ui, {kind: 'output-loaded', output: {trial, execution: 1, lines}});
		},
		ui: () => ui,
		asked,
		context,
		model,
		text: (): readonly string[] => drawFrame(model(), drawing, size).map(textOf),
		/** The lines of a frame of a changed model. */
		frameOf: (change: (model: ScreenModel) => ScreenModel): readonly string[] =>
			drawFrame(change(model()), drawing, size).map(textOf),
		events: world.events,
	};
}

/** A screen as {@link createHands} makes it. */
export type Hands = ReturnType<typeof createHands>;
