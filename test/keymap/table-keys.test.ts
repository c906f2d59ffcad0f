import assert from 'node:assert/strict';
import {test} from 'node:test';
import {layColumn} from '../../components/panes/column-writer.ts';
import {PLOT_IDS} from '../../source/domain/view/view-table.ts';
import {tableColumns} from '../../source/store/table-columns.ts';
import {formatSort} from '../../source/store/table-choice.ts';
import {createHands, type Hands} from '../helpers/screen-hands.ts';

/** A finished demo that carries out commands. */
function createTableHands({size = {columns: 80, rows: 24}} = {}): Hands {
	return createHands({view: 'leaderboard', atMs: 600_000, size, obeys: true});
}

function heading(hands: Hands): string {
	return hands.text().find(line => line.includes('#')) ?? '';
}

function chooseColumn(hands: Hands, id: string): void {
	hands.press('c');
	const {mode} = hands.ui();
	assert.ok(mode.kind === 'pick');
	hands.press(...Array.from({length: mode.options.indexOf(id)}, () => 'down'));
}

test('s sorts by several columns; the heading shows their places', () => {
	const hands = createTableHands({size: {columns: 120, rows: 30}});
	hands.press(':', ...'sort-by', 'enter', 'ctrl+u', ...'type,-n', 'enter');
	assert.equal(formatSort(hands.ui().table.sort), 'type,-n');
	assert.match(heading(hands), /type▲1 +n▼2/);
	const first = hands.model().state.trials[(hands.model().table.order[0] ?? 0) - 1];
	assert.deepEqual([first?.params['type'], first?.params['n']], ['double', 2048]);
	hands.press('s', 'down', 'down', 'space', 'escape');
	assert.equal(hands.ui().table.sort.length, 3);
	hands.press(
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
	hands.press(':', ...'sort-by', 'enter', 'ctrl+u', ...'nothing', 'enter');
	const {mode} = hands.ui();
	assert.ok(mode.kind === 'field' && /no column is called nothing/.test(mode.error));
});

test('enter on one of several columns ends the list and keeps their order', () => {
	const hands = createTableHands();
	hands.press(':', ...'sort-by', 'enter', 'ctrl+u', ...'trial,-n', 'enter');
	assert.match(heading(hands), /#▲1 .* n▼2/, 'a heading makes room for its mark');
	hands.press('s');
	const {mode} = hands.ui();
	assert.ok(mode.kind === 'pick');
	const down = Array.from({length: mode.options.indexOf('n') - mode.selected}, () => 'down');
	hands.press(...down, 'enter');
	assert.equal(hands.ui().mode.kind, 'browse');
	assert.equal(formatSort(hands.ui().table.sort), 'trial,-n');
	const up = Array.from({length: mode.options.indexOf('n') - mode.options.indexOf('type')}, () => 'up');
	hands.press('s', ...down, ...up, 'enter');
	assert.match(formatSort(hands.ui().table.sort), /^-?type$/, 'another one stands alone');
});

test('the foot names more keys where there is room, and none of them displaces another', () => {
	const foot = (hands: Hands): string => hands.text().at(-1) ?? '';
	assert.doesNotMatch(foot(createTableHands()), /tag|hide/);
	const wide = createTableHands({size: {columns: 200, rows: 50}});
	assert.match(foot(wide), /c columns .*d detach +q quit +space mark +u hide unchanged .*T tag +N note/);
	assert.doesNotMatch(foot(wide), /C compare/, 'a key that cannot be used yet');
	wide.press('space', 'space');
	assert.match(foot(wide), /C compare/);
});

test('l scrolls to columns that found no room, the first one stays; h comes back', () => {
	const hands = createTableHands();
	const before = heading(hands);
	assert.match(before, / \+\d+/);
	assert.ok(!before.includes('energy'));
	for (let press = 0; press < 5; press += 1) hands.press('l');
	assert.match(heading(hands), /^ +# ‹.*energy/);
	assert.ok(!heading(hands).includes('FLOP/J'));
	for (let press = 0; press < 20; press += 1) hands.press('l');
	assert.match(hands.ui().message?.text ?? '', /no column is further/);
	for (let press = 0; press < 20; press += 1) hands.press('h');
	assert.equal(heading(hands), before);
});

test('columns are moved, frozen, given a bar, a range and digits', () => {
	const hands = createTableHands({size: {columns: 120, rows: 30}});
	chooseColumn(hands, 'latency');
	hands.press('K', 'K', 'f', 'b', 'b', 'escape');
	assert.match(heading(hands), /^ +# +latency ms +/);
	assert.equal(hands.ui().table.frozen, 2);
	assert.equal(hands.ui().table.columns.get('latency')?.style, 'gradient');
	chooseColumn(hands, 'latency');
	hands.press('d', ...'.3f', 'enter');
	assert.ok(hands.text().some(line => / 2\.500 /.test(line)));
	chooseColumn(hands, 'latency');
	hands.press('r', ...'5', 'space', ...'1', 'enter');
	const {mode} = hands.ui();
	assert.ok(mode.kind === 'field' && /larger one/.test(mode.error));
	hands.press('ctrl+u', ...'latency', 'space', '0', 'space', ...'20', 'enter');
	assert.deepEqual(hands.ui().table.columns.get('latency')?.range, {low: 0, high: 20});
});

test('. shows values as they were reported', () => {
	const hands = createTableHands({size: {columns: 120, rows: 30}});
	assert.match(heading(hands), /GFLOP\/s/);
	hands.press('.');
	assert.match(heading(hands), / FLOP\/J/);
	assert.ok(hands.text().some(line => /\d{9}/.test(line)));
});

test('f hides flagged trials by a filter, and takes its clause out again', () => {
	const hands = createTableHands();
	const all = hands.model().table.order.length;
	const flagged = hands.model().state.trials.filter(trial => (trial?.flags.length ?? 0) > 0).length;
	assert.ok(flagged > 0);
	hands.press('/', ...'n>=64|n<64', 'enter', 'f');
	assert.equal(hands.model().table.order.length, all - flagged);
	assert.match(hands.text().at(-2) ?? '', new RegExp(`\\[${all - flagged}/${all}\\]`));
	hands.press('f');
	assert.equal(hands.model().table.order.length, all);
});

test('a filter shows its matches, and its mistake, while it is typed', () => {
	const hands = createTableHands();
	hands.press('/', ...'type:half');
	assert.match(hands.text().at(-2) ?? '', /filter: type:half +\[\d+\/51\]/);
	hands.press('space', ...'n>');
	assert.match(hands.text().at(-2) ?? '', /ends too early|expected/);
	hands.press('enter');
	assert.equal(hands.ui().mode.kind, 'field');
});

test('T tags and N notes the marked trials; the table shows both and the filter finds them', () => {
	const hands = createTableHands({size: {columns: 200, rows: 30}});
	hands.press('space', 'space', 'T', ...'night', 'space', ...'gpu', 'enter');
	hands.press(':', ...'clear-marks', 'enter', 'home', 'N', ...'fan', 'space', ...'off', 'enter');
	assert.match(heading(hands), /tags +note/);
	assert.equal(hands.text().filter(line => line.includes('night gpu')).length, 2);
	assert.equal(hands.text().filter(line => line.includes('fan off')).length, 1);
	hands.press('/', ...'tag:night', 'space', ...'-has:note', 'enter');
	assert.equal(hands.model().table.order.length, 1);
	hands.press('T', ...'-night', 'enter');
	assert.equal(hands.model().table.order.length, 0);
	assert.equal(hands.asked.filter(intent => intent.kind === 'command').length, 3);
});

test('C compares two to six marked trials and says so for others', () => {
	const hands = createTableHands();
	hands.press('space', 'C');
	assert.match(hands.ui().message?.text ?? '', /mark 2 to 6 trials/);
	hands.press('space', 'C');
	assert.equal(hands.ui().view, 'compare');
	assert.ok(hands.text().some(line => /×0\.\d\d/.test(line)));
	hands.press('escape');
	assert.equal(hands.ui().view, 'leaderboard');
});

test('/ finds a text in the output of a trial; n and N go round its places', () => {
	const hands = createTableHands();
	const lines = Array.from({length: 200}, (_, index) => (index % 50 === 0 ? `Mark ${index}` : `line ${index}`));
	hands.press('enter', 'enter');
	hands.show(lines);
	hands.press('/', ...'mark', 'enter');
	assert.match(hands.ui().message?.text ?? '', /4 of 4/);
	assert.ok(hands.text().some(line => line.includes('Mark 150')));
	hands.press('N');
	assert.ok(hands.text().some(line => line.includes('Mark 100')));
	hands.press('n', 'n');
	assert.ok(hands.text().some(line => line.includes('Mark 0')));
	hands.press('/', 'ctrl+u', ...'nowhere', 'enter');
	assert.match(hands.ui().message?.text ?? '', /not in this output/);
});

test('a / in the palette is the filter, from any view, seen as it is typed', () => {
	const hands = createTableHands();
	hands.press('3', ':', ...'/type:half');
	assert.match(hands.text().at(-2) ?? '', /: \/type:half +\[\d+\/51\]/);
	hands.press('enter');
	assert.deepEqual([hands.ui().view, hands.ui().filter], ['leaderboard', 'type:half']);
	hands.press(':', ...'/nothing:1', 'enter');
	assert.match(hands.ui().message?.text ?? '', /no column is called nothing/);
	assert.equal(hands.ui().filter, 'type:half');
});

test('a plot shows the trials that pass the filter, keeps its marks, and says when none does', () => {
	const hands = createHands({view: 'parallel', atMs: 600_000, size: {columns: 120, rows: 30}});
	const shown = (): number => {
		const [, best, others] = /best tenth (\d+) .*others (\d+)/.exec(hands.text().join('\n')) ?? [];
		return Number(best) + Number(others);
	};
	const all = shown();
	hands.press('/', ...'type:half', 'enter');
	assert.equal(hands.ui().view, 'parallel');
	const half = hands
		.model()
		.state.trials.filter(trial => trial?.params['type'] === 'half' && trial.state === 'complete');
	assert.ok(half.length > 0 && half.length < all);
	assert.equal(shown(), half.length);
	for (const view of PLOT_IDS) {
		hands.press(':', ...`view-${view}`, 'enter', '/', 'ctrl+u', ...'n>9999', 'enter');
		assert.ok(
			hands.text().some(line => line.includes('none of 51 trials fits this filter')),
			view,
		);
	}
	hands.press('escape');
	assert.equal(hands.ui().filter, '');
});

test('the mark of the person and that of the best trial stand side by side', () => {
	const hands = createTableHands();
	hands.press('home', 'space', 'home');
	const {best} = hands.model().table.ranking;
	assert.ok(hands.text().some(line => line.startsWith(`▌*★${best}`) || line.startsWith(`▌*★ ${best}`)));
});

test('numbers of a column stand with their decimal points below each other', () => {
	const hands = createTableHands({size: {columns: 200, rows: 50}});
	const {trials} = hands.model().state;
	const column = tableColumns(hands.model().state).find(({id}) => id === 'latency');
	assert.ok(column !== undefined);
	const base = trials.flatMap(trial => trial ?? []).slice(0, 6);
	const values = [12_345.6, 3.21, 0.0042, 7, 120, 0.5];
	const sample = base.map((trial, index) => ({...trial, metrics: {...trial.metrics, latency: values[index] ?? 0}}));
	const laid = layColumn(column, {
		sample,
		standing: hands.model().state,
		ranking: {tied: new Set(), diverged: new Set()},
		units: [],
		glyphs: 'unicode',
		raw: false,
		choice: undefined,
		markColumns: 0,
	});
	const texts = sample.map(laid.text).map(text => text.padStart(laid.width));
	const points = texts.flatMap(text => (text.includes('.') ? [text.indexOf('.')] : []));
	assert.ok(points.length > 2);
	assert.equal(new Set(points).size, 1, texts.join('|'));
	const [point = 0] = points;
	for (const text of texts) if (!text.includes('.')) assert.match(text.slice(point - 1), /^\d *$/);
});

test('a key that an open list does not know says which ones it does; the list says how long it is', () => {
	const hands = createTableHands();
	hands.press('c', 'Q');
	assert.match(hands.ui().message?.text ?? '', /^Q does nothing here: .*show.*J K move.*esc close/);
	assert.match(hands.text().at(-1) ?? '', /does nothing here/);
	assert.match(hands.text().at(-2) ?? '', /columns +1 of \d+/);
	hands.press('down');
	assert.equal(hands.ui().message, undefined);
});

test('backspace in the list of columns gives them back as they were', () => {
	const hands = createTableHands({size: {columns: 120, rows: 30}});
	const before = heading(hands);
	chooseColumn(hands, 'latency');
	hands.press('K', 'K', 'b', 'space', 'escape');
	assert.notEqual(heading(hands), before);
	hands.press('c', 'backspace');
	assert.equal(heading(hands), before);
	assert.equal(hands.ui().mode.kind, 'browse');
});

test('a text that goes on says how much of it follows', () => {
	const hands = createHands({view: 'help'});
	const more = (): number => Number(/… (\d+) more: j/.exec(hands.text().join('\n'))?.[1] ?? 0);
	const first = more();
	assert.ok(first > 5);
	hands.press('j');
	assert.equal(more(), first - 1);
	hands.press('end');
	assert.equal(more(), 0);
});
