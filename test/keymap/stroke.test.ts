import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type KeyFlags, strokeLabel, strokesOf, typedText} from '../../source/keymap/stroke.ts';

const NONE: KeyFlags = {
	upArrow: false,
	downArrow: false,
	leftArrow: false,
	rightArrow: false,
	pageDown: false,
	pageUp: false,
	home: false,
	end: false,
	return: false,
	escape: false,
	ctrl: false,
	shift: false,
	tab: false,
	backspace: false,
	delete: false,
	meta: false,
};

const strokes = (input: string, flags: Partial<KeyFlags> = {}): unknown => {
	const result = strokesOf(input, {...NONE, ...flags});
	return result.kind === 'strokes' ? result.strokes : result;
};

test('keys have one name each', () => {
	assert.deepEqual(strokes('', {upArrow: true}), ['up']);
	assert.deepEqual(strokes('', {tab: true, shift: true}), ['shift+tab']);
	assert.deepEqual(strokes('c', {ctrl: true}), ['ctrl+c']);
	assert.deepEqual(strokes('x', {meta: true}), ['alt+x']);
	assert.deepEqual(strokes(']', {ctrl: true}), ['ctrl+]']);
	assert.deepEqual(strokes('G', {shift: true}), ['G']);
	assert.deepEqual(strokes(' '), ['space']);
});

test('letters that came at once are keys each, also with the enter among them', () => {
	assert.deepEqual(strokes('jj\r'), ['j', 'j', 'enter']);
	assert.deepEqual(strokes('ab\u0003'), ['a', 'b', 'ctrl+c']);
	assert.deepEqual(strokes('\u009B'), []);
});

test('more than a hand types is a paste, so that its letters are no keys', () => {
	assert.deepEqual(strokes('quit quit quit quit'), {kind: 'paste', text: 'quit quit quit quit'});
});

test('a stroke types its character or none', () => {
	assert.equal(typedText('space'), ' ');
	assert.equal(typedText('ä'), 'ä');
	assert.equal(typedText('up'), undefined);
});

test('labels are ASCII where the terminal is', () => {
	assert.equal(strokeLabel('enter', 'unicode'), '↵');
	assert.equal(strokeLabel('enter', 'ascii'), 'enter');
	assert.equal(strokeLabel('ctrl+l', 'ascii'), '^L');
});
