import type {Drawing} from '../../components/context.ts';
import {createKeyContext} from '../../components/key-context.ts';
import {createTableMemory} from '../../components/panes/table-layout.ts';
import {createPictureMemory} from '../../components/picture-memory.ts';
import {createPlotSelectors} from '../../components/plot-selectors.ts';
import type {KeyContext} from '../../source/keymap/binding.ts';
import {dispatch, dispatchPaste} from '../../source/keymap/dispatch.ts';
import {createDemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import type {Intent} from '../../source/store/intent.ts';
import {reduceUi} from '../../source/store/reduce-ui.ts';
import {createModelSelector} from '../../source/store/screen-model.ts';
import type {Link, Session} from '../../source/store/session.ts';
import {createUiState, type UiState} from '../../source/store/ui-state.ts';

const SIZE = {columns: 80, rows: 24};

/** What is on the screen at first. */
export type HandsStart = {
	/** Virtual time of the demo. */
	readonly atMs?: number;
	readonly link?: Link;
	readonly ui?: Partial<UiState>;
};

/** A screen without a terminal: strokes in, the person's state and what else was asked for out. */
export function createHands(options: HandsStart = {}) {
	const world = createDemoWorld({seed: 1});
	world.advanceTo(options.atMs ?? 60_000);
	const session: Session = {
		...createDemoSession(world, '/runs/x'),
		link: () => options.link ?? {kind: 'live', role: 'control'},
	};
	const select = createModelSelector(() => 0);
	const abilities = {export: false, copy: false};
	const drawing: Drawing = {
		glyphs: 'unicode',
		scale: undefined,
		abilities,
		plots: createPlotSelectors(),
		tables: createTableMemory(),
		pictures: createPictureMemory(),
	};
	let ui: UiState = {...createUiState(), ...options.ui};
	const asked: Intent[] = [];
	const context = (): KeyContext => createKeyContext(select(session, ui), drawing, SIZE);
	const fold = (intents: readonly Intent[]): void => {
		for (const intent of intents) {
			if (intent.kind === 'ui') ui = reduceUi(ui, intent.action);
			else asked.push(intent);
		}
	};
	return {
		press: (...strokes: readonly string[]): void => {
			for (const stroke of strokes) fold(dispatch(stroke, context()));
		},
		paste: (text: string): void => fold(dispatchPaste(text, context())),
		ui: () => ui,
		asked,
		context,
	};
}
