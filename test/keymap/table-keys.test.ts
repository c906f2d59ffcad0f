import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Drawing} from '../../components/context.ts';
import {drawFrame} from '../../components/frame.ts';
import {createKeyContext} from '../../components/key-context.ts';
import {createTableMemory} from '../../components/panes/table-layout.ts';
import {createPictureMemory} from '../../components/picture-memory.ts';
import {createPlotSelectors} from '../../components/plot-selectors.ts';
import {dispatch} from '../../source/keymap/dispatch.ts';
import {createDemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import type {Intent} from '../../source/store/intent.ts';
import {reduceUi} from '../../source/store/reduce-ui.ts';
import {createModelSelector} from '../../source/store/screen-model.ts';
import type {Session} from '../../source/store/session.ts';
import {formatSort} from '../../source/store/table-choice.ts';
import {createUiState} from '../../source/store/ui-state.ts';

/** A finished demo on a screen without a terminal; commands are kept, or carried out by the demo. */
function createHands({size = {columns: 80, rows: 24}, atMs = 600_000} = {}) {
	const world = createDemoWorld({seed: 1});
	world.advanceTo(atMs);
	const demo = createDemoSession(world, '/runs/x');
	const session: Session = {...demo, link: () => ({kind: 'live', role: 'control'})};
	const select = createModelSelector(() => 0);
	const drawing: Drawing = {
		glyphs: 'unicode',
		scale: undefined,
		abilities: {export: false, copy: false},
		plots: createPlotSelectors(),
		tables: createTableMemory(),
		pictures: createPictureMemory(),
	};
	let ui = createUiState('leaderboard');
	const asked: Intent[] = [];
	return {
		press: async (...strokes: readonly string[]): Promise<void> => {
			for (const stroke of strokes) {
				for (const intent of dispatch(stroke, createKeyContext(select(session, ui), drawing, size))) {
					if (intent.kind === 'ui') ui = reduceUi(ui, intent.action);
					else asked.push(intent);
					if (intent.kind === 'command') await session.command(intent.command);
				}
			}
		},
		ui: () => ui,
		/** Loads an output of the selected trial. */
		show: (lines: readonly string[]): void => {
			const trial = select(session, ui).selected?.trial ?? 0;
			ui = reduceUi(ui, {kind: 'output-loaded', output: {trial, execution: 1, lines}});
		},
		asked,
		model: () => select(session, ui),
		text: (): readonly string[] =>
			drawFrame(select(session, ui), drawing, size).map(line => line.map(part => part.text).join('')),
	};
}

type Hands = ReturnType<typeof createHands>;

function heading(hands: Hands): string {
	return hands.text().find(line => line.includes('#')) ?? '';
}

async function chooseColumn(hands: Hands, id: string): Promise<void> {
	await hands.press('c');
	const {mode} = hands.ui();
	assert.ok(mode.kind === 'pick');
	await hands.press(...Array.from({length: mode.options.indexOf(id)}, () => 'down'));
}

test('s sorts by several columns; the heading shows their places', async () => {
	const hands = createHands({size: {columns: 120, rows: 30}});
	await hands.press(':', ...'sort-by', 'enter', 'ctrl+u', ...'type,-n', 'enter');
	assert.equal(formatSort(hands.ui().table.sort), 'type,-n');
	assert.match(heading(hands), /type▲1 +n▼2/);
	const first = hands.model().state.trials[(hands.model().table.order[0] ?? 0) - 1];
	assert.deepEqual([first?.params['type'], first?.params['n']], ['double', 2048]);
	await hands.press('s', 'down', 'down', 'space', 'escape');
	assert.equal(hands.ui().table.sort.length, 3);
	await hands.press(
		's',
		'home',
		...Array.from({length: 9}, () => 'k'),
		'enter',
		's',
		'down',
		'down',
		'down',
		'space',
		'escape',
	);
	assert.match(formatSort(hands.ui().table.sort), /^-flops_per_watt,-\w+$/, 'a key is added to the objective');
	await hands.press(':', ...'sort-by', 'enter', 'ctrl+u', ...'nothing', 'enter');
	const {mode} = hands.ui();
	assert.ok(mode.kind === 'field' && /no column is called nothing/.test(mode.error));
});

test('enter on one of several columns ends the list and keeps their order', async () => {
	const hands = createHands();
	await hands.press(':', ...'sort-by', 'enter', 'ctrl+u', ...'trial,-n', 'enter');
	assert.match(heading(hands), /#▲1 .* n▼2/, 'a heading makes room for its mark');
	await hands.press('s');
	const {mode} = hands.ui();
	assert.ok(mode.kind === 'pick');
	const down = Array.from({length: mode.options.indexOf('n') - mode.selected}, () => 'down');
	await hands.press(...down, 'enter');
	assert.equal(hands.ui().mode.kind, 'browse');
	assert.equal(formatSort(hands.ui().table.sort), 'trial,-n');
	const up = Array.from({length: mode.options.indexOf('n') - mode.options.indexOf('type')}, () => 'up');
	await hands.press('s', ...down, ...up, 'enter');
	assert.match(formatSort(hands.ui().table.sort), /^-?type$/, 'another one stands alone');
});

test('the foot names more keys where there is room, and none of them displaces another', async () => {
	const foot = (hands: Hands): string => hands.text().at(-1) ?? '';
	assert.doesNotMatch(foot(createHands()), /tag|hide/);
	const wide = createHands({size: {columns: 200, rows: 50}});
	assert.match(foot(wide), /c columns .*d detach +q quit +space mark +u hide unchanged .*T tag +N note/);
	assert.doesNotMatch(foot(wide), /C compare/, 'a key that cannot be used yet');
	await wide.press('space', 'space');
	assert.match(foot(wide), /C compare/);
});

test('l scrolls to columns that found no room, the first one stays; h comes back', async () => {
	const hands = createHands();
	const before = heading(hands);
	assert.match(before, / \+\d+/);
	assert.ok(!before.includes('energy'));
	for (let press = 0; press < 5; press += 1) await hands.press('l');
	assert.match(heading(hands), /^ +# ‹.*energy/);
	assert.ok(!heading(hands).includes('FLOP/J'));
	for (let press = 0; press < 20; press += 1) await hands.press('l');
	assert.match(hands.ui().message?.text ?? '', /no column is further/);
	for (let press = 0; press < 20; press += 1) await hands.press('h');
	assert.equal(heading(hands), before);
});

test('columns are moved, frozen, given a bar, a range and digits', async () => {
	const hands = createHands({size: {columns: 120, rows: 30}});
	await chooseColumn(hands, 'latency');
	await hands.press('K', 'K', 'f', 'b', 'b', 'escape');
	assert.match(heading(hands), /^ +# +latency ms +/);
	assert.equal(hands.ui().table.frozen, 2);
	assert.equal(hands.ui().table.columns.get('latency')?.style, 'gradient');
	await chooseColumn(hands, 'latency');
	await hands.press('d', ...'.3f', 'enter');
	assert.ok(hands.text().some(line => / 2\.500 /.test(line)));
	await chooseColumn(hands, 'latency');
	await hands.press('r', ...'5', 'space', ...'1', 'enter');
	const {mode} = hands.ui();
	assert.ok(mode.kind === 'field' && /larger one/.test(mode.error));
	await hands.press('ctrl+u', ...'latency', 'space', '0', 'space', ...'20', 'enter');
	assert.deepEqual(hands.ui().table.columns.get('latency')?.range, {low: 0, high: 20});
});

test('. shows values as they were reported', async () => {
	const hands = createHands({size: {columns: 120, rows: 30}});
	assert.match(heading(hands), /GFLOP\/s/);
	await hands.press('.');
	assert.match(heading(hands), / FLOP\/J/);
	assert.ok(hands.text().some(line => /\d{9}/.test(line)));
});

test('f hides flagged trials by a filter, and takes its clause out again', async () => {
	const hands = createHands();
	const all = hands.model().table.order.length;
	const flagged = hands.model().state.trials.filter(trial => (trial?.flags.length ?? 0) > 0).length;
	assert.ok(flagged > 0);
	await hands.press('/', ...'n>=64|n<64', 'enter', 'f');
	assert.equal(hands.model().table.order.length, all - flagged);
	assert.match(hands.text().at(-2) ?? '', new RegExp(`\\[${all - flagged}/${all}\\]`));
	await hands.press('f');
	assert.equal(hands.model().table.order.length, all);
});

test('a filter shows its matches, and its mistake, while it is typed', async () => {
	const hands = createHands();
	await hands.press('/', ...'type:half');
	assert.match(hands.text().at(-2) ?? '', /filter: type:half +\[\d+\/51\]/);
	await hands.press('space', ...'n>');
	assert.match(hands.text().at(-2) ?? '', /ends too early|expected/);
	await hands.press('enter');
	assert.equal(hands.ui().mode.kind, 'field');
});

test('T tags and N notes the marked trials; the table shows both and the filter finds them', async () => {
	const hands = createHands({size: {columns: 200, rows: 30}});
	await hands.press('space', 'space', 'T', ...'night', 'space', ...'gpu', 'enter');
	await hands.press(':', ...'clear-marks', 'enter', 'home', 'N', ...'fan', 'space', ...'off', 'enter');
	assert.match(heading(hands), /tags +note/);
	assert.equal(hands.text().filter(line => line.includes('night gpu')).length, 2);
	assert.equal(hands.text().filter(line => line.includes('fan off')).length, 1);
	await hands.press('/', ...'tag:night', 'space', ...'-has:note', 'enter');
	assert.equal(hands.model().table.order.length, 1);
	await hands.press('T', ...'-night', 'enter');
	assert.equal(hands.model().table.order.length, 0);
	assert.equal(hands.asked.filter(intent => intent.kind === 'command').length, 3);
});

test('C compares two to six marked trials and says so for others', async () => {
	const hands = createHands();
	await hands.press('space', 'C');
	assert.match(hands.ui().message?.text ?? '', /mark 2 to 6 trials/);
	await hands.press('space', 'C');
	assert.equal(hands.ui().view, 'compare');
	assert.ok(hands.text().some(line => /×0\.\d\d/.test(line)));
	await hands.press('escape');
	assert.equal(hands.ui().view, 'leaderboard');
});

test('/ finds a text in the output of a trial; n and N go round its places', async () => {
	const hands = createHands();
	const lines = Array.from({length: 200}, (_, index) => (index % 50 === 0 ? `Mark ${index}` : `line ${index}`));
	await hands.press('enter', 'enter');
	hands.show(lines);
	await hands.press('/', ...'mark', 'enter');
	assert.match(hands.ui().message?.text ?? '', /4 of 4/);
	assert.ok(hands.text().some(line => line.includes('Mark 150')));
	await hands.press('N');
	assert.ok(hands.text().some(line => line.includes('Mark 100')));
	await hands.press('n', 'n');
	assert.ok(hands.text().some(line => line.includes('Mark 0')));
	await hands.press('/', 'ctrl+u', ...'nowhere', 'enter');
	assert.match(hands.ui().message?.text ?? '', /not in this output/);
});

test('a / in the palette is the filter, from any view, seen as it is typed', async () => {
	const hands = createHands();
	await hands.press('4', ':', ...'/type:half');
	assert.match(hands.text().at(-2) ?? '', /: \/type:half +\[\d+\/51\]/);
	await hands.press('enter');
	assert.deepEqual([hands.ui().view, hands.ui().filter], ['leaderboard', 'type:half']);
	await hands.press(':', ...'/nothing:1', 'enter');
	assert.match(hands.ui().message?.text ?? '', /no column is called nothing/);
	assert.equal(hands.ui().filter, 'type:half');
});
