import assert from 'node:assert/strict';
import {Writable} from 'node:stream';
import {test, type TestContext} from 'node:test';
import {createImportProgress, type ImportProgress} from '../../source/commands/foreign/import-progress.ts';
import {openFile} from '../helpers/foreign-files.ts';

type Told = {readonly progress: ImportProgress; readonly text: () => string; readonly clock: {nowMs: number}};

function openProgress(isTTY: boolean): Told {
	const written: string[] = [];
	const stderr = new Writable({
		write: (chunk, _encoding, done) => {
			written.push(String(chunk));
			done();
		},
	});
	const clock = {nowMs: 0};
	const progress = createImportProgress('big.csv', Object.assign(stderr, {isTTY}), () => clock.nowMs);
	return {progress, text: () => written.join(''), clock};
}

function openLines(t: TestContext): ReturnType<typeof openFile> {
	return openFile(t, 'big.csv', 'a,b\n'.repeat(5000));
}

test('what is read at once is not spoken of', t => {
	const {progress, text, clock} = openProgress(true);
	const source = progress.watch(openLines(t));
	for (const _ of source.lines()) clock.nowMs += 0.1;
	progress.wrote(1, 2);
	progress.done();
	assert.equal(text(), '');
});

test('on a terminal one line grows and goes away; elsewhere one line is written', t => {
	const terminal = openProgress(true);
	for (const _ of terminal.progress.watch(openLines(t)).lines()) terminal.clock.nowMs += 1;
	const frames = terminal.text().split('\r').filter(Boolean);
	assert.ok(frames.length > 3, terminal.text());
	assert.equal(frames[0], 'reading big.csv: 4 KiB of 19.5 KiB\u001B[K');
	for (let trial = 1; trial <= 4096; trial += 1) {
		terminal.clock.nowMs += 1;
		terminal.progress.wrote(trial, 4096);
	}
	assert.match(terminal.text(), /\rimporting big\.csv: [34]\d\d\d of 4096 trials\u001B\[K$/);
	terminal.progress.done();
	assert.ok(terminal.text().endsWith('\r\u001B[K'));
	const before = terminal.text();
	terminal.progress.wrote(1, 1);
	assert.equal(terminal.text(), before);
	const file = openProgress(false);
	for (const _ of file.progress.watch(openLines(t)).lines()) file.clock.nowMs += 1;
	file.progress.done();
	assert.equal(file.text(), 'reading big.csv: 4 KiB of 19.5 KiB …\n');
});

test('the watched source gives what the source gives', t => {
	const source = openFile(t, 'x.txt', 'one\ntwo\n');
	const watched = openProgress(true).progress.watch(source);
	assert.equal(watched.text(), source.text());
	assert.deepEqual([...watched.lines()], [...source.lines()]);
	assert.deepEqual([...watched.pieces()], [...source.pieces()]);
	assert.deepEqual(watched.bytes(), source.bytes());
	assert.deepEqual(watched.head(), source.head());
});
