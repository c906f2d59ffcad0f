import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Drawing} from '../../components/context.ts';
import {borderAt, boxFrame, clickFrame, drawFrame, wheelFrame} from '../../components/frame.ts';
import {createKeyContext} from '../../components/key-context.ts';
import {dragBorder} from '../../components/pane-borders.ts';
import {createDrawingMemory} from '../../components/drawing-memory.ts';
import {createScreenHands} from '../../source/commands/screen/screen-hands.ts';
import {textOf} from '../../source/plot/cells.ts';
import {createDemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import {createModelSelector} from '../../source/store/screen-model.ts';
import {createScreenStore} from '../../source/store/screen-store.ts';
import {createUiState, type UiState} from '../../source/store/ui-state.ts';

/** Hands on a store of the demo. */
function createBench(view: UiState['view'], atMs = 63_000) {
	const world = createDemoWorld({seed: 1});
	world.advanceTo(atMs);
	const session = createDemoSession(world, '/runs/gemm-1');
	const size = {columns: 80, rows: 30};
	const store = createScreenStore({session, select: createModelSelector(() => 0), ui: createUiState(view), size});
	const drawing: Drawing = {
		glyphs: 'unicode',
		scale: undefined,
		abilities: {export: false, copy: false},
		...createDrawingMemory(),
	};
	const nothing = (): void => undefined;
	const hands = createScreenHands(store, {
		drawing,
		parts: {keyContext: createKeyContext, clickFrame, wheelFrame, boxFrame, borderAt, dragBorder},
		targets: {
			store,
			session,
			leave: nothing,
			suspend: nothing,
			redraw: nothing,
			copy: nothing,
			changeSetting: async () => '',
			exportRun: undefined,
		},
	});
	const ui = (): UiState => store.frame().model.ui;
	const lines = (): readonly string[] => drawFrame(store.frame().model, drawing, size).map(textOf);
	return {hands, ui, rule: () => lines().findIndex(line => line.startsWith(' ── #'))};
}

test('a border is held from the press to the release, and drags nothing after', () => {
	const {hands, rule, ui} = createBench('overview');
	const first = rule();
	assert.ok(first > 10);
	hands.onMouse({kind: 'drag', column: 4, row: first - 3});
	assert.equal(rule(), first, 'nothing is held yet');
	hands.onMouse({kind: 'press', column: 4, row: first});
	assert.equal(ui().cursor, undefined, 'the press on a border is no click');
	hands.onMouse({kind: 'drag', column: 70, row: first - 2});
	hands.onMouse({kind: 'drag', column: 4, row: first - 3});
	assert.equal(rule(), first - 3);
	hands.onMouse({kind: 'release', column: 4, row: first - 3});
	hands.onMouse({kind: 'drag', column: 4, row: first});
	assert.equal(rule(), first - 3);
});

test('a press elsewhere is a click, and lets go of what was held', () => {
	const {hands, rule, ui} = createBench('overview');
	const first = rule();
	hands.onMouse({kind: 'press', column: 4, row: first});
	hands.onMouse({kind: 'press', column: 4, row: 10});
	assert.notEqual(ui().cursor, undefined);
	hands.onMouse({kind: 'drag', column: 4, row: first - 3});
	assert.equal(rule(), first);
});

test('the wheel steps the slices of a heatmap and the rows of a table', () => {
	const heatmap = createBench('heatmap', 600_000);
	heatmap.hands.onMouse({kind: 'wheel-down', column: 10, row: 10});
	assert.deepEqual(heatmap.ui().plots.heatmap?.fix, {block: '16'});
	heatmap.hands.onMouse({kind: 'wheel-up', column: 10, row: 10});
	assert.deepEqual(heatmap.ui().plots.heatmap?.fix, {});
	const table = createBench('leaderboard', 600_000);
	table.hands.onMouse({kind: 'wheel-down', column: 10, row: 10});
	const third = table.ui().cursor;
	assert.notEqual(third, undefined);
	table.hands.onMouse({kind: 'wheel-up', column: 10, row: 10});
	assert.notEqual(table.ui().cursor, third);
});

test('the wheel zooms a scatter where it points; a box drawn over it is what is looked at', () => {
	const {hands, ui} = createBench('scatter', 600_000);
	hands.onMouse({kind: 'wheel-up', column: 20, row: 20});
	const near = ui().plots.scatter?.zoom;
	hands.onMouse({kind: 'wheel-down', column: 20, row: 20});
	assert.equal(ui().plots.scatter?.zoom, undefined);
	hands.onMouse({kind: 'wheel-up', column: 70, row: 6});
	const far = ui().plots.scatter?.zoom;
	assert.ok(near?.y !== undefined && far?.y !== undefined);
	assert.ok(far.y.low > near.y.low, 'what is higher up lies above');
	hands.onMouse({kind: 'wheel-down', column: 70, row: 6});
	hands.onMouse({kind: 'press', column: 20, row: 8});
	hands.onMouse({kind: 'drag', column: 40, row: 16});
	assert.match(ui().message?.text ?? '', /^let go to look at /);
	hands.onMouse({kind: 'release', column: 40, row: 16});
	assert.ok(ui().plots.scatter?.zoom !== undefined);
	assert.equal(ui().message, undefined);
});
