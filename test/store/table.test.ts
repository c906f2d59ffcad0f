import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createSampleStore} from '../../source/store/samples.ts';
import {createScreenStore} from '../../source/store/screen-store.ts';
import {createRecording} from '../../source/store/recording.ts';
import {createModelSelector} from '../../source/store/screen-model.ts';
import type {Session} from '../../source/store/session.ts';
import {TABLE_CHOICE} from '../../source/store/table-choice.ts';
import {createTableSelector, type Table} from '../../source/store/table.ts';
import {createUiState, type UiState} from '../../source/store/ui-state.ts';
import {foldPlotSweep, type PlotTrial} from '../helpers/plot-sweep.ts';
import {eventsOf} from '../helpers/sample-sweep.ts';

const TRIALS: readonly PlotTrial[] = [
	{params: {opt: 'sgd', lr: 0.1, rounds: 8}, metrics: {acc: 0.5}},
	{params: {opt: 'adam', lr: 0.01, rounds: 8}, metrics: {acc: 0.9}, flags: ['THERM']},
	{params: {opt: 'adam', lr: 0.1, rounds: 8}, state: 'failed'},
	{params: {opt: 'sgd', lr: 0.001, rounds: 8}, metrics: {acc: 'NaN'}},
	{params: {opt: 'lamb', lr: 1, rounds: 8}, metrics: {acc: 0.7}},
];

const STATE = foldPlotSweep({
	parameters: [
		{name: 'opt', domain: {kind: 'choice', values: ['sgd', 'adam', 'lamb']}},
		{name: 'lr', domain: {kind: 'real', min: 0.001, max: 1, scale: 'log'}},
		{name: 'rounds', domain: {kind: 'constant', value: 8}},
	],
	metrics: [{name: 'acc'}],
	objectives: [{metric: 'acc', direction: 'maximize'}],
	trials: TRIALS,
});

function tableOf(ui: Partial<UiState> = {}): Table {
	return createTableSelector(() => 0)(STATE, {...createUiState(), ...ui});
}

test('the leaderboard begins with the best; what has no value stands last', () => {
	const table = tableOf();
	assert.deepEqual(table.order.slice(0, 3), [2, 5, 1]);
	assert.deepEqual(new Set(table.order.slice(3)), new Set([3, 4]));
	assert.deepEqual(table.sort, [{column: 'acc', descending: true}]);
});

test('missing values and NaN stand last in either direction', () => {
	const up = tableOf({table: {...TABLE_CHOICE, sort: [{column: 'acc', descending: false}]}}).order;
	const down = tableOf({table: {...TABLE_CHOICE, sort: [{column: 'acc', descending: true}]}}).order;
	assert.deepEqual(up.slice(0, 3), [1, 5, 2]);
	assert.deepEqual(down.slice(0, 3), [2, 5, 1]);
	assert.deepEqual(new Set(up.slice(3)), new Set([3, 4]));
	assert.deepEqual(new Set(down.slice(3)), new Set([3, 4]));
});

test('texts are sorted by code units, ties keep the order of the ranking', () => {
	assert.deepEqual(
		tableOf({table: {...TABLE_CHOICE, sort: [{column: 'opt', descending: false}]}}).order,
		[2, 3, 5, 1, 4],
	);
});

test('the filter language of the shell works here, and one that is being typed is seen at once', () => {
	assert.deepEqual(tableOf({filter: 'opt:adam'}).order, [2, 3]);
	assert.deepEqual(tableOf({filter: 'lr>=0.1 -state:failed'}).order, [5, 1]);
	assert.deepEqual(tableOf({filter: 'therm'}).order, [2]);
	const typing = {kind: 'field', field: 'filter', input: {text: 'opt:lamb', caret: 8}, error: ''} as const;
	assert.deepEqual(tableOf({mode: typing}).order, [5]);
	assert.equal(tableOf({filter: 'opt:adam'}).total, 5);
});

