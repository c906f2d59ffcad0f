/**
 * What a screen keeps of the frames that it has drawn: `npm run bench:frames [-- FRAMES]`, a million where no number is
 * given. The whole screen (store, selectors, React and Ink, frame writer) over the demo, at the speed of the machine: the
 * clock is the demo's, the terminal takes every byte. Each sweep of the demo is one round; the heap is read between
 * rounds, after a collection, and a line is laid through what it holds. Exits with 1 where it grows.
 */
import {PassThrough, Writable} from 'node:stream';
import {setImmediate as turn} from 'node:timers/promises';
import {createDrawingMemory} from '../../components/drawing-memory.ts';
import {createKeyContext} from '../../components/key-context.ts';
import {performIntents} from '../../source/commands/screen/screen-actions.ts';
import {screenParts} from '../../source/commands/screen/screen-mount.tsx';
import {createFrameWriter} from '../../source/commands/screen/screen-writer.ts';
import {dispatch} from '../../source/keymap/dispatch.ts';
import {createColorScale} from '../../source/plot/color-scale.ts';
import {createDemoSession, type DemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import {createModelSelector} from '../../source/store/screen-model.ts';
import {createScreenStore} from '../../source/store/screen-store.ts';
import type {Session} from '../../source/store/session.ts';
import {createUiState} from '../../source/store/ui-state.ts';
import {createTheme} from '../../source/theme/theme.ts';
import {fitLine, type LineFit} from './line-fit.ts';

const SIZE = {columns: 80, rows: 24};
/** Frames of a round: two for each second of the demo's sweep, and some after its end. */
const ROUND = 400;
const FRAME_MS = 500;
/** Keys that are pressed in turn, one in so many frames: every view, its lists, marks, a filter, a zoom, a replay. */
const FRAMES_A_KEY = 4;
const KEYS = [
	...['2', 'j', 'j', 'space', 'l', 'h', 'S', 'S', 's', 'down', 'escape', 'c', 'escape', 'enter', 'tab', 'escape'],
	...[
		'4',
		'right',
		'+',
		'+',
		'<',
		'backspace',
		'v',
		'v',
		'5',
		']',
		']',
		'6',
		'left',
		'7',
		'8',
		'9',
		'+',
		'<',
		'backspace',
	],
	...[
		'1',
		'tab',
		'tab',
		'/',
		'n',
		'>',
		'1',
		'enter',
		'escape',
		'z',
		'z',
		'0',
		'k',
		'?',
		'j',
		'escape',
		':',
		'p',
		'escape',
	],
] as const;
/** Rounds at first that are not looked at: code is compiled, lists find their size. */
const WARM_SHARE = 0.2;
/** The growth that a million frames may have, in bytes a frame, beside three times the error of the line. */
const LEAST_SLOPE = 0.5;

/** A session whose sweep is exchanged: one screen sees many. */
type Rounds = {
	readonly session: Session;
	readonly begin: (seed: number) => void;
	readonly advanceTo: (ms: number) => void;
};

function createRounds(): Rounds {
	let current: DemoSession = demoOf(1);
	const begin = (seed: number): void => {
		current = demoOf(seed);
	};
	const session: Session = {
		...current,
		state: () => current.state(),
		samples: () => current.samples(),
		terminal: () => current.terminal(),
		nowMonoMs: () => current.nowMonoMs(),
		subscribe: () => () => undefined,
		command: command => current.command(command),
		outputOf: (trial, execution) => current.outputOf(trial, execution),
		record: () => current.record?.() ?? Promise.resolve(undefined),
	};
	return {session, begin, advanceTo: ms => current.advanceTo(ms)};
}

function demoOf(seed: number): DemoSession {
	return createDemoSession(createDemoWorld({seed}), '/runs/demo');
}

/** A mounted screen on a terminal that takes everything at once. */
function mountScreen(session: Session) {
	let bytes = 0;
	const theme = createTheme({depth: '256', glyphs: 'unicode'});
	const writer = createFrameWriter({
		write: text => {
			bytes += text.length;
		},
		pendingBytes: () => 0,
		sgrOf: theme.sgrOf,
		synchronized: true,
	});
	const drawing = {
		...createDrawingMemory(),
		glyphs: 'unicode',
		scale: createColorScale(),
		abilities: {export: false, copy: false, replay: true},
	} as const;
	const store = createScreenStore({session, select: createModelSelector(() => 0), ui: createUiState(), size: SIZE});
	const nothing = (): void => undefined;
	const targets = {
		store,
		session,
		leave: nothing,
		suspend: nothing,
		redraw: nothing,
		copy: nothing,
		changeSetting: () => Promise.resolve(''),
		exportRun: undefined,
	};
	const stdin = Object.assign(new PassThrough(), {isTTY: true, setRawMode: nothing, ref: nothing, unref: nothing});
	const sink = new Writable({write: (_chunk, _encoding, done) => done()});
	const instance = screenParts.mount({
		app: {store, drawing, onStrokes: nothing},
		present: picture => writer.present(picture, SIZE),
		// The parts of terminal streams that Ink uses are there; their types ask for all of them.
		stdout: Object.assign(sink, {isTTY: true as const, ...SIZE}) as unknown as NodeJS.WriteStream,
		stdin: stdin as unknown as NodeJS.ReadStream,
	});
	return {
		store,
		press: (stroke: string): void => {
			const {model, size} = store.frame();
			performIntents(dispatch(stroke, createKeyContext(model, drawing, size)), targets);
		},
		counts: () => ({bytes, frames: writer.counts().frames}),
		close: () => instance.unmount(),
	};
}

/** One sweep of the demo from its first second past its last. */
async function playRound(screen: ReturnType<typeof mountScreen>, rounds: Rounds, round: number): Promise<void> {
	rounds.begin(round + 1);
	for (let frame = 1; frame <= ROUND; frame += 1) {
		rounds.advanceTo(frame * FRAME_MS);
		if (frame % FRAMES_A_KEY === 0) screen.press(KEYS[(frame / FRAMES_A_KEY - 1) % KEYS.length] ?? 'escape');
		screen.store.refresh();
		await turn();
	}
	// Every round begins where the one before did: marks, choices and the way back are of the sweep that is gone.
	screen.store.dispatch([
		{kind: 'mode', mode: {kind: 'browse'}},
		{kind: 'filter', text: ''},
		{kind: 'clear-marks'},
		{kind: 'open-view', view: 'overview'},
	]);
	await turn();
}

async function measure(frames: number, collect: () => void): Promise<{readonly fit: LineFit; readonly text: string}> {
	const rounds = createRounds();
	const screen = mountScreen(rounds.session);
	const total = Math.max(10, Math.ceil(frames / ROUND));
	const readEvery = Math.max(1, Math.floor(total / 100));
	const points: {readonly x: number; readonly y: number}[] = [];
	const started = process.cpuUsage();
	for (let round = 0; round < total; round += 1) {
		await playRound(screen, rounds, round);
		if ((round + 1) % readEvery !== 0) continue;
		collect();
		points.push({x: (round + 1) * ROUND, y: process.memoryUsage().heapUsed});
		if (points.length % 10 === 0)
			process.stderr.write(`${(round + 1) * ROUND} frames, heap ${((points.at(-1)?.y ?? 0) / 1e6).toFixed(2)} MB\n`);
	}
	const {user, system} = process.cpuUsage(started);
	const fit = fitLine(points.slice(Math.floor(points.length * WARM_SHARE)));
	const counts = screen.counts();
	screen.close();
	const heaps = points.map(({y}) => y / 1e6);
	const text = [
		`${total * ROUND} frames of ${SIZE.columns}×${SIZE.rows}, ${counts.frames} of them with changes, ${(counts.bytes / 1e6).toFixed(0)} MB to the terminal`,
		`CPU ${((user + system) / 1e3 / (total * ROUND)).toFixed(2)} ms a frame`,
		`heap ${Math.min(...heaps).toFixed(2)} to ${Math.max(...heaps).toFixed(2)} MB in ${points.length} readings`,
		`slope ${fit.slope.toFixed(3)} ± ${fit.error.toFixed(3)} bytes a frame after the first fifth`,
	].join('\n');
	return {fit, text};
}

const collect = globalThis.gc;
const wanted = Number(process.argv[2] ?? 1_000_000);
if (collect === undefined || process.env['NODE_ENV'] !== 'production' || !(wanted > 0)) {
	process.stderr.write('run it as npm run bench:frames [-- FRAMES]: it needs --expose-gc and NODE_ENV=production\n');
	process.exitCode = 2;
} else {
	const {fit, text} = await measure(wanted, () => {
		// A second one takes what the finalizers of the first let go.
		collect();
		collect();
	});
	process.stdout.write(`${text}\n`);
	process.exitCode = fit.slope > LEAST_SLOPE + 3 * fit.error ? 1 : 0;
}
