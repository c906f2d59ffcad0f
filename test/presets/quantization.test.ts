import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {test} from 'node:test';
import {REPOSITORY} from '../helpers/repository.ts';

const QUANTIZATION = join(REPOSITORY, 'presets', 'quantization', 'quantization');

function quantization(...argv: readonly string[]) {
	const env = {...process.env, SWEEPTOP_NODE: process.execPath};
	return spawnSync(QUANTIZATION, argv, {encoding: 'utf8', env});
}

function measure(data: string, weight: string): Readonly<Record<string, number>> {
	const {status, stdout, stderr} = quantization('--data', data, '--weight', weight, '--seconds', '0.11');
	assert.equal(status, 0, stderr);
	assert.match(stdout, /^trained: (?:8\d|9\d)\.\d % right with 32 bits\n::sweep measure-begin\nlatency=[\d.]+ us\n/);
	assert.match(stdout, /\n::sweep measure-end\n/);
	return Object.fromEntries(
		[...stdout.matchAll(/^(?<name>\w+)=(?<value>[-\d.e]+)$/gm)].map(({groups}) => [
			groups?.['name'] ?? '',
			Number(groups?.['value']),
		]),
	);
}

test('sixteen bits lose nothing, four of data lose much; sizes follow from the formats; the same again', () => {
	const wide = measure('16,8', '16,8');
	const mixed = measure('8,4', '4,2');
	const narrow = measure('4,2', '4,2');
	const again = measure('4,2', '4,2');
	assert.ok(Math.abs(wide['accuracy_lost'] ?? 1) < 0.01, JSON.stringify(wide));
	assert.ok(Math.abs(mixed['accuracy_lost'] ?? 1) < 0.03, JSON.stringify(mixed));
	assert.ok((narrow['accuracy_lost'] ?? 0) > 0.05, JSON.stringify(narrow));
	assert.ok((narrow['loss'] ?? 0) > (wide['loss'] ?? 9));
	assert.deepEqual([again['accuracy'], again['loss']], [narrow['accuracy'], narrow['loss']]);
	assert.equal(wide['average_bitwidth'], 16);
	// 3,392 weights, and 74 biases of 16 bits.
	const bits = 3392 * 4 + 74 * 16;
	assert.ok(Math.abs((mixed['average_bitwidth'] ?? 0) - bits / 3466) < 1e-12);
	assert.ok(Math.abs((mixed['memory_density'] ?? 0) - (32 * 3466) / bits) < 1e-12);
	assert.equal(mixed['model_bytes'], Math.ceil(bits / 8));
	assert.ok((mixed['pictures_per_second'] ?? 0) > 1000);
});

test('refuses formats that are none', () => {
	for (const argv of [
		['--data', '8', '--weight', '8,4'],
		['--data', '8,4', '--weight', '4,4'],
		['--data', '17,4', '--weight', '8,4'],
		['--data', '8,4,2', '--weight', '8,4'],
		['--data', '8,4'],
		['--data', '8,4', '--weight', '8,4', '--batch', '0'],
	]) {
		const {status, stdout, stderr} = quantization(...argv);
		assert.equal(status, 2, argv.join(' '));
		assert.equal(stdout, '');
		assert.match(stderr, /^quantization: --/);
	}
});
