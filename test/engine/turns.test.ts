import assert from 'node:assert/strict';
import test from 'node:test';
import {createTurns} from '../../source/engine/turns.ts';

test('results come in the order in which the work was handed in, whatever is done first', async () => {
	const inTurn = createTurns();
	const works = Array.from({length: 4}, () => Promise.withResolvers<number>());
	const order: number[] = [];
	const turns = works.map(async ({promise}) => void order.push(await inTurn(promise)));
	for (const index of [2, 0, 3, 1]) {
		works[index]?.resolve(index);
		await new Promise(setImmediate);
		assert.deepEqual(order, index === 2 ? [] : index === 1 ? [0, 1, 2, 3] : [0]);
	}
	await Promise.all(turns);
});

test('work that fails says so at once, and keeps no other back', async () => {
	const inTurn = createTurns();
	const slow = Promise.withResolvers<string>();
	const first = inTurn(slow.promise);
	const broken = inTurn(Promise.reject(new Error('disk')));
	const last = inTurn(Promise.resolve('last'));
	await assert.rejects(broken, /disk/);
	slow.resolve('first');
	assert.deepEqual(await Promise.all([first, last]), ['first', 'last']);
});
