import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {FOREIGN_LIMITS} from '../../source/importers/foreign/foreign-limits.ts';
import {openForeignSource} from '../../source/importers/foreign/foreign-source.ts';
import type {ImporterId} from '../../source/domain/importer.ts';
import {chooseImporter} from '../../source/importers/choose.ts';
import {IMPORTERS} from '../../source/importers/registry.ts';
import {openFile} from '../helpers/foreign-files.ts';

function makeFolder(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-hostile-'));
	t.after(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

describe('foreign source: what is refused before it is opened', () => {
	it('I9: refuses FIFOs, sockets, devices and files that the kernel makes up', async t => {
		const folder = makeFolder(t);
		execFileSync('mkfifo', [join(folder, 'fifo')]);
		assert.throws(() => openForeignSource(join(folder, 'fifo')), /fifo is a FIFO, not a file/);
		const server = createServer().listen(join(folder, 'socket'));
		await new Promise(resolve => server.once('listening', resolve));
		assert.throws(() => openForeignSource(join(folder, 'socket')), /socket is a socket, not a file/);
		server.close();
		assert.throws(() => openForeignSource('/dev/zero'), /zero is a device, not a file/);
		assert.throws(() => openForeignSource('/proc/self/status'), /is made by the kernel/);
		assert.throws(() => openForeignSource('/proc'), /is made by the kernel/);
		assert.throws(() => openForeignSource(join(folder, 'none')), /cannot be read: ENOENT/);
	});

	it('lists only files of the folder itself, by numbers, and does not follow links out', t => {
		const folder = makeFolder(t);
		const outside = makeFolder(t);
		writeFileSync(join(outside, 'secret.csv'), 'a\n1\n');
		for (const name of ['run_10', 'run_2']) {
			mkdirSync(join(folder, name));
			writeFileSync(join(folder, name, 'm.csv'), 'a\n1\n');
		}
		symlinkSync(join(outside, 'secret.csv'), join(folder, 'out.csv'));
		symlinkSync(outside, join(folder, 'away'));
		symlinkSync(folder, join(folder, 'circle'));
		symlinkSync(join(folder, 'run_2', 'm.csv'), join(folder, 'within.csv'));
		execFileSync('mkfifo', [join(folder, 'pipe.csv')]);
		const source = openForeignSource(folder);
		assert.deepEqual(
			source.entries().map(entry => entry.path),
			['run_2/m.csv', 'run_10/m.csv', 'within.csv'],
		);
		assert.throws(() => source.text('out.csv'), /leads out of/);
		assert.throws(() => source.text('../secret.csv'), /cannot be read|leads out of/);
		assert.throws(() => source.text('/etc/passwd'), /cannot be read|leads out of/);
		assert.throws(() => source.text('pipe.csv'), /is a FIFO/);
		assert.equal(source.head('out.csv').length, 0);
	});
});

describe('foreign source: caps', () => {
	it('I3: refuses a gzip that inflates to more than 200 times its size, in little memory', t => {
		const bomb = gzipSync(Buffer.alloc(64 * 1024 ** 2));
		const source = openFile(t, 'bomb.json.gz', bomb);
		const before = process.memoryUsage().rss;
		assert.throws(() => source.text(), /inflates to more than/);
		assert.throws(() => [...source.lines()], /inflates to more than/);
		assert.ok(process.memoryUsage().rss - before < 64 * 1024 ** 2);
		assert.ok(source.head().length <= 4096);
	});

	it('I3: inflates one layer, several members, and gives what a cut one holds', t => {
		assert.equal(openFile(t, 'two.gz', Buffer.concat([gzipSync('a'), gzipSync('b')])).text(), 'ab');
		const inner = gzipSync('x');
		assert.deepEqual(Buffer.from(openFile(t, 'nested.gz', gzipSync(inner)).bytes()), inner);
		assert.equal(openFile(t, 'padded.gz', Buffer.concat([gzipSync('a'), Buffer.alloc(100)])).text(), 'a');
		const junk = openFile(t, 'junk.gz', Buffer.concat([gzipSync('a'), Buffer.from('junk behind')]));
		assert.throws(() => junk.text(), /junk\.gz is no whole gzip/);
		const text = Array.from({length: 20_000}, (_, index) => `line ${index * 7919}`).join('\n');
		const cut = openFile(t, 'cut.gz', gzipSync(text).subarray(0, -200));
		assert.ok(text.startsWith(cut.text()) && cut.text().length > 1000);
		assert.equal(cut.isCut(), true);
		const broken = Buffer.from(gzipSync(text));
		broken.fill(0xff, 40, 80);
		assert.throws(() => openFile(t, 'broken.gz', broken).text(), /is no whole gzip/);
	});

	it('caps sizes, counts, depths and lines, each by name', t => {
		const limits = {...FOREIGN_LIMITS, mostBytes: 100, mostFiles: 3, mostDepth: 2, mostLineBytes: 10};
		const folder = makeFolder(t);
		writeFileSync(join(folder, 'big.txt'), 'x'.repeat(101));
		assert.throws(() => openForeignSource(join(folder, 'big.txt'), limits).text(), /has 101 bytes; at most 100 bytes/);
		assert.throws(() => openForeignSource(folder, FOREIGN_LIMITS).text('big.txt', 50), /at most 50 bytes/);
		assert.throws(
			() => [...openForeignSource(join(folder, 'big.txt'), limits).lines()],
			/a line of more than 10 bytes/,
		);
		mkdirSync(join(folder, 'a', 'b', 'c'), {recursive: true});
		assert.throws(() => openForeignSource(folder, limits).entries(), /folders more than 2 deep/);
		const wide = makeFolder(t);
		for (let index = 0; index < 4; index++) writeFileSync(join(wide, String(index)), '');
		assert.throws(() => openForeignSource(wide, limits).entries(), /more than 3 files/);
	});

	it('reads lines across pieces, and a last one without an end', t => {
		const long = 'é'.repeat(700_000);
		const text = `${long}\r\n${long}\n\nlast`;
		assert.deepEqual([...openFile(t, 'l.txt', text).lines()], [long, long, '', 'last']);
		assert.deepEqual([...openFile(t, 'e.txt', '').lines()], []);
		assert.deepEqual([...openFile(t, 'u.txt', Buffer.from([0x61, 0xff, 0x0a])).lines()], ['a\uFFFD']);
	});
});

describe('choosing an importer', () => {
	const claims = (id: ImporterId, recognition: 'sure' | 'likely') => ({
		id,
		title: id,
		takes: '',
		recognise: () => recognition,
		read: () => [],
	});

	it('takes the sure one, and lists several', t => {
		const source = openFile(t, 'x', '');
		assert.equal(chooseImporter([claims('csv', 'likely'), claims('t4', 'sure')], source).id, 't4');
		assert.throws(
			() => chooseImporter([claims('csv', 'sure'), claims('t4', 'sure')], source),
			/may be 2 things\nSay which: --from csv .*--from t4/,
		);
		assert.throws(() => chooseImporter([], source), /not recognised/);
		assert.throws(() => chooseImporter([claims('scrapbook', 'sure')], source, 'scarpbook'), /Did you mean scrapbook\?/);
		assert.equal(chooseImporter([claims('csv', 'sure'), claims('t4', 'likely')], source, 't4').id, 't4');
	});

	it('never throws on bytes of any kind', t => {
		const folder = makeFolder(t);
		const path = join(folder, 'any.json');
		fc.assert(
			fc.property(fc.uint8Array({maxLength: 200}), bytes => {
				writeFileSync(path, bytes);
				const source = openForeignSource(path);
				for (const importer of IMPORTERS) importer.recognise(source);
			}),
			{numRuns: 100},
		);
	});
});
