import assert from 'node:assert/strict';
import {test} from 'node:test';
import {layoutTable} from '../../components/panes/table-layout.ts';
import {createDemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import {createModelSelector} from '../../source/store/screen-model.ts';
import {TABLE_CHOICE, type TableChoice} from '../../source/store/table-choice.ts';
import {createUiState} from '../../source/store/ui-state.ts';

const ended = createDemoWorld({seed: 1});
ended.advanceTo(600_000);

function layout(columns: number, choice: Partial<TableChoice> = {}) {
	const ui = {...createUiState(), table: {...TABLE_CHOICE, ...choice}};
	const {table, state} = createModelSelector(() => 0)(createDemoSession(ended), ui);
	const laid = layoutTable(table, state, columns, 'unicode');
	return {
		names: laid.columns.map(({column}) => column.id),
		bar: Math.max(...laid.columns.map(c => c.barColumns)),
		hidden: laid.hidden,
		more: laid.more,
	};
}

test('parameters are the last to go: before them the bar shrinks, then metrics that nothing is searched by go', () => {
	for (let columns = 60; columns <= 200; columns++) {
		const {names, bar} = layout(columns);
		for (const name of ['type', 'n', 'block']) assert.ok(names.includes(name), `${name} at ${columns}`);
		if (!names.includes('latency')) assert.ok(bar < 10, `a bar of ${bar} stands where latency has no room`);
	}
	assert.deepEqual([layout(60).names.includes('latency'), layout(120).bar], [false, 23]);
});

test('the bar is as short as it can be before any column goes, and hidden columns are told', () => {
	for (let columns = 72; columns <= 200; columns++) {
		const {bar, hidden, more} = layout(columns);
		// The least bar, and less than the narrowest column that is left out would need with the blanks before it.
		if (hidden > 0) assert.ok(bar < 4 + 8, `${hidden} columns have no room beside a bar of ${bar} at ${columns}`);
		assert.match(more, hidden === 0 ? /^$/ : hidden === 1 ? /^\+1( col)? ›$/ : /^\+\d( cols)? ›$/);
	}
	assert.equal(layout(80).more, '+3 cols ›');
});

test('who scrolled, or put the columns in an order, sees them in it', () => {
	assert.ok(layout(60, {scrolled: 1}).names.includes('latency'));
	assert.ok(layout(60, {order: ['trial', 'latency']}).names.includes('latency'));
	assert.ok(layout(60, {sort: [{column: 'latency', descending: false}]}).names.includes('latency'));
});
