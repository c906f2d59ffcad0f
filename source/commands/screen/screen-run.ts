import {Writable} from 'node:stream';
import type {Instance} from 'ink';
import {DEFAULT_SETTINGS, type Settings} from '../../domain/settings.ts';
import {createModelSelector} from '../../store/screen-model.ts';
import {createScreenStore, type ScreenStore} from '../../store/screen-store.ts';
import {createUiState} from '../../store/ui-state.ts';
import {detectCapabilities} from '../../theme/capabilities.ts';
import type {ScreenEnd, ScreenInput, ScreenOptions} from './screen-options.ts';
import {type ActionTargets, performIntents} from './screen-actions.ts';
import {followSession} from './screen-follow.ts';
import type {Drawing} from '../../../components/context.ts';
import {createScreenHands} from './screen-hands.ts';
import {createKeyStream, type KeyStream} from './screen-input.ts';
import type {ScreenParts} from './screen-mount.tsx';
import {createScreenLine} from './screen-line.ts';
import {createSpeaker} from './screen-speech.ts';
import {createScreenPainter, type ScreenPainter, type ScreenPainterOptions} from './screen-painter.ts';
import {createSettingChanger} from './settings-change.ts';
import {watchSignals} from './screen-signals.ts';
import {createAnswerWait} from './answer-wait.ts';
import {createScreenImages} from './screen-images.ts';
import {compileTextPattern} from '../results/text-pattern.ts';
import {openScreenTerminal, type ScreenTerminal} from './screen-terminal.ts';

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
	const {session, options = {}, environment} = input;
	const capabilities = detectCapabilities(environment, options);
	const settings = options.settings ?? DEFAULT_SETTINGS;
	const line = createScreenLine(() => 1000 / framesPerSecond(store.frame().model.ui.settings, options), nowMs);
	const isReader = environment['INK_SCREEN_READER'] === 'true';
	const opened = openScreenTerminal(input.stdout, {
		onDrain: () => {
			if (terminal.pendingBytes() === 0) line.drained();
			painter.writer.drained();
		},
		onResize: () => redraw(),
		onGone: () => life.end(HANG_UP),
	});
	// What is read aloud stays where it was printed: no screen of its own, no mouse.
	const terminal = isReader ? {...opened, enter: () => undefined} : opened;
	life.onClose(terminal.close);
	const {images, painter, ...painting} = createPainting({
		environment,
		terminal,
		capabilities,
		settings,
		onSent: line.sent,
	});
	const drawing = parts.createDrawing(capabilities, abilitiesOf(input));
	const select = createModelSelector(nowMs, compileTextPattern);
	const ui = {...createUiState(options.view), settings};
	const store = createScreenStore({session, select, ui, size: terminal.size()});
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
		changeSetting: createSettingChanger({store, painter, redraw, save: options.saveSettings}),
		copy: text => terminal.write(`\u001B]52;c;${Buffer.from(text).toString('base64')}\u0007`),
		exportRun: options.exportRun,
	};
	const hands = createScreenHands(store, {drawing, parts, targets});
	const keys = openKeys(input, {hands, end: life.end, onReply: reply => painting.answer(reply) && redraw()});
	const signals = watchSignals({terminal, keys: keys.stream, resume: redraw, end: life.end});
	life.onClose(signals.close);
	life.onClose(terminal.leave);
	life.onClose(painting.answered);
	life.onClose(() => closeKeys(keys));
	// Before the first frame: a key that answers to it must come to us, not to the line editor or as a signal.
	keys.stream.setRawMode(true);
	terminal.enter();
	options.onTerminal?.(terminal.write);
	if (!isReader) painting.ask();
	const instance = mountApp(parts, {store, drawing, hands, painter, terminal, keys: keys.stream, isReader});
	keepMounted(instance, painter, life);
	options.start?.().catch((error: unknown) => life.end({left: 'not-started', error}));
	for (const close of [followSession(store, session, {line, nowMs, images}), images.clear]) life.onClose(close);
	if (options.replay !== undefined) performIntents([{kind: 'replay', ...options.replay}], targets);
}

