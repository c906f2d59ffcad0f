import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {createCoalescedWriter} from '../../source/engine/coalesced-writer.ts';

const now = (): number => performance.now();

test('many touches are few writes, and the last touch is always written', async () => {
	let writes = 0;
	let value = 0;
	let written = -1;
	const writer = createCoalescedWriter(
		async () => {
			writes += 1;
			written = value;
		},
		{minIntervalMs: 20, now, onError: error => assert.fail(String(error))},
	);
	const startedMs = now();
	while (value < 100) {
		value += 1;
		writer.touch();
		await sleep(1);
	}
	await writer.flush();
	const tookMs = now() - startedMs;
	assert.equal(written, 100);
	assert.ok(writes < 100 && writes <= tookMs / 20 + 2, `${writes} writes in ${tookMs} ms at one per 20 ms`);
});

test('a slow write is not repeated before 20 times its length', async () => {
	const starts: number[] = [];
	const writer = createCoalescedWriter(
		async () => {
			starts.push(now());
			await sleep(10);
		},
		{minIntervalMs: 1, now, onError: error => assert.fail(String(error))},
	);
	const deadline = now() + 60_000;
	while (starts.length < 2 && now() < deadline) {
		writer.touch();
		await sleep(5);
	}
	await writer.flush();
	assert.ok(starts.length >= 2 && (starts[1] ?? 0) - (starts[0] ?? 0) >= 190, `started at ${starts.join(', ')}`);
});

test('flush without a change writes nothing; a failure is told and tried again', async () => {
	let fail = true;
	const errors: unknown[] = [];
	let writes = 0;
	const writer = createCoalescedWriter(
		async () => {
			if (fail) throw new Error('ENOSPC');
			writes += 1;
		},
		{minIntervalMs: 1, now, onError: error => errors.push(error)},
	);
	await writer.flush();
	assert.equal(writes, 0);
	writer.touch();
	await writer.flush();
	assert.equal(errors.length, 1);
	fail = false;
	await writer.flush();
	assert.equal(writes, 1);
});
