import assert from 'node:assert/strict';
import {test} from 'node:test';
import {hashText, philox4x32, unitInterval} from '../../source/samplers/philox.ts';

function hex(words: readonly number[]): string {
	return words.map(word => word.toString(16).padStart(8, '0')).join(' ');
}

test('philox4x32-10 gives the known answers of Random123', () => {
	assert.equal(hex(philox4x32([0, 0, 0, 0], [0, 0])), '6627e8d5 e169c58d bc57ac4c 9b00dbd8');
	const ones = 0xffffffff;
	assert.equal(hex(philox4x32([ones, ones, ones, ones], [ones, ones])), '408f276d 41c83b0e a20bc7c6 6d5451fd');
	const pi = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344] as const;
	assert.equal(hex(philox4x32(pi, [0xa4093822, 0x299f31d0])), 'd16cfe09 94fdcceb 5001e420 24126ea1');
});

test('the unit interval is half open', () => {
	assert.equal(unitInterval(0, 0), 0);
	assert.ok(unitInterval(0xffffffff, 0xffffffff) < 1);
	assert.equal(unitInterval(0x80000000, 0), 0.5);
});

test('hashes of near texts differ in both words', () => {
	const texts = ['a', 'b', 'ab', 'ba', '', '__proto__', 'lr', 'lr2'];
	assert.equal(new Set(texts.map(text => hashText(text)[0])).size, texts.length);
	assert.equal(new Set(texts.map(text => hashText(text)[1])).size, texts.length);
});
