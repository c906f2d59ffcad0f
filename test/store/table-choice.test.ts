import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {
	changeTable,
	formatSort,
	inOrder,
	parseSort,
	sortedAlsoBy,
	sortedBy,
	TABLE_CHOICE,
} from '../../source/store/table-choice.ts';
import {createTableSelector} from '../../source/store/table.ts';
import {createUiState, type UiState} from '../../source/store/ui-state.ts';
import {compileTextPattern} from '../../source/commands/results/text-pattern.ts';
import {foldPlotSweep} from '../helpers/plot-sweep.ts';

const STATE = foldPlotSweep({
	parameters: [
		{name: 'opt', domain: {kind: 'choice', values: ['sgd', 'adam']}},
		{name: 'lr', domain: {kind: 'real', min: 0, max: 1, scale: 'linear'}},
	],
	metrics: [{name: 'acc'}],
	objectives: [{metric: 'acc', direction: 'maximize'}],
	trials: [
		{params: {opt: 'sgd', lr: 0.1}, metrics: {acc: 0.5}},
		{params: {opt: 'adam', lr: 0.2}, metrics: {acc: 0.5}, flags: ['THERM']},
		{params: {opt: 'adam', lr: 0.1}, metrics: {acc: 0.9}},
		{params: {opt: 'sgd', lr: 0.3}, metrics: {acc: 0.9}},
	],
});

function tableOf(ui: Partial<UiState>) {
	return createTableSelector(() => 0, compileTextPattern)(STATE, {...createUiState(), ...ui});
}

test('several keys of the order: the later ones decide among equals', () => {
	const by = (text: string): readonly number[] =>
		tableOf({table: {...TABLE_CHOICE, sort: parseSort(text) ?? assert.fail()}}).order;
	assert.deepEqual(by('-acc,lr'), [3, 4, 1, 2]);
	assert.deepEqual(by('-acc,-lr'), [4, 3, 2, 1]);
	assert.deepEqual(by('opt,-acc,lr'), [3, 2, 4, 1]);
	assert.deepEqual(by('nothing,acc,opt'), [2, 1, 3, 4]);
});

test('an order is read as it is written', () => {
	const name = fc.stringMatching(/^[a-z_]{1,8}$/);
	fc.assert(
		fc.property(
			fc.array(fc.record({column: name, descending: fc.boolean()}, {noNullPrototype: true}), {minLength: 1}),
			sort => {
				assert.deepEqual(parseSort(formatSort(sort)), sort);
			},
		),
	);
	assert.equal(parseSort('a,,b'), undefined);
	assert.equal(parseSort('-'), undefined);
	assert.deepEqual(parseSort('+a, -b'), [
		{column: 'a', descending: false},
		{column: 'b', descending: true},
	]);
});

test('a key is chosen alone and turned round, or added, turned round and taken out', () => {
	const alone = sortedBy([], 'a');
	assert.equal(formatSort(alone), '-a');
	assert.equal(formatSort(sortedBy(alone, 'a')), 'a');
	const both = sortedAlsoBy(alone, 'b');
	assert.equal(formatSort(both), '-a,-b');
	assert.equal(formatSort(sortedAlsoBy(both, 'a')), 'a,-b');
	assert.equal(formatSort(sortedAlsoBy(sortedAlsoBy(both, 'a'), 'a')), '-b');
	assert.equal(formatSort(sortedBy(both, 'b')), '-b');
	assert.equal(formatSort(sortedBy([], 'loss', false)), 'loss');
	assert.equal(formatSort(sortedBy(sortedBy([], 'loss', false), 'loss', false)), '-loss');
});

test('columns stand in the order that was chosen, others behind in theirs', () => {
	const items = ['a', 'b', 'c', 'd'].map(id => ({id}));
	const ids = (order: readonly string[]): string =>
		inOrder(items, order)
			.map(item => item.id)
			.join('');
	assert.equal(ids([]), 'abcd');
	assert.equal(ids(['c', 'gone', 'a']), 'cabd');
	const {columns} = tableOf({table: {...TABLE_CHOICE, order: ['trial', 'lr', 'acc']}});
	assert.deepEqual(
		columns.slice(0, 3).map(column => column.id),
		['trial', 'lr', 'acc'],
	);
});

