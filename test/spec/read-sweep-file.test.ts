import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {UserError} from '../../source/domain/errors.ts';
import {readSweepFile} from '../../source/spec/read-sweep-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'sweep-file-'));
after(() => rmSync(folder, {recursive: true}));

function write(name: string, content: string | Uint8Array): string {
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
}

function problemOf(path: string): string {
	try {
		readSweepFile(path);
	} catch (error) {
		if (error instanceof UserError) return error.problem;
		throw error;
	}
	return assert.fail(`${path} was read`);
}

test('H5: text is read as it is, a byte order mark and a link aside', () => {
	const path = write('a.toml', '\uFEFFname = "é"\r\n');
	assert.deepEqual(readSweepFile(path), {path, text: 'name = "é"\r\n'});
	const link = join(folder, 'link.toml');
	symlinkSync(path, link);
	assert.equal(readSweepFile(link).text, 'name = "é"\r\n');
});

test('a pipe, a device, a folder and a socket are refused without being opened', {timeout: 5000}, async () => {
	const pipe = join(folder, 'pipe.toml');
	execFileSync('mkfifo', [pipe]);
	assert.match(problemOf(pipe), /a named pipe is no sweep file/);
	assert.match(problemOf('/dev/zero'), /a device is no sweep file/);
	assert.match(problemOf(folder), /a folder is no sweep file/);
	const server = createServer();
	const socket = join(folder, 's.toml');
	await new Promise<void>(resolve => server.listen(socket, resolve));
	try {
		assert.match(problemOf(socket), /a socket is no sweep file/);
	} finally {
		server.close();
	}
});

test('H3: a missing file and a long one are refused', () => {
	assert.match(problemOf(join(folder, 'none.toml')), /none\.toml: there is no such file/);
	assert.match(problemOf(write('big.toml', 'x'.repeat(1024 * 1024 + 1))), /larger than 1 MiB/);
	assert.equal(readSweepFile(write('full.toml', '#'.repeat(1024 * 1024))).text.length, 1024 * 1024);
});

test('a file without a size is read up to the limit', t => {
	if (process.platform !== 'linux') return t.skip('needs /proc');
	assert.match(readSweepFile('/proc/self/status').text, /^Name:/);
});

test('H5: bytes that are no UTF-8 are pointed at', () => {
	const latin = write('latin.toml', Buffer.from('a = 1\nb = "\u{fffd}é', 'utf8').subarray(0, -1));
	assert.match(problemOf(latin), /latin\.toml:2:7: a byte here is not UTF-8/);
	const bad = write('bad.toml', Uint8Array.from([0x61, 0x0a, 0x62, 0xff, 0x63]));
	assert.match(problemOf(bad), /bad\.toml:2:2: a byte here is not UTF-8/);
	assert.match(problemOf(write('wide.toml', Buffer.from('\uFEFFa = 1', 'utf16le'))), /wide\.toml:1:1: this is UTF-16/);
});

test('a name with control characters is shown escaped', () => {
	assert.match(problemOf(join(folder, 'a\u001b[2Jb.toml')), /a\\x1b\[2Jb\.toml: there is no such file/);
});