/** Ends the tree with the screen, and the screen with the tree. */
function keepMounted(instance: Instance, painter: ScreenPainter, {onClose, end}: Life): void {
	onClose(() => instance.unmount());
	onClose(painter.writer.stop);
	void watchCrash(instance, end); // Its only outcome is the end of the screen.
}

/** Gives the keys back to the line editor. */
function closeKeys({stream, close}: ReturnType<typeof openKeys>): void {
	stream.setRawMode(false);
	close();
}

/** What paints frames and images, and what it asks the terminal. */
function createPainting(options: Omit<ScreenPainterOptions, 'wait' | 'images'>) {
	const {terminal, capabilities, environment, settings} = options;
	const waits = {images: createAnswerWait(nowMs), background: createAnswerWait(nowMs)};
	// Screens of several processes in one terminal seldom share a number.
	const firstId = (process.pid & 0xff_ff) << 8;
	const images = createScreenImages({
		environment,
		capabilities,
		write: terminal.write,
		firstId,
		wait: waits.images,
		size: terminal.size,
	});
	const painter = createScreenPainter({...options, images, wait: waits.background});
	return {
		images,
		painter,
		ask: (): void => {
			images.ask();
			if (settings.background === 'auto') painter.ask();
		},
		/** True where the colours changed, and the screen must be drawn anew. */
		answer: (reply: string): boolean => {
			images.answer(reply);
			return painter.answer(reply);
		},
		answered: async (): Promise<void> => {
			for (const wait of [waits.images, waits.background]) await wait.answered();
		},
	};
}

type MountedParts = {
	readonly store: ScreenStore;
	readonly drawing: Drawing;
	readonly hands: ReturnType<typeof createScreenHands>;
	readonly painter: ScreenPainter;
	readonly terminal: ScreenTerminal;
	readonly keys: KeyStream;
	readonly isReader: boolean;
};

/** Mounts the tree: each of its frames is painted, or said. */
function mountApp(
	parts: ScreenParts,
	{store, drawing, hands, painter, terminal, keys, isReader}: MountedParts,
): Instance {
	const speaker = isReader ? createSpeaker(store, {drawing, parts, write: terminal.write, nowMs}) : undefined;
	return parts.mount({
		app: {store, drawing, onStrokes: speaker?.answering(hands.onStrokes) ?? hands.onStrokes},
		present: speaker?.present ?? (picture => painter.writer.present(picture, store.frame().size)),
		stdout: createInkOutput(terminal),
		stdin: asReadStream(keys),
	});
}

/** The keys, mouse reports, pastes and answers of the terminal, each to whom it is for. */
function openKeys(
	{stdin}: ScreenInput,
	{
		hands,
		end,
		onReply,
	}: {
		readonly hands: ReturnType<typeof createScreenHands>;
		readonly end: Life['end'];
		readonly onReply: (reply: string) => unknown;
	},
): ReturnType<typeof createKeyStream> {
	return createKeyStream(
		stdin,
		{
			onMouse: hands.onMouse,
			onPaste: text => hands.onStrokes({kind: 'paste', text}),
			onStroke: stroke => hands.onStrokes({kind: 'strokes', strokes: [stroke]}),
			onReply: reply => void onReply(reply),
			onEnd: () => end(HANG_UP),
		},
		nowMs,
	);
}

/** What the program around the screen can do. */
function abilitiesOf({session, options = {}}: ScreenInput): Drawing['abilities'] {
	return {
		export: options.exportRun !== undefined,
		stores: options.storesCommands === true,
		copy: options.clipboard === true,
		replay: session.record !== undefined,
	};
}

/** Updates a second while no key is pressed. */
function framesPerSecond(settings: Settings, options: ScreenOptions): number {
	return Math.max(1, Math.min(20, options.framesPerSecond ?? settings.framesPerSecond));
}

const HANG_UP: ScreenEnd = {left: 'signal', signal: 'SIGHUP', exitCode: 129};

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
