import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import fc from 'fast-check';
import {openOutputLog} from '../../source/engine/output-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'sweeptop-log-'));
after(() => rmSync(folder, {recursive: true}));

let serial = 0;
function open(maxBytes: number, directory = folder) {
	serial += 1;
	const path = join(directory, `${serial}.log`);
	const notices: string[] = [];
	return {path, notices, log: openOutputLog({path, maxBytes, onNotice: text => void notices.push(text)})};
}

test('what is written stands in the file, byte for byte, readable by its owner only', async () => {
	const {path, log} = open(1e6);
	const bytes = Buffer.from(Array.from({length: 300_000}, (_, index) => (index * 7) % 256));
	const reused = Buffer.alloc(1000);
	for (let at = 0; at < bytes.length; at += 1000) {
		bytes.copy(reused, 0, at, at + 1000);
		void log.write(reused);
	}
	assert.deepEqual(await log.close(), {totalBytes: 300_000, omittedBytes: 0});
	assert.ok(readFileSync(path).equals(bytes));
	assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('an execution without output has no log', async () => {
	const {path, log} = open(1e6);
	assert.deepEqual(await log.close(), {totalBytes: 0, omittedBytes: 0});
	assert.equal(existsSync(path), false);
	assert.equal((await log.tail(100)).length, 0);
});

test('past the limit head and tail are kept, and a line says what is left out', async () => {
	const {path, log} = open(100);
	for (let index = 0; index < 100; index += 1) void log.write(Buffer.from(`${String(index).padStart(9, '0')}\n`));
	assert.deepEqual(await log.close(), {totalBytes: 1000, omittedBytes: 900});
	const head = [0, 1, 2, 3, 4].map(index => `${String(index).padStart(9, '0')}\n`).join('');
	const tail = [95, 96, 97, 98, 99].map(index => `${String(index).padStart(9, '0')}\n`).join('');
	assert.equal(readFileSync(path, 'utf8'), `${head}\n[sweeptop: 900 bytes left out]\n${tail}`);
	assert.equal(existsSync(`${path}.tail`), false);
});

test('any sizes of writes give the same log and the same tail as the whole output', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.uint8Array({maxLength: 50}), {maxLength: 12}),
			fc.integer({min: 2, max: 120}),
			fc.nat(130),
			async (writes, maxBytes, wanted) => {
				const all = Buffer.concat(writes);
				const {path, log} = open(maxBytes);
				for (const bytes of writes) await log.write(bytes);
				const head = Math.ceil(maxBytes / 2);
				const ring = maxBytes - head;
				const isCut = all.length > maxBytes;
				// With a gap before the ring only the ring is the end of the output.
				const most = isCut ? Math.min(wanted, ring) : wanted;
				const expectedTail = all.subarray(Math.max(0, all.length - most));
				assert.deepEqual(await log.tail(wanted), Buffer.from(expectedTail));
				const end = await log.close();
				assert.equal(end.omittedBytes, Math.max(0, all.length - maxBytes));
				const expected = isCut
					? Buffer.concat([
							all.subarray(0, head),
							Buffer.from(`\n[sweeptop: ${end.omittedBytes} bytes left out]\n`),
							all.subarray(all.length - ring),
						])
					: all;
				assert.deepEqual(existsSync(path) ? readFileSync(path) : Buffer.alloc(0), expected);
			},
		),
		{numRuns: 60},
	);
});

test('a caller that is faster than the disk is asked to wait, and all is kept without it', async () => {
	const {path, log} = open(64e6);
	const block = Buffer.alloc(256 * 1024, 0x61);
	const asked: Promise<void>[] = [];
	for (let index = 0; index < 40; index += 1) {
		const ready = log.write(block);
		if (ready !== undefined) asked.push(ready);
	}
	assert.ok(asked.length > 30, `${asked.length} of 40 writes asked to wait`);
	await Promise.all(asked);
	assert.equal(log.write(Buffer.from('x')), undefined);
	await log.close();
	assert.equal(statSync(path).size, 40 * block.length + 1);
});

test('a log that cannot be written is a notice, not an error', async () => {
	const {log, notices} = open(1e6, join(folder, 'no', 'such'));
	void log.write(Buffer.from('lost'));
	assert.deepEqual(await log.close(), {totalBytes: 4, omittedBytes: 4});
	assert.equal(notices.length, 1);
	assert.match(notices[0] ?? '', /is cut: ENOENT/);
});

test('a folder that is removed while the execution runs is a notice, not an error', async () => {
	const directory = mkdtempSync(join(folder, 'gone-'));
	const {log, notices} = open(100, directory);
	for (let index = 0; index < 50; index += 1) await log.write(Buffer.from(`${String(index).padStart(9, '0')}\n`));
	assert.equal((await log.tail(10)).toString(), '000000049\n', 'past its limit it goes round in a second file');
	rmSync(directory, {recursive: true});
	assert.equal((await log.close()).totalBytes, 500);
	assert.equal(notices.length, 1);
	assert.match(notices[0] ?? '', /is cut: ENOENT/);
});

test('a link in the place of the log is not followed', async () => {
	const target = join(folder, 'target');
	writeFileSync(target, 'precious');
	symlinkSync(target, join(folder, `${serial + 1}.log`));
	const {log, notices} = open(1e6);
	void log.write(Buffer.from('over'));
	await log.close();
	assert.match(notices.join(), /ELOOP/);
	assert.equal(readFileSync(target, 'utf8'), 'precious');
});

test('a full disk cuts the log, once told, and the execution goes on', async t => {
	const mount = mkdtempSync(join(tmpdir(), 'sweeptop-full-'));
	const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', mount]);
	if (mounted.status !== 0) return t.skip('needs the right to mount a tmpfs');
	try {
		const {path, log, notices} = open(1e6, mount);
		for (let index = 0; index < 50; index += 1) await log.write(Buffer.alloc(4096, 0x62));
		const end = await log.close();
		assert.equal(end.totalBytes, 50 * 4096);
		assert.equal(notices.length, 1);
		assert.match(notices[0] ?? '', /ENOSPC/);
		assert.equal(statSync(path).size, end.totalBytes - end.omittedBytes);
	} finally {
		spawnSync('umount', [mount]);
		rmSync(mount, {recursive: true});
	}
});