test('a filter that cannot be read leaves every row', () => {
	assert.equal(tableOf({filter: 'lr >= ('}).order.length, 5);
});

test('constants are hidden until they are asked for; unchanged columns can be hidden', () => {
	const ids = (table: Table): readonly string[] => table.columns.map(column => column.id);
	assert.ok(!ids(tableOf()).includes('rounds'));
	assert.ok(ids(tableOf({hiddenColumns: new Set(['rounds'])})).includes('rounds'));
	assert.ok(!ids(tableOf({hiddenColumns: new Set(['rounds']), hideUnchanged: true})).includes('rounds'));
	assert.ok(!ids(tableOf({hiddenColumns: new Set(['lr'])})).includes('lr'));
	assert.deepEqual(ids(tableOf()).slice(0, 2), ['trial', 'acc']);
	assert.equal(ids(tableOf()).at(-1), 'flags');
});

test('nothing is computed again while nothing changed', () => {
	const select = createTableSelector(() => 0);
	const ui = createUiState();
	const first = select(STATE, ui);
	assert.equal(select({...STATE, version: STATE.version + 1}, {...ui, message: undefined}), first);
	assert.notEqual(select(STATE, {...ui, table: {...TABLE_CHOICE, sort: [{column: 'lr', descending: true}]}}), first);
});

test('a table that takes long to rank is ranked again only after it has rested', () => {
	let now = 0;
	// Each reading of the clock takes 50 ms: so does each ranking.
	const select = createTableSelector(() => (now += 50));
	const ui = createUiState();
	const running = {...STATE, phase: 'running'} as const;
	const first = select(running, ui);
	const changed = {...running, counts: {...STATE.counts}};
	assert.equal(select(changed, ui).ranking, first.ranking);
	now += 1000;
	assert.notEqual(select(changed, ui).ranking, first.ranking);
});

test('a step in a replay is ranked at once: no frame would mend it later', () => {
	let now = 0;
	const select = createTableSelector(() => (now += 50));
	const recording = createRecording(eventsOf([{type: 'notice', level: 'info', text: '', about: ''}]));
	assert.ok(recording !== undefined);
	const replay = {kind: 'replay', recording, atMs: 0, playing: false, speed: 1} as const;
	const running = {...STATE, phase: 'running'} as const;
	const changed = {...running, counts: {...STATE.counts}};
	const step = {...createUiState(), mode: replay};
	assert.notEqual(select(running, step).ranking, select(changed, step).ranking);
	const playing = {...step, mode: {...replay, playing: true}};
	assert.equal(select(running, playing).ranking, select(changed, playing).ranking);
});

test('a frozen screen keeps the world as it was and the keys of the person', () => {
	let state = STATE;
	const samples = createSampleStore();
	const session: Session = {
		runDirectory: '',
		state: () => state,
		samples: () => samples,
		terminal: () => undefined,
		outputOf: () => Promise.resolve(undefined),
		link: () => ({kind: 'live', role: 'control'}),
		nowMonoMs: () => 0,
		subscribe: () => () => undefined,
		command: () => Promise.resolve({ok: true, text: ''}),
		watch: () => undefined,
		typeInto: () => undefined,
		close: () => undefined,
	};
	const size = {columns: 80, rows: 24};
	const store = createScreenStore({session, select: createModelSelector(() => 0), ui: createUiState(), size});
	store.dispatch([{kind: 'toggle-frozen'}]);
	const frozen = store.frame();
	state = {...STATE, phase: 'paused'};
	store.refresh();
	assert.equal(store.frame(), frozen);
	store.dispatch([{kind: 'open-view', view: 'trial'}]);
	assert.equal(store.frame().model.ui.view, 'trial');
	assert.equal(store.frame().model.state.phase, STATE.phase);
	store.dispatch([{kind: 'toggle-frozen'}]);
	assert.equal(store.frame().model.state.phase, 'paused');
});
