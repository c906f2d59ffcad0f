import {Writable} from 'node:stream';
import type {Instance} from 'ink';
import type {Drawing} from '../../components/context.ts';
import {dispatch, dispatchPaste} from '../keymap/dispatch.ts';
import type {KeyContext} from '../keymap/binding.ts';
import type {Strokes} from '../keymap/stroke.ts';
import {type Intent, say} from '../store/intent.ts';
import type {Session} from '../store/session.ts';
import {createModelSelector} from '../store/screen-model.ts';
import {createScreenStore, type ScreenStore} from '../store/screen-store.ts';
import {createUiState} from '../store/ui-state.ts';
import {type Capabilities, detectCapabilities} from '../theme/capabilities.ts';
import {THEME_IDS, type ThemeId} from '../theme/palette.ts';
import {createTheme} from '../theme/theme.ts';
import type {ScreenEnd, ScreenInput} from './screen-options.ts';
import {type ActionTargets, performIntents} from './screen-actions.ts';
import {createFollowers} from './screen-followers.ts';
import {createKeyStream, type KeyStream} from './screen-input.ts';
import type {MouseEvent} from './screen-input-parser.ts';
import type {ScreenParts} from './screen-mount.tsx';
import {createPacer} from './screen-pacer.ts';
import {watchSignals} from './screen-signals.ts';
import {openScreenTerminal, type ScreenTerminal} from './screen-terminal.ts';
import {createFrameWriter, type FrameWriter} from './screen-writer.ts';

const nowMs = (): number => performance.now();

/** Takes the terminal and draws until something ends it; then gives the terminal back and resolves. */
export async function runOnTerminal(input: ScreenInput, parts: ScreenParts): Promise<ScreenEnd> {
	const {promise, resolve} = Promise.withResolvers<ScreenEnd>();
	const closers: Closer[] = [];
	try {
		assemble(input, parts, {end: resolve, onClose: closer => void closers.push(closer)});
		return await promise;
	} finally {
		for (const close of closers.toReversed()) await close();
	}
}

/** Undoes one step of taking the terminal. */
type Closer = () => void | Promise<void>;

type Life = {readonly end: (how: ScreenEnd) => void; readonly onClose: (closer: Closer) => void};

/** Puts the parts together, the terminal first, so that it is given back last. */
function assemble(input: ScreenInput, parts: ScreenParts, life: Life): void {
	const {session, options = {}} = input;
	const capabilities = detectCapabilities(input.environment, options);
	const terminal = openScreenTerminal(input.stdout, {
		onDrain: () => painter.writer.drained(),
		onResize: () => redraw(),
		onGone: () => life.end(HANG_UP),
	});
	life.onClose(terminal.close);
	const painter = createPainter(terminal, capabilities, options.theme);
	const abilities = {export: options.exportRun !== undefined, copy: options.clipboard === true};
	const drawing = parts.createDrawing(capabilities, abilities);
	const select = createModelSelector(nowMs);
	const store = createScreenStore({session, select, ui: createUiState(options.view), size: terminal.size()});
	const redraw = (): void => {
		painter.writer.invalidate();
		store.resize(terminal.size());
	};
	const targets: ActionTargets = {
		store,
		session,
		redraw,
		leave: how => life.end({left: how}),
		suspend: () => signals.suspend(),
		nextTheme: () => {
			performIntents([say(`theme: ${painter.nextTheme()}`)], targets);
			redraw();
		},
		copy: text => terminal.write(`\u001B]52;c;${Buffer.from(text).toString('base64')}\u0007`),
		exportRun: options.exportRun,
	};
	const hands = createHands(store, {drawing, parts, targets});
	const onPaste = (text: string): void => hands.onStrokes({kind: 'paste', text});
	const keys = createKeyStream(input.stdin, {onMouse: hands.onMouse, onPaste, onEnd: () => life.end(HANG_UP)}, nowMs);
	const signals = watchSignals({terminal, keys: keys.stream, resume: redraw, end: life.end});
	life.onClose(signals.close);
	life.onClose(terminal.leave);
	life.onClose(() => {
		keys.stream.setRawMode(false);
		keys.close();
	});
	terminal.enter();
	const instance = parts.mount({
		app: {store, drawing, onStrokes: hands.onStrokes},
		present: picture => painter.writer.present(picture, store.frame().size),
		stdout: createInkOutput(terminal),
		stdin: asReadStream(keys.stream),
	});
	life.onClose(() => instance.unmount());
	life.onClose(painter.writer.stop);
	void watchCrash(instance, life.end); // Its only outcome is the end of the screen.
	options.started?.catch((error: unknown) => life.end({left: 'not-started', error}));
	life.onClose(follow(store, session, options.framesPerSecond ?? FRAMES_PER_SECOND));
}

