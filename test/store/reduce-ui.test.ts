import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {topFor} from '../../source/store/reduce-place.ts';
import {reduceUi} from '../../source/store/reduce-ui.ts';
import {createTextField, editText} from '../../source/store/text-field.ts';
import type {UiAction} from '../../source/store/ui-action.ts';
import {createUiState, type UiState} from '../../source/store/ui-state.ts';

const fold = (actions: readonly UiAction[], from: UiState = createUiState()): UiState => actions.reduce(reduceUi, from);

test('views go back in the order in which they were opened', () => {
	const opened = fold([
		{kind: 'open-view', view: 'leaderboard'},
		{kind: 'open-view', view: 'trial'},
		{kind: 'open-view', view: 'log'},
	]);
	const once = reduceUi(opened, {kind: 'go-back'});
	assert.equal(once.view, 'trial');
	assert.equal(fold([{kind: 'go-back'}, {kind: 'go-back'}], once).view, 'overview');
	assert.equal(fold([{kind: 'go-back'}, {kind: 'go-back'}, {kind: 'go-back'}], once).view, 'overview');
});

test('esc clears the filter of a table before it leaves the view', () => {
	const filtered = fold([
		{kind: 'open-view', view: 'leaderboard'},
		{kind: 'filter', text: 'lr>1'},
	]);
	const cleared = reduceUi(filtered, {kind: 'go-back'});
	assert.deepEqual([cleared.view, cleared.filter], ['leaderboard', '']);
	assert.equal(reduceUi(cleared, {kind: 'go-back'}).view, 'overview');
});

test('opening the view that is open changes nothing, so that no frame is made', () => {
	const state = reduceUi(createUiState(), {kind: 'open-view', view: 'overview'});
	assert.equal(state.viewChosen, true, 'the person wants to stay there');
	assert.equal(reduceUi(state, {kind: 'open-view', view: 'overview'}), state);
	assert.equal(reduceUi(state, {kind: 'clear-message'}), state);
	assert.equal(reduceUi(state, {kind: 'edit', edit: {kind: 'left'}}), state);
});

test('marks and columns are toggled', () => {
	const marked = fold([
		{kind: 'mark', trial: 3},
		{kind: 'mark', trial: 5},
		{kind: 'mark', trial: 3},
	]);
	assert.deepEqual([...marked.marks], [5]);
	assert.equal(reduceUi(marked, {kind: 'clear-marks'}).marks.size, 0);
	assert.ok(reduceUi(marked, {kind: 'toggle-column', column: 'n'}).hiddenColumns.has('n'));
});

test('text goes to the open field only, and an edit takes its error away', () => {
	const open = fold([
		{kind: 'mode', mode: {kind: 'field', field: 'filter', input: createTextField('lr'), error: ''}},
		{kind: 'field-error', error: 'bad'},
	]);
	assert.ok(open.mode.kind === 'field' && open.mode.error === 'bad');
	const typed = reduceUi(open, {kind: 'edit', edit: {kind: 'insert', text: '>1'}});
	assert.deepEqual(typed.mode, {kind: 'field', field: 'filter', input: {text: 'lr>1', caret: 4}, error: ''});
});

test('a list keeps its selection within its rows', () => {
	const open = fold([{kind: 'mode', mode: {kind: 'pick', pick: 'x', options: ['a', 'b'], selected: 0}}]);
	const low = reduceUi(open, {kind: 'pick-row', selected: -4});
	const high = reduceUi(open, {kind: 'pick-row', selected: 9});
	assert.ok(low.mode.kind === 'pick' && low.mode.selected === 0);
	assert.ok(high.mode.kind === 'pick' && high.mode.selected === 1);
});

test('property: the row is in the window, and the window moves as little as possible', () => {
	fc.assert(
		fc.property(fc.nat(1000), fc.nat(1000), fc.integer({min: 1, max: 60}), (top, row, rows) => {
			const next = topFor(top, row, rows);
			assert.ok(row >= next && row < next + rows);
			if (row >= top && row < top + rows) assert.equal(next, top);
		}),
	);
});

test('whole characters are removed, control characters are never inserted', () => {
	const family = '👨‍👩‍👧';
	const field = editText(createTextField('a'), {kind: 'insert', text: `${family}\u001B[31m\nb`});
	assert.ok(!/\p{Control}/u.test(field.text));
	const shorter = editText(createTextField(`a${family}`), {kind: 'backspace'});
	assert.deepEqual(shorter, {text: 'a', caret: 1});
	assert.deepEqual(editText({text: `${family}b`, caret: 0}, {kind: 'delete'}), {text: 'b', caret: 0});
});

test('property: the caret stays within the text under any edits', () => {
	const edit = fc.oneof(
		fc.record({kind: fc.constant('insert' as const), text: fc.string({unit: 'grapheme', maxLength: 5})}),
		fc.record({
			kind: fc.constantFrom('backspace', 'delete', 'left', 'right', 'home', 'end', 'kill-word', 'kill-line'),
		}),
	);
	fc.assert(
		fc.property(fc.array(edit, {maxLength: 30}), edits => {
			const field = edits.reduce(editText, createTextField());
			assert.ok(field.caret >= 0 && field.caret <= field.text.length);
		}),
	);
});

test('a pasted log does not grow a field without end', () => {
	const field = editText(createTextField(), {kind: 'insert', text: 'x'.repeat(100_000)});
	assert.equal(field.text.length, 2000);
	assert.deepEqual(editText(createTextField('one two '), {kind: 'kill-word'}), {text: 'one ', caret: 4});
});
