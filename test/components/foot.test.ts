import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createHands} from '../helpers/screen-hands.ts';

function footOf(hands: ReturnType<typeof createHands>): string {
	return hands.text().at(-1) ?? '';
}

test('the foot names the keys of those axes only that have something to choose', () => {
	const hands = createHands({atMs: 600_000, size: {columns: 120, rows: 40}});
	for (const [key, axes] of [
		['5', ' x y o axes '],
		['8', ' x y axes '],
		['9', ' y axes '],
	] as const) {
		hands.press(key);
		assert.ok(footOf(hands).includes(axes), `${key}: ${footOf(hands)}`);
		for (const axis of axes.replace('axes', '').trim().split(' ')) {
			hands.press(axis);
			assert.equal(hands.ui().mode.kind, 'pick', `${axis} of ${key}`);
			hands.press('escape');
		}
	}
});

test('a list for an axis that holds something else has its name', () => {
	const hands = createHands({atMs: 600_000});
	hands.press('8', 'x');
	assert.match(hands.text().at(-2) ?? '', /^ method {3}\d of 2/);
	hands.press('escape', '5', 'x');
	assert.match(hands.text().at(-2) ?? '', /^ x axis {3}/);
});

test('beside a short message stand the keys, and a long one has the line to itself', () => {
	const hands = createHands({ui: {message: {text: 'queued as #11', level: 'info'}}});
	assert.match(footOf(hands), /^ queued as #11 .*: palette {2}\? help/);
	const long = createHands({ui: {message: {text: 'many words '.repeat(7), level: 'info'}}});
	assert.doesNotMatch(footOf(long), /palette/);
});

test('the foot says what p does now: pause, or resume while the sweep is paused', () => {
	const hands = createHands({obeys: true});
	assert.match(footOf(hands), / p pause /);
	hands.press('p');
	assert.match(footOf(hands), / p resume /);
	assert.doesNotMatch(footOf(hands), /pause/);
	hands.press('p');
	assert.match(footOf(hands), / p pause /);
});