test('changes of columns add up; one that changes nothing makes no new frame', () => {
	let choice = changeTable(TABLE_CHOICE, {change: 'column', column: 'acc', to: {style: 'bar'}});
	choice = changeTable(choice, {change: 'column', column: 'acc', to: {range: {low: 0, high: 1}}});
	assert.deepEqual(choice.columns.get('acc'), {style: 'bar', range: {low: 0, high: 1}});
	assert.equal(changeTable(choice, {change: 'scroll', to: -3}), choice);
	assert.equal(changeTable(changeTable(choice, {change: 'scroll', to: 4}), {change: 'freeze', count: 2}).scrolled, 0);
});

test('a filter says what is wrong with it and where, and lets every trial pass then', () => {
	assert.deepEqual(tableOf({filter: 'lr>'}).problem?.offset, 3);
	assert.equal(tableOf({filter: 'lr>'}).order.length, 4);
	assert.deepEqual(tableOf({filter: 'lr>0 acd:1'}).problem, {text: 'no column is called acd; acc?', offset: 5});
	assert.equal(tableOf({filter: 'opt:/^ad/ -has:flags'}).problem, undefined);
	assert.deepEqual(tableOf({filter: 'opt:/^ad/ -has:flags'}).order, [3]);
	assert.deepEqual(tableOf({filter: 'tag:x'}).order, []);
	assert.equal(tableOf({filter: 'tag:x'}).problem, undefined);
	assert.match(tableOf({filter: '/(/'}).problem?.text ?? '', /no regular expression/);
});

test('a name that a filter would divide is suggested as it must be written, and what is suggested works', () => {
	const state = foldPlotSweep({
		parameters: [{name: 'lr', domain: {kind: 'real', min: 0, max: 1, scale: 'linear'}}],
		metrics: [{name: 'val/loss'}],
		objectives: [{metric: 'val/loss', direction: 'minimize'}],
		trials: [0.2, 0.4].map(loss => ({params: {lr: loss}, metrics: {'val/loss': loss}})),
	});
	const filtered = (filter: string) =>
		createTableSelector(() => 0, compileTextPattern)(state, {...createUiState(), filter});
	for (const wrong of ['val/loss < 0.3', 'lr > 0 loss < 0.3', '`val/los` < 0.3', 'vall/loss:0.2']) {
		const text = filtered(wrong).problem?.text ?? '';
		assert.match(text, /; `val\/loss`\?$/, wrong);
	}
	assert.deepEqual(filtered('`val/loss` < 0.3').order, [1]);
	assert.deepEqual(filtered('`val/loss`:0.4').order, [2]);
});

test('words are looked for in texts, parameters and numbers of trials, not in what was measured', () => {
	assert.deepEqual(tableOf({filter: '0.3'}).order, [4]);
	assert.deepEqual(tableOf({filter: '0.9'}).order, []);
	assert.deepEqual(
		tableOf({filter: 'acc:0.9'}).order.toSorted((a, b) => a - b),
		[3, 4],
	);
});

test('a pattern that may be a digit is looked for in numbers too, others are not', () => {
	assert.deepEqual(
		tableOf({filter: '/^0\\.[23]$/'}).order.toSorted((a, b) => a - b),
		[2, 4],
	);
	assert.deepEqual(
		tableOf({filter: '/^\\d$/ -has:flags'}).order.toSorted((a, b) => a - b),
		[1, 3, 4],
	);
	assert.deepEqual(
		tableOf({filter: '/^sg/'}).order.toSorted((a, b) => a - b),
		[1, 4],
	);
	assert.equal(tableOf({filter: '*'}).order.length, 4);
});
