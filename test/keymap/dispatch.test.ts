import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Drawing} from '../../components/context.ts';
import {createKeyContext} from '../../components/key-context.ts';
import {createTableMemory} from '../../components/panes/table-layout.ts';
import {createPlotSelectors} from '../../components/plot-selectors.ts';
import type {KeyContext} from '../../source/keymap/binding.ts';
import {activeBindings, BINDINGS, dispatch, dispatchPaste, paletteMatches} from '../../source/keymap/dispatch.ts';
import {modeBindings} from '../../source/keymap/modes.ts';
import {createDemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import type {Intent} from '../../source/store/intent.ts';
import {reduceUi} from '../../source/store/reduce-ui.ts';
import {createModelSelector} from '../../source/store/screen-model.ts';
import type {Link, Session} from '../../source/store/session.ts';
import {createUiState, type Mode, type UiState, VIEW_IDS} from '../../source/store/ui-state.ts';

const SIZE = {columns: 80, rows: 24};

/** A screen without a terminal: strokes in, the person's state and what else was asked for out. */
function createHands(options: {readonly atMs?: number; readonly link?: Link; readonly ui?: Partial<UiState>} = {}) {
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

test('every key of CONTRACTS section 6 that a view needs has a row in the table', () => {
	const keys = new Set(BINDINGS.flatMap(binding => binding.keys));
	const wanted =
		'up down left right h j k l pageup pagedown home end tab shift+tab enter escape 1 2 3 4 5 6 7 ? : / s S < > c u space C x y o [ ] g v t w z p X r R n Y a e d q ctrl+c';
	for (const key of wanted.split(' ')) assert.ok(keys.has(key), `${key} is bound`);
});

test('no key means two things in one place', () => {
	for (const view of VIEW_IDS) {
		const keys = activeBindings({view, mode: {kind: 'browse'}}).flatMap(binding => binding.keys);
		assert.deepEqual(
			keys.filter((key, index) => keys.indexOf(key) !== index),
			[],
			view,
		);
	}
	const input = {text: '', caret: 0};
	const modes: readonly Exclude<Mode, {kind: 'browse'}>[] = [
		{kind: 'field', field: 'filter', input, error: ''},
		{kind: 'palette', input, selected: 0},
		{kind: 'pick', pick: 'x', options: [], selected: 0},
		{kind: 'page', title: '', lines: [], top: 0},
		{kind: 'attach', trial: 1},
		{kind: 'ask', question: {kind: 'leave'}},
		{kind: 'ask', question: {kind: 'kill', trial: 1}},
		{kind: 'ask', question: {kind: 'rerun-all'}},
	];
	for (const mode of modes) {
		const keys = modeBindings(mode).flatMap(binding => binding.keys);
		assert.deepEqual(
			keys.filter((key, index) => keys.indexOf(key) !== index),
			[],
			mode.kind,
		);
	}
	const ids = BINDINGS.map(binding => binding.id);
	assert.equal(new Set(ids).size, ids.length);
});

test('number keys open views, esc goes back', () => {
	const hands = createHands();
	VIEW_IDS.forEach((view, index) => {
		hands.press(String(index + 1));
		assert.equal(hands.ui().view, view);
	});
	hands.press('escape');
	assert.equal(hands.ui().view, 'log');
	hands.press('?');
	assert.equal(hands.ui().view, 'help');
});

test('enter goes from the table to the trial under the cursor, and on to its output', () => {
	const hands = createHands();
	hands.press('j', 'enter');
	assert.equal(hands.ui().view, 'trial');
	assert.equal(hands.ui().cursor, hands.context().rows()[1]);
	hands.press('enter');
	assert.equal(hands.ui().view, 'log');
});

test('the cursor stays on its trial when the order changes', () => {
	const hands = createHands();
	hands.press('2', 'j', 'j');
	const trial = hands.ui().cursor;
	hands.press('S');
	assert.equal(hands.ui().cursor, trial);
	assert.notEqual(hands.context().cursorRow(), 2);
	hands.press('end');
	assert.equal(hands.context().cursorRow(), hands.context().rows().length - 1);
	hands.press('home');
	assert.equal(hands.context().cursorRow(), 0);
});

test('a filter is typed in a field of its own; a wrong one says why and stays', () => {
	const hands = createHands();
	hands.press('/', ...'n>=512', 'space', 'q', 'backspace', 'backspace', 'enter');
	assert.equal(hands.ui().filter, 'n>=512');
	hands.press('/', 'ctrl+u', ...'n>=(', 'enter');
	const {mode} = hands.ui();
	assert.ok(mode.kind === 'field' && mode.error !== '');
	hands.press('escape');
	assert.deepEqual([hands.ui().mode.kind, hands.ui().filter], ['browse', 'n>=512']);
});

test('< and > walk the sort along the columns, s picks one, S reverses', () => {
	const hands = createHands();
	hands.press('>');
	assert.deepEqual(hands.ui().sort, {column: 'flops', descending: true});
	hands.press('<', 'S');
	assert.deepEqual(hands.ui().sort, {column: 'flops_per_watt', descending: false});
	hands.press('s', 'home', 'k', 'k', 'k', 'k', 'k', 'enter');
	assert.equal(hands.ui().sort, undefined);
});

test('q leaves a finished run at once and asks while one runs; nothing but an answer ends it', () => {
	const ended = createHands({atMs: 600_000});
	ended.press('q');
	assert.deepEqual(ended.asked, [{kind: 'leave', how: 'quit'}]);
	const running = createHands();
	running.press('q');
	assert.deepEqual([running.asked, running.ui().mode.kind], [[], 'ask']);
	running.press('x', 'z', '5');
	assert.deepEqual([running.asked, running.ui().mode.kind], [[], 'ask']);
	running.press('escape', 'q', 's');
	assert.deepEqual(running.asked, [{kind: 'leave', how: 'stop'}]);
});

test('Ctrl-C is q, twice it detaches', () => {
	const hands = createHands();
	hands.press('ctrl+c', 'ctrl+c');
	assert.deepEqual(hands.asked, [{kind: 'leave', how: 'detach'}]);
});

test('X asks before it ends a trial, and a disabled key says why', () => {
	const hands = createHands();
	hands.press('X');
	assert.match(hands.ui().message?.text ?? '', /has ended \(complete\)/);
	hands.press('3', 'X', 'y');
	const [given] = hands.asked;
	assert.ok(given?.kind === 'command' && given.command.command === 'skip-trial');
	hands.press('C');
	assert.match(hands.ui().message?.text ?? '', /works in: overview/);
	hands.press('2', 'C');
	assert.match(hands.ui().message?.text ?? '', /no compare view/);
	hands.press('w');
	assert.match(hands.ui().message?.text ?? '', /sweeptop replay/);
});

test('the engine takes no command from a screen that may only look, or that reads files', () => {
	for (const [link, reason] of [
		[{kind: 'live', role: 'view'}, /only look/],
		[{kind: 'file', path: '/runs/x'}, /read from its files/],
		[{kind: 'lost', why: 'EOF'}, /engine is gone \(EOF\)/],
		[{kind: 'connecting'}, /not connected/],
	] as const) {
		const hands = createHands({link});
		for (const key of ['p', 'R', 'n', 'r']) {
			hands.press(key);
			assert.match(hands.ui().message?.text ?? '', reason, key);
		}
		assert.deepEqual(hands.asked, []);
	}
});

test('space marks and steps down; r re-runs what is marked', () => {
	const hands = createHands();
	hands.press('space', 'space', 'r');
	const [given] = hands.asked;
	assert.ok(given?.kind === 'command' && given.command.command === 'rerun');
	assert.equal(given.command.trials.length, 2);
	assert.equal(hands.ui().marks.size, 0);
});

test('a trial by hand is checked before it is queued', () => {
	const hands = createHands();
	hands.press('n', ...'size=4', 'enter');
	const {mode} = hands.ui();
	assert.ok(mode.kind === 'field' && /no parameter is called size/.test(mode.error));
	hands.press('ctrl+u', ...'n=64', 'space', ..."type='half'", 'enter');
	assert.deepEqual(hands.asked, [
		{kind: 'command', command: {command: 'enqueue', params: {n: '64', type: 'half'}}, done: "queued: n=64 type='half'"},
	]);
	hands.press('n', ...'nonsense', 'enter');
	const again = hands.ui().mode;
	assert.ok(again.kind === 'field' && /name=value/.test(again.error));
});

test('the palette finds every action by its name and runs it', () => {
	for (const binding of BINDINGS) assert.ok(paletteMatches(binding.id).includes(binding), binding.id);
	const hands = createHands();
	hands.press(':', ...'view-scat', 'enter');
	assert.deepEqual([hands.ui().view, hands.ui().mode.kind], ['scatter', 'browse']);
	hands.press(':', ...'no such thing', 'enter');
	assert.match(hands.ui().message?.text ?? '', /no action is called/);
});

test('a paste goes into a field and is no key elsewhere', () => {
	const hands = createHands();
	hands.paste('qd\rq');
	assert.deepEqual([hands.asked, hands.ui().mode.kind], [[], 'browse']);
	hands.press('/');
	hands.paste('n>1\n');
	assert.ok(hands.ui().mode.kind === 'field');
	hands.press('enter');
	assert.equal(hands.ui().filter, 'n>1');
});

test('the heatmap is walked cell by cell, its slices step like an odometer', () => {
	const hands = createHands({atMs: 600_000});
	hands.press('5', 'left');
	const first = hands.ui().cursor;
	hands.press('left');
	assert.notEqual(hands.ui().cursor, first);
	hands.press('right');
	assert.equal(hands.ui().cursor, first);
	hands.press('up', 'up', 'up', 'up');
	const edge = hands.ui().cursor;
	hands.press('up');
	assert.equal(hands.ui().cursor, edge);
	hands.press(']');
	assert.deepEqual(hands.ui().plots.heatmap.fix, {block: '16'});
	hands.press(']', ']', ']');
	assert.deepEqual(hands.ui().plots.heatmap.fix, {});
	hands.press('[');
	assert.deepEqual(hands.ui().plots.heatmap.fix, {block: '64'});
	hands.press('g');
	assert.equal(hands.ui().plots.heatmap.aggregate, 'min');
});

test('an axis that takes the parameter of the other axis gives its own in exchange', () => {
	const hands = createHands({atMs: 600_000});
	hands.press('5', 'x');
	const {mode} = hands.ui();
	assert.ok(mode.kind === 'pick');
	const steps = mode.options.indexOf('type') - mode.selected;
	hands.press(...Array.from({length: Math.abs(steps)}, () => (steps > 0 ? 'down' : 'up')), 'enter');
	const {x, y} = hands.ui().plots.heatmap;
	assert.deepEqual([x, y], ['type', 'n']);
});

test('keys of an attached terminal go to it, and one key comes back', () => {
	const hands = createHands({atMs: 62_000});
	hands.press('a');
	assert.equal(hands.ui().mode.kind, 'attach');
	hands.press('q', 'up', 'ctrl+c', 'enter');
	assert.deepEqual(
		hands.asked.map(intent => (intent.kind === 'type' ? intent.data : '')),
		['q', '\u001B[A', '\u0003', '\r'],
	);
	hands.press('ctrl+]');
	assert.equal(hands.ui().mode.kind, 'browse');
});

test('Y shows the command of the trial as a shell takes it', () => {
	const hands = createHands();
	hands.press('Y');
	const {mode} = hands.ui();
	assert.ok(mode.kind === 'page');
	assert.match(mode.lines[0] ?? '', /^\.\/gemm --type=\w+ -n \d+ --block=\d+$/);
});
