import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {it, type TestContext} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {withTables} from '../../source/importers/optuna/sqlite-tables.ts';

/** Writes pairs that add up to 0, one pair a transaction, and waits for no lock: any lock of a reader is an error. */
const WRITER = `
const {DatabaseSync} = require('node:sqlite');
const [, path, mode] = process.argv;
const database = new DatabaseSync(path, {timeout: 0});
database.exec('PRAGMA journal_mode = ' + mode + '; PRAGMA synchronous = OFF; CREATE TABLE pairs (value INTEGER)');
const add = database.prepare('INSERT INTO pairs VALUES (?)');
const end = Date.now() + 1500;
let count = 0;
while (Date.now() < end) {
	database.exec('BEGIN IMMEDIATE');
	add.run(++count);
	add.run(-count);
	database.exec('COMMIT');
	if (count % 20 === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 40);
}
database.close();
console.log(count);
`;

for (const mode of ['DELETE', 'WAL']) {
	it(`I7: a database is read whole while it is written, and its writer meets no lock (${mode})`, async t => {
		const path = join(makeFolder(t), 'live.db');
		const writer = spawn(process.execPath, ['--eval', WRITER, '--', path, mode], {stdio: ['ignore', 'pipe', 'pipe']});
		const output = {out: '', error: ''};
		writer.stdout.on('data', chunk => (output.out += String(chunk)));
		writer.stderr.on('data', chunk => (output.error += String(chunk)));
		const closed = once(writer, 'close');
		let reads = 0;
		let most = 0;
		while (writer.exitCode === null) {
			await sleep(15);
			if (!existsSync(path)) continue;
			const values: number[] = [];
			await withTables(path, tables => tables.each('pairs', ['value'], value => values.push(Number(value))));
			assert.equal(values.length % 2, 0, 'a transaction is there whole or not at all');
			assert.equal(
				values.reduce((sum, value) => sum + value, 0),
				0,
			);
			assert.ok(values.length >= most, 'nothing that was seen is lost');
			most = values.length;
			reads += 1;
		}
		const [code] = await closed;
		assert.equal(code, 0, output.error);
		assert.ok(reads > 5 && most > 40, `${reads} reads of up to ${most} rows, ${output.out.trim()} pairs written`);
	});
}

function makeFolder(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-live-'));
	t.after(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}
