import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createContext, Script} from 'node:vm';
import {REPORT_SCRIPT} from '../../source/exporters/html-style.ts';

type Cell = {readonly dataset: {readonly v?: string}; readonly textContent: string; cellIndex: number};
type Row = {readonly cells: readonly Cell[]; hidden: boolean; readonly textContent: string};
type Head = {
	tabIndex: number;
	cellIndex: number;
	onclick: () => void;
	onkeydown: (event: {readonly key: string; readonly preventDefault: () => void}) => void;
	readonly attributes: Map<string, string>;
	readonly getAttribute: (name: string) => string | null;
	readonly setAttribute: (name: string, value: string) => void;
	readonly removeAttribute: (name: string) => void;
};

function head(cellIndex: number): Head {
	const attributes = new Map<string, string>();
	return {
		tabIndex: -1,
		cellIndex,
		onclick: () => assert.fail('nothing listens'),
		onkeydown: () => assert.fail('nothing listens'),
		attributes,
		getAttribute: name => attributes.get(name) ?? null,
		setAttribute: (name, value) => void attributes.set(name, value),
		removeAttribute: name => void attributes.delete(name),
	};
}

/** A number of the table as the page keeps it; a text without one. */
function row(number: string, text: string): Row {
	const cells = [
		{dataset: {v: number}, textContent: number, cellIndex: 0},
		{dataset: {}, textContent: text, cellIndex: 1},
	];
	return {cells, hidden: false, textContent: `${number}${text}`};
}

/** The script of the page, on as much of a document as it touches. */
function open(rows: Row[]) {
	const heads = [head(0), head(1)];
	const body = {rows, append: (...sorted: readonly Row[]) => rows.splice(0, rows.length, ...sorted)};
	const filter = {hidden: true, value: '', oninput: () => assert.fail('nothing listens')};
	const table = {tBodies: [body], tHead: {rows: [{cells: heads}]}};
	const document = {querySelector: (selector: string): unknown => (selector === '#filter' ? filter : table)};
	new Script(REPORT_SCRIPT).runInContext(createContext({document}));
	return {heads, filter, numbers: () => rows.map(({cells}) => cells[0]?.textContent)};
}

test('a click sorts by the full number, another one turns it round; what has no value stays last', () => {
	const {heads, numbers} = open(['10', '', '9', 'NaN', '-Infinity', '2e3'].map(number => row(number, 'x')));
	heads[0]?.onclick();
	assert.deepEqual(numbers(), ['-Infinity', '9', '10', '2e3', '', 'NaN']);
	assert.equal(heads[0]?.attributes.get('aria-sort'), 'ascending');
	heads[0]?.onkeydown({key: 'Enter', preventDefault: () => undefined});
	assert.deepEqual(numbers(), ['2e3', '10', '9', '-Infinity', '', 'NaN']);
	heads[1]?.onclick();
	assert.equal(heads[0]?.attributes.has('aria-sort'), false);
});

test('the filter shows rows that have every word', () => {
	const rows = [row('1', 'adam complete'), row('2', 'sgd complete'), row('3', 'adam failed')];
	const {filter} = open(rows);
	assert.equal(filter.hidden, false);
	filter.value = 'Adam comp';
	filter.oninput();
	assert.deepEqual(
		rows.map(({hidden}) => hidden),
		[false, true, true],
	);
});
