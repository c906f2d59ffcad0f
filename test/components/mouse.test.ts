import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Drawing} from '../../components/context.ts';
import {borderAt, clickFrame, drawFrame} from '../../components/frame.ts';
import {createKeyContext} from '../../components/key-context.ts';
import {dragBorder} from '../../components/pane-borders.ts';
import {createDrawingMemory} from '../../components/drawing-memory.ts';
import {wheelStrokes} from '../../source/keymap/wheel.ts';
import {textOf} from '../../source/plot/cells.ts';
import {createDemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import {reduceUi} from '../../source/store/reduce-ui.ts';
import {createModelSelector} from '../../source/store/screen-model.ts';
import {createUiState, type UiState} from '../../source/store/ui-state.ts';

type Size = {readonly columns: number; readonly rows: number};

/** A screen of the demo that is clicked at and dragged. */
function createScreen(first: UiState, size: Size, atMs = 63_000) {
	const world = createDemoWorld({seed: 1});
	world.advanceTo(atMs);
	const session = createDemoSession(world, '/runs/gemm-1');
	const select = createModelSelector(() => 0);
	const drawing: Drawing = {
		glyphs: 'unicode',
		scale: undefined,
		abilities: {export: true, copy: false},
		...createDrawingMemory(),
	};
	let ui = first;
	const fold = (intents: ReturnType<typeof clickFrame>): void => {
		for (const intent of intents) if (intent.kind === 'ui') ui = reduceUi(ui, intent.action);
	};
	const model = () => select(session, ui);
	return {
		ui: () => ui,
		lines: () => drawFrame(model(), drawing, size).map(textOf),
		click: (column: number, row: number): void => fold(clickFrame(model(), drawing, size, {column, row})),
		border: (column: number, row: number) => borderAt(model(), drawing, size, {column, row}),
		drag: (from: {column: number; row: number}, to: {column: number; row: number}): void => {
			const border = borderAt(model(), drawing, size, from);
			assert.ok(border !== undefined, `no border at ${from.column}, ${from.row}`);
			fold(dragBorder(border, to));
		},
		focus: (): void => fold([{kind: 'ui', action: {kind: 'focus', pane: ui.focus === 'main' ? 'side' : 'main'}}]),
		wheel: (direction: 'wheel-up' | 'wheel-down') => wheelStrokes(direction, createKeyContext(model(), drawing, size)),
	};
}

const RULE = /^ ── #\d+/;

test('the border above the terminal follows the pointer, and tab sets it back', () => {
	const screen = createScreen(createUiState(), {columns: 80, rows: 30});
	const rule = (): number => screen.lines().findIndex(line => RULE.test(line));
	const first = rule();
	assert.equal(screen.border(5, first - 1), undefined, 'the table is no border');
	for (const row of [first - 4, first + 2, first]) {
		screen.drag({column: 5, row: rule()}, {column: 60, row});
		assert.equal(rule(), row);
	}
	screen.drag({column: 5, row: rule()}, {column: 5, row: 0});
	assert.ok(rule() > 8 && rule() < first, 'the table keeps some rows');
	screen.drag({column: 5, row: rule()}, {column: 5, row: 29});
	assert.ok(rule() > first && rule() < 26, 'and so does the terminal');
	screen.focus();
	screen.focus();
	assert.equal(rule(), first);
});

test('side by side, columns and the terminal are dragged apart', () => {
	const screen = createScreen(createUiState(), {columns: 200, rows: 50});
	const tableAt = (): number => screen.lines()[3]?.search(/# +MFLOP/) ?? -1;
	const ruleAt = (): {column: number; row: number} => {
		const row = screen.lines().findIndex(line => / ── #\d+/.test(line));
		return {column: screen.lines()[row]?.lastIndexOf(' ── #') ?? -1, row};
	};
	const before = tableAt();
	assert.ok(before > 40);
	const border = Array.from({length: 200}, (_, column) => column).find(
		column => screen.border(column, 20) !== undefined,
	);
	assert.ok(border !== undefined);
	screen.drag({column: border, row: 20}, {column: border + 10, row: 25});
	assert.equal(tableAt(), before + 10);
	const rule = ruleAt();
	assert.ok(rule.row > 0);
	screen.drag({column: rule.column + 20, row: rule.row}, {column: 0, row: rule.row - 6});
	assert.equal(ruleAt().row, rule.row - 6);
	screen.drag({column: rule.column - 1, row: 10}, {column: rule.column - 8, row: 10});
	assert.equal(ruleAt().column, rule.column - 7);
	for (const line of screen.lines()) assert.equal([...line].length, 200);
});

test('the border of the trial view is dragged; views without panes have none', () => {
	const screen = createScreen(createUiState('trial'), {columns: 80, rows: 30});
	const rule = screen.lines().findIndex(line => RULE.test(line));
	screen.drag({column: 0, row: rule}, {column: 0, row: rule - 5});
	assert.equal(
		screen.lines().findIndex(line => RULE.test(line)),
		rule - 5,
	);
	const plot = createScreen(createUiState('scatter'), {columns: 80, rows: 24});
	for (let row = 0; row < 24; row += 1) assert.equal(plot.border(10, row), undefined);
});

test('a click on a point puts the cursor on it, the second one opens it', () => {
	const screen = createScreen(createUiState('scatter'), {columns: 80, rows: 24}, 600_000);
	const row = screen.lines().findIndex((line, index) => index > 4 && line.includes('■'));
	const column = screen.lines()[row]?.indexOf('■') ?? -1;
	screen.click(column, row);
	const chosen = screen.ui().cursor;
	assert.ok(chosen !== undefined);
	assert.equal(screen.ui().view, 'scatter');
	assert.equal(screen.lines()[row]?.[column], '◎');
	assert.ok(screen.lines().some(line => line.startsWith(` #${chosen} `)));
	screen.click(column, row);
	assert.equal(screen.ui().view, 'trial');
});

test('the wheel moves rows, steps slices and zooms time', () => {
	const at = (view: UiState['view']): readonly string[] =>
		createScreen(createUiState(view), {columns: 80, rows: 24}).wheel('wheel-down');
	assert.deepEqual(at('overview'), ['down', 'down', 'down']);
	assert.deepEqual(at('heatmap'), [']']);
	assert.deepEqual(at('scatter'), ['down', 'down', 'down']);
	assert.deepEqual(at('timeline'), ['-']);
	const asking = createScreen(
		{...createUiState('heatmap'), mode: {kind: 'palette', input: {text: '', caret: 0}, selected: 0}},
		{columns: 80, rows: 24},
	);
	assert.deepEqual(asking.wheel('wheel-up'), ['up', 'up', 'up']);
});

test('a click on a heading sorts by its column, best first; the second one turns the order round', () => {
	for (const [view, size] of [
		['leaderboard', {columns: 80, rows: 24}],
		['overview', {columns: 80, rows: 24}],
		['overview', {columns: 200, rows: 50}],
	] as const) {
		const screen = createScreen(createUiState(view), size, 600_000);
		const headingRow = (): number => screen.lines().findIndex(line => /\s# +MFLOP/.test(line));
		const clickOn = (heading: string): void =>
			screen.click((screen.lines()[headingRow()]?.indexOf(heading) ?? -1) + 1, headingRow());
		clickOn('latency');
		assert.deepEqual(screen.ui().table.sort, [{column: 'latency', descending: true}], view);
		clickOn('latency');
		assert.deepEqual(screen.ui().table.sort, [{column: 'latency', descending: false}], view);
		// The table is in the order of its objective until another is chosen, so that the first click turns it round.
		clickOn('MFLOP');
		assert.deepEqual(screen.ui().table.sort, [{column: 'flops_per_watt', descending: true}], view);
		clickOn('type');
		assert.equal(screen.ui().table.sort[0]?.column, 'type');
		assert.equal(screen.ui().cursor, undefined, 'no trial is chosen');
	}
});

test('a click on the words about columns without room scrolls to them, on the sign before them back', () => {
	const screen = createScreen(createUiState('leaderboard'), {columns: 60, rows: 24}, 600_000);
	const heading = (): string => screen.lines()[2] ?? '';
	assert.match(heading(), /\+\d( cols?)? ›$/);
	screen.click(59, 2);
	assert.equal(screen.ui().table.scrolled, 1);
	screen.click(heading().indexOf('‹'), 2);
	assert.equal(screen.ui().table.scrolled, 0);
});