/** Updates a second while no key is pressed. */
const FRAMES_PER_SECOND = 2;

/** Draws what the session tells, and what follows from each frame, until closed. */
function follow(store: ScreenStore, session: Session, framesPerSecond: number): Closer {
	const followers = createFollowers(store, session);
	const pacer = createPacer(1000 / Math.max(1, Math.min(20, framesPerSecond)), nowMs, store.refresh);
	const unfollow = store.subscribe(followers.follow);
	let isKnown = session.state().sweep !== undefined;
	const unsubscribe = session.subscribe(() => {
		if (isKnown || session.state().sweep === undefined) return pacer.request();
		// The first word of the engine need not wait for its turn: until now there was nothing to see.
		isKnown = true;
		store.refresh();
		return undefined;
	});
	followers.follow();
	// The clock and the age of a trial go on where nothing else happens.
	const clock = setInterval(() => {
		if (session.state().phase === 'running' && session.link().kind === 'live') pacer.request();
	}, 1000);
	return () => {
		clearInterval(clock);
		pacer.close();
		unsubscribe();
		unfollow();
	};
}

const HANG_UP: ScreenEnd = {left: 'signal', signal: 'SIGHUP', exitCode: 129};

type Painter = {readonly writer: FrameWriter; readonly nextTheme: () => string};

/** The frame writer with the theme that can be changed under it. */
function createPainter(terminal: ScreenTerminal, capabilities: Capabilities, first: ThemeId = 'default'): Painter {
	let theme = createTheme(capabilities, first);
	const writer = createFrameWriter({
		write: terminal.write,
		pendingBytes: terminal.pendingBytes,
		sgrOf: style => theme.sgrOf(style),
		synchronized: capabilities.synchronized,
	});
	return {
		writer,
		nextTheme: () => {
			const next = THEME_IDS[(THEME_IDS.indexOf(theme.id) + 1) % THEME_IDS.length];
			theme = createTheme(capabilities, next);
			return theme.id;
		},
	};
}

type HandsOptions = {
	readonly drawing: Drawing;
	readonly parts: ScreenParts;
	readonly targets: ActionTargets;
};

/** Turns keys and the mouse into intents, each against the frame that is on the screen. */
function createHands(
	store: ScreenStore,
	{drawing, parts, targets}: HandsOptions,
): {readonly onStrokes: (strokes: Strokes) => void; readonly onMouse: (event: MouseEvent) => void} {
	const context = (): KeyContext => {
		const {model, size} = store.frame();
		return parts.keyContext(model, drawing, size);
	};
	const perform = (intents: readonly Intent[]): void => performIntents(intents, targets);
	return {
		onStrokes: strokes => {
			if (strokes.kind === 'paste') return perform(dispatchPaste(strokes.text, context()));
			for (const stroke of strokes.strokes) perform(dispatch(stroke, context()));
			return undefined;
		},
		onMouse: event => {
			const {model, size} = store.frame();
			if (event.kind === 'press') return perform(parts.clickFrame(model, drawing, size, event));
			if (event.kind === 'release') return undefined;
			for (let step = 0; step < 3; step++) perform(dispatch(event.kind === 'wheel-up' ? 'up' : 'down', context()));
			return undefined;
		},
	};
}

/** A component that throws ends Ink with the error. */
async function watchCrash(instance: Instance, end: (how: ScreenEnd) => void): Promise<void> {
	try {
		await instance.waitUntilExit();
	} catch (error) {
		end({left: 'crash', error: error instanceof Error ? error : new Error(String(error)), exitCode: 70});
	}
}

/** What Ink takes for its terminal: it has a size, and everything written to it is dropped. */
function createInkOutput(terminal: ScreenTerminal): NodeJS.WriteStream {
	const sink = new Writable({write: (_chunk, _encoding, done) => done()});
	const stream = Object.assign(sink, {isTTY: true as const, ...terminal.size()});
	// The parts of a terminal stream that Ink uses are there; its type asks for all of them.
	return stream as unknown as NodeJS.WriteStream;
}

function asReadStream(stream: KeyStream): NodeJS.ReadStream {
	return stream as unknown as NodeJS.ReadStream;
}
