import assert from 'node:assert/strict';
import {test} from 'node:test';
import {alignTable} from '../../source/commands/results/narrow-table.ts';
import {displayWidth} from '../../source/plot/width.ts';

const ROWS = [
	{channel: 'module.power_w', value: '4.65 W', window: '430 ms stated', why: 'Orin Nano: VDD_IN'},
	{channel: 'emc.clock_hz', value: '-', window: '', why: 'may be read by root only; run sweeptop as root'},
];
const NARROWING = {leaveOut: ['window', 'value'], wrap: ['why']};

test('a table that fits, or that no terminal limits, has a line for each row', () => {
	const wide = alignTable(ROWS, undefined, NARROWING);
	assert.deepEqual(wide, [
		'CHANNEL         VALUE   WINDOW         WHY',
		'module.power_w  4.65 W  430 ms stated  Orin Nano: VDD_IN',
		'emc.clock_hz    -                      may be read by root only; run sweeptop as root',
	]);
	assert.deepEqual(alignTable(ROWS, 200, NARROWING), wide);
});

test('sentences are wrapped before a column is left out', () => {
	const lines = alignTable(ROWS, 60, NARROWING);
	assert.deepEqual(lines, [
		'CHANNEL         VALUE   WINDOW         WHY',
		'module.power_w  4.65 W  430 ms stated  Orin Nano: VDD_IN',
		'emc.clock_hz    -                      may be read by root',
		'                                       only; run sweeptop as',
		'                                       root',
	]);
	assert.ok(lines.every(line => displayWidth(line) <= 60));
});

test('columns go in their order, as few as will do', () => {
	assert.deepEqual(alignTable(ROWS, 40, NARROWING), [
		'CHANNEL         VALUE   WHY',
		'module.power_w  4.65 W  Orin Nano:',
		'                        VDD_IN',
		'emc.clock_hz    -       may be read by',
		'                        root only; run',
		'                        sweeptop as root',
	]);
	assert.equal(alignTable(ROWS, 26, NARROWING)[0], 'CHANNEL         WHY');
});

test('what cannot be narrower keeps its width', () => {
	assert.deepEqual(alignTable([{channel: 'rail.vddq_vdd2_1v8ao.power_w'}], 10), [
		'CHANNEL',
		'rail.vddq_vdd2_1v8ao.power_w',
	]);
});
