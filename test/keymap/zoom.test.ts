import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createHands, type Hands} from '../helpers/screen-hands.ts';

const SIZE = {columns: 100, rows: 30};

function zoomOf(hands: Hands) {
	return hands.ui().plots.scatter?.zoom;
}

function inView(hands: Hands): number {
	return Number(/(\d+) of \d+ in view/.exec(hands.text().join('\n'))?.[1]);
}

test('a scatter is zoomed around the cursor, panned, and whole again by one key; another press forgets the axes', () => {
	const hands = createHands({view: 'scatter', atMs: 600_000, size: SIZE});
	hands.press('>');
	assert.match(hands.ui().message?.text ?? '', /all of the plot is in view/);
	hands.press('x', 'down', 'enter');
	const {x} = hands.ui().plots.scatter ?? {};
	hands.press('+', '+');
	const cursor = hands.context().selected()?.trial;
	assert.ok(zoomOf(hands) !== undefined && inView(hands) > 0 && inView(hands) < 40);
	hands.press('right', 'left');
	const shown = hands.context().plane();
	assert.ok(cursor !== undefined && shown?.cursor !== undefined, 'the walk stays in view');
	const before = zoomOf(hands);
	hands.press('<');
	assert.notDeepEqual(zoomOf(hands), before);
	hands.press('J', 'K');
	hands.press('backspace');
	assert.equal(zoomOf(hands), undefined);
	assert.equal(hands.ui().plots.scatter?.x, x);
	hands.press('backspace');
	assert.equal(hands.ui().plots.scatter, undefined);
});

test('another axis or scale is seen whole', () => {
	const hands = createHands({view: 'scatter', atMs: 600_000, size: SIZE});
	hands.press('+');
	assert.ok(zoomOf(hands) !== undefined);
	hands.press('v');
	assert.equal(zoomOf(hands), undefined);
	hands.press('+', 'y', 'down', 'enter');
	assert.equal(zoomOf(hands), undefined);
});

test('without a point there is nothing to zoom into', () => {
	const hands = createHands({view: 'scatter', atMs: 0, size: SIZE});
	hands.press('+');
	assert.equal(zoomOf(hands), undefined);
	assert.match(hands.ui().message?.text ?? '', /nothing to zoom into/);
});
