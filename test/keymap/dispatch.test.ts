import assert from 'node:assert/strict';
import {test} from 'node:test';
import {VIEW_IDS, VIEW_ROWS} from '../../source/domain/view/view-table.ts';
import {activeBindings, BINDINGS, paletteMatches} from '../../source/keymap/dispatch.ts';
import {modeBindings} from '../../source/keymap/modes.ts';
import type {Mode} from '../../source/store/ui-state.ts';
import {createHands} from '../helpers/screen-hands.ts';

test('every key of CONTRACTS section 6 that a view needs has a row in the table', () => {
	const keys = new Set(BINDINGS.flatMap(binding => binding.keys));
	const wanted =
		'up down left right h j k l pageup pagedown home end tab shift+tab enter escape 1 2 3 4 5 7 0 ? : / s S < > c u space C x y o [ ] g v t w z p X r R n Y a e d q ctrl+c';
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
		{kind: 'ask', question: {kind: 'leave-ended'}},
		{kind: 'ask', question: {kind: 'attach-ended', trial: 1}},
		{kind: 'ask', question: {kind: 'kill', trial: 1}},
		{kind: 'ask', question: {kind: 'rerun', targets: {trials: [1], areMarked: false}}},
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
	for (const {id, key} of VIEW_ROWS) {
		if (key === undefined) continue;
		hands.press(key);
		assert.equal(hands.ui().view, id);
	}
	hands.press('1', '0', '?', 'escape');
	assert.equal(hands.ui().view, 'log');
	for (const {id} of VIEW_ROWS) {
		hands.press(':', ...`view-${id}`, 'enter');
		assert.equal(hands.ui().view, id, 'by the palette');
	}
});

test('enter goes from the table to the trial under the cursor, and on to its output', () => {
	const hands = createHands();
	hands.press('j', 'enter');
	assert.equal(hands.ui().view, 'trial');
	assert.equal(hands.ui().cursor, hands.context().rows()[1]);
	hands.press('enter');
	assert.equal(hands.ui().view, 'log');
});

test('with a filter every key opens the trial that the table has under its cursor', () => {
	for (const key of ['3', '0']) {
		const hands = createHands();
		hands.press('2', 'home');
		const hidden = hands.ui().cursor;
		const other = hands.context().rows()[3];
		hands.press('/', ...`trial==${other}`, 'enter');
		assert.equal(hands.ui().cursor, hidden);
		assert.equal(hands.context().selected()?.trial, other);
		hands.press(key);
		assert.equal(hands.context().selected()?.trial, other, `${key} after a cursor that the filter hides`);
	}
	const unmoved = createHands();
	unmoved.press('2', '/', ...'state:complete', 'enter');
	const first = unmoved.context().selected()?.trial;
	unmoved.press('3');
	assert.equal(unmoved.context().selected()?.trial, first, 'not the running one, which the filter hides');
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
	assert.deepEqual(hands.ui().table.sort, [{column: 'flops', descending: true}]);
	hands.press('<', 'S');
	assert.deepEqual(hands.ui().table.sort, [{column: 'flops_per_watt', descending: false}]);
	hands.press('s', 'home', 'k', 'k', 'k', 'k', 'k', 'enter');
	assert.deepEqual(hands.ui().table.sort, []);
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

test('X asks before it ends a trial: the one under the cursor, or the only one that runs', () => {
	const hands = createHands();
	const {state, selected} = hands.context();
	const running = state.trials.find(trial => trial?.state === 'running')?.trial;
	assert.deepEqual([selected()?.state, state.counts.running], ['complete', 1]);
	hands.press('X');
	assert.deepEqual(hands.ui().mode, {kind: 'ask', question: {kind: 'kill', trial: running}});
	hands.press('y');
	const [given] = hands.asked;
	assert.ok(given?.kind === 'command' && given.command.command === 'skip-trial' && given.command.trial === running);
	hands.press('2', 'end', 'X');
	assert.deepEqual(hands.ui().mode, {kind: 'ask', question: {kind: 'kill', trial: hands.ui().cursor}}, 'a queued one');
});

test('a disabled key says why', () => {
	const ended = createHands({atMs: 600_000});
	ended.press('X');
	assert.match(ended.ui().message?.text ?? '', /has ended \(complete\): there is nothing to kill$/);
	const hands = createHands();
	hands.press('0', 'C');
	assert.match(
		hands.ui().message?.text ?? '',
		/^C works in overview, trials, .*: compare/,
		'the names of the foot line',
	);
	hands.press('2', 'C');
	assert.match(hands.ui().message?.text ?? '', /mark 2 to 6 trials/);
	hands.press('w');
	assert.match(hands.ui().message?.text ?? '', /sweeptop replay/);
});

test('the engine takes no command from a screen that may only look, or that reads files', () => {
	for (const [link, reason] of [
		[{kind: 'live', role: 'view'}, /only look/],
		[{kind: 'file', path: '/runs/x'}, /read from its files/],
		[{kind: 'lost', why: 'EOF', mend: 'trying again'}, /^EOF: trying again$/],
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

test('a trial by hand is checked before it is queued', () => {
	const hands = createHands();
	hands.press('n', ...'size=4', 'enter');
	const {mode} = hands.ui();
	assert.ok(mode.kind === 'field' && /no parameter is called size/.test(mode.error));
	hands.press('ctrl+u', ...'n=63', 'space', ..."type='half'", 'enter');
	const typed = hands.ui().mode;
	assert.ok(typed.kind === 'field' && /n cannot be "63": one of 64/.test(typed.error), 'what was typed stays');
	assert.equal(typed.input.text, "n=63 type='half'");
	hands.press('ctrl+u', ...'n=64', 'space', ..."type='half'", 'space', ...'block=32', 'enter');
	assert.deepEqual(hands.asked, [
		{
			kind: 'command',
			command: {command: 'enqueue', params: {n: '64', type: 'half', block: '32'}},
			done: "queued: n=64 type='half' block=32",
		},
	]);
	hands.press('n', ...'nonsense', 'enter');
	const again = hands.ui().mode;
	assert.ok(again.kind === 'field' && /name=value/.test(again.error));
});

test('the palette finds every action by its name and runs it', () => {
	for (const binding of BINDINGS) assert.ok(paletteMatches(binding.id).includes(binding), binding.id);
	const hands = createHands();
	for (const [typed, id] of [
		['correlation', 'view-correlation'],
		['matrix', 'view-scatter-matrix'],
		['pause', 'pause'],
		['spread', 'view-distribution'],
	] as const)
		assert.equal(paletteMatches(typed)[0]?.id, id, typed);
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

test('what is still typed into a trial that has ended does nothing; a key that no text has leads back', () => {
	const hands = createHands({ui: {mode: {kind: 'ask', question: {kind: 'attach-ended', trial: 2}}}});
	hands.press(...'dqXpr', 'enter');
	assert.deepEqual(hands.asked, []);
	assert.match(hands.text().at(-2) ?? '', /^ #2 has ended: what is typed goes nowhere\./);
	hands.press('escape');
	assert.equal(hands.ui().mode.kind, 'browse');
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

test('a trial that is opened from a plot scrolls no table: the row of a plot is none of the leaderboard', () => {
	const hands = createHands({atMs: 600_000});
	hands.press(':', ...'view-timeline', 'enter', 'end');
	assert.ok(hands.context().cursorRow() > 20, 'a row far down');
	hands.press('enter');
	assert.deepEqual([hands.ui().view, hands.ui().top], ['trial', 0]);
	hands.press('2', 'end');
	assert.ok(hands.ui().top > 0, 'in a table it is scrolled to');
});
