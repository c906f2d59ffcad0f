import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Heard} from '../../../source/domain/listener.ts';
import {createUnheardLines, type UnheardLines} from '../../../source/engine/watch/unheard-lines.ts';

const FRAME = {rewritten: true};
const LINE = {rewritten: false};

/** One who listens, what was told, and a clock. */
function open(): {readonly lines: UnheardLines; readonly told: string[]; readonly clock: {nowMs: number}} {
	const clock = {nowMs: 1000};
	const told: string[] = [];
	const lines = createUnheardLines({
		describe: seen => `${seen.length}: ${seen.at(-1) ?? ''}`,
		tell: text => told.push(text),
		now: () => clock.nowMs,
	});
	return {lines, told, clock};
}

test('fifty lines of which nothing is understood are told once, not again at the end', () => {
	const {lines, told} = open();
	for (let line = 1; line <= 200; line += 1) {
		lines.line(`line ${line}`, LINE, []);
		lines.look(() => false);
		assert.equal(told.length, line < 50 ? 0 : 1);
	}
	assert.deepEqual(told, ['50: line 50']);
	assert.equal(lines.rest(), undefined);
});

test('fewer lines are told after a minute, or at the end; silence is not', () => {
	const {lines, told, clock} = open();
	clock.nowMs += 100_000;
	lines.look(() => false);
	assert.equal(lines.rest(), undefined, 'the program has printed nothing');
	const late = open();
	late.lines.line('hello', LINE, []);
	late.clock.nowMs += 59_000;
	late.lines.look(() => false);
	assert.deepEqual([late.told, late.lines.rest()], [[], '1: hello']);
	late.clock.nowMs += 2000;
	late.lines.look(() => false);
	late.lines.look(() => false);
	assert.deepEqual([late.told, late.lines.rest()], [['1: hello'], undefined]);
	assert.deepEqual(told, []);
});

test('a program that is understood is not told of: by its lines, or by a storage', () => {
	const study: readonly Heard[] = [{kind: 'study', name: 's'}];
	const understood = open();
	understood.lines.line('A new study', LINE, study);
	for (let line = 0; line < 60; line += 1) understood.lines.line('words', LINE, []);
	understood.lines.look(() => false);
	const stored = open();
	for (let line = 0; line < 60; line += 1) stored.lines.line('words', LINE, []);
	stored.lines.look(() => true);
	for (const {lines, told} of [understood, stored]) assert.deepEqual([told, lines.rest()], [[], undefined]);
});

test('the frames of a bar are one line, and the plan that one tells is no trial', () => {
	const {lines} = open();
	for (let frame = 0; frame < 60; frame += 1) lines.line(`${frame}/60`, FRAME, [{kind: 'plan', trials: 60}]);
	assert.equal(lines.rest(), '1: 0/60');
});
