import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {closeSync, constants, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {test, type TestContext} from 'node:test';
import {setTimeout as wait} from 'node:timers/promises';
import {Worker} from 'node:worker_threads';
import {
	closeDescriptor,
	createGuardedFile,
	createReadGuard,
	type GuardedFile,
	type ReadGuard,
} from '../../probes/host/read-guard.ts';
import {createSourceFiles} from '../../probes/host/source-files.ts';

const WORKER = new URL('../../probes/host/read-worker.ts', import.meta.url);

type Bench = {
	readonly folder: string;
	readonly guard: ReadGuard;
	/** Real monotonic ms, put forward by `skip`. */
	readonly now: () => number;
	readonly skip: (ms: number) => void;
	readonly notices: string[];
	readonly threads: () => number;
	/** A file of this text. */
	readonly file: (name: string, text: string) => GuardedFile;
	/** A file whose reads hang until `release`. */
	readonly fifo: (name: string) => GuardedFile & {readonly release: () => void};
};

function openBench(t: TestContext): Bench {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-guard-'));
	const notices: string[] = [];
	const workers: Worker[] = [];
	let skippedMs = 0;
	const now = (): number => Number(process.hrtime.bigint()) / 1e6 + skippedMs;
	const guard = createReadGuard({
		start: workerData => {
			workers.push(new Worker(WORKER, {workerData, execArgv: ['--disable-warning=ExperimentalWarning']}));
			workers.at(-1)?.unref();
		},
		now,
		notice: text => notices.push(text),
	});
	const releases: (() => void)[] = [];
	t.after(async () => {
		for (const release of releases) release();
		await Promise.all(workers.map(worker => worker.terminate()));
		rmSync(folder, {recursive: true});
	});
	const fileAt = (name: string): GuardedFile => {
		mkdirSync(dirname(join(folder, name)), {recursive: true});
		return createGuardedFile(`/${name}`, join(folder, name), 'source');
	};
	return {
		folder,
		guard,
		now,
		skip: ms => {
			skippedMs += ms;
		},
		notices,
		threads: () => workers.length,
		file: (name, text) => {
			const made = fileAt(name);
			writeFileSync(join(folder, name), text);
			return made;
		},
		fifo: name => {
			const made = fileAt(name);
			execFileSync('mkfifo', [join(folder, name)]);
			// With a writer, the open that hangs returns.
			const release = (): void => closeSync(openSync(join(folder, name), constants.O_RDWR));
			releases.push(release);
			return Object.assign(made, {release});
		},
	};
}

const textsOf = (bench: Bench, files: readonly GuardedFile[]): readonly string[] =>
	bench.guard.fetch(files).map(({text}) => (text.kind === 'value' ? text.text : `- ${text.reason}`));

test('texts come in order, with the times of their own reads; more files than one request holds', t => {
	const bench = openBench(t);
	const files = Array.from({length: 150}, (_, index) => bench.file(`f${index}`, `${index}\n`));
	const before = Number(process.hrtime.bigint()) / 1e6;
	const fetched = bench.guard.fetch(files);
	const after = Number(process.hrtime.bigint()) / 1e6;
	assert.deepEqual(
		fetched.map(({text}) => text),
		files.map((_, index) => ({kind: 'value', text: String(index)})),
	);
	const times = fetched.map(({endMs}) => endMs);
	assert.ok(times.every((time, index) => time >= (times[index - 1] ?? before) && time <= after));
	assert.equal(bench.threads(), 1);
	writeFileSync(join(bench.folder, 'f7'), 'new\n');
	assert.deepEqual(textsOf(bench, files.slice(6, 9)), ['6', 'new', '8']);
});

test('what cannot be read says why, and the same file may be asked for twice', t => {
	const bench = openBench(t);
	const good = bench.file('good', '1\n');
	const gone = createGuardedFile('/gone', join(bench.folder, 'gone'), 'source');
	const long = bench.file('long', 'x'.repeat(5000));
	assert.deepEqual(textsOf(bench, [gone, good, long, good]), [
		'- not there (ENOENT)',
		'1',
		'- more than a page of text',
		'1',
	]);
	writeFileSync(gone.fullPath, 'back\n');
	assert.deepEqual(textsOf(bench, [gone]), ['back']);
});

test('F4: one that hangs is left behind: those beside it are read in the same round, and it is not asked again', t => {
	const bench = openBench(t);
	const [first, hung, last] = [bench.file('a/temp', '1'), bench.fifo('b/temp'), bench.file('c/temp', '2')];
	const round = [first, hung, last];
	assert.deepEqual(textsOf(bench, round), ['1', '- the sensor does not answer', '2']);
	assert.ok(bench.guard.isStuck());
	const threads = bench.threads();
	assert.equal(threads, 2);
	for (let count = 0; count < 50; count++) {
		assert.deepEqual(textsOf(bench, round), ['1', '- the sensor does not answer', '2']);
	}
	assert.equal(bench.threads(), threads);
	assert.deepEqual(bench.notices, [], 'it may be slow for once');
});

test('F4: the other files of a device that hangs are not asked: a bus of ten rails costs one thread', t => {
	const bench = openBench(t);
	const rails = Array.from({length: 10}, (_, rail) => bench.fifo(`hwmon0/in${rail}`));
	const other = bench.file('hwmon1/temp', '1');
	for (let count = 0; count < 3; count++) {
		assert.deepEqual(textsOf(bench, [...rails, other]), [...rails.map(() => '- the sensor does not answer'), '1']);
	}
	assert.equal(bench.threads(), 2);
});

test('F4: after 4 s it is told; one that answers is asked again; the second time it is switched off', async t => {
	const bench = openBench(t);
	const hung = bench.fifo('hung');
	textsOf(bench, [hung]);
	bench.skip(4100);
	textsOf(bench, [hung]);
	assert.deepEqual(bench.notices, ['reading /hung hangs; it is left out until it answers']);
	hung.release();
	const released = bench.now();
	while (bench.guard.isStuck()) {
		assert.ok(bench.now() - released < 60_000);
		await wait(10);
	}
	let [text] = textsOf(bench, [hung]);
	// A machine that stutters may take longer for it than a reading may.
	while (text === '- the sensor does not answer' && bench.now() - released < 60_000) {
		await wait(10);
		[text] = textsOf(bench, [hung]);
	}
	assert.equal(text, '- ESPIPE', 'a FIFO has no position');
	rmSync(join(bench.folder, 'hung'));
	execFileSync('mkfifo', [join(bench.folder, 'hung')]);
	closeDescriptor(hung);
	textsOf(bench, [hung]);
	assert.ok(bench.guard.isStuck());
	bench.skip(4100);
	assert.deepEqual(textsOf(bench, [hung]), ['- switched off: reading it hung']);
	assert.deepEqual(bench.notices.slice(1), ['reading /hung hung twice; it is switched off for this run']);
});

test('a source reads all at once what it read before; its clock shows the time of each read, and never goes back', t => {
	const bench = openBench(t);
	const files = createSourceFiles({guard: bench.guard, root: bench.folder, source: 's', now: bench.now});
	const kept = ['a', 'b', 'c'].map(name => {
		bench.file(name, name);
		return files.keep(`/${name}`);
	});
	const sample = (): readonly number[] => {
		files.begin();
		const times = [files.now()];
		for (const file of kept) {
			assert.equal(file.read().kind, 'value');
			times.push(files.now());
		}
		files.end();
		times.push(files.now());
		return times;
	};
	for (let count = 0; count < 3; count++) {
		const times = sample();
		assert.deepEqual(
			times,
			times.toSorted((a, b) => a - b),
		);
	}
	// What is not asked for any more is not read.
	files.begin();
	kept[0]?.read();
	files.end();
	rmSync(join(bench.folder, 'b'));
	files.begin();
	assert.deepEqual(kept[1]?.read(), {kind: 'value', text: 'b'}, 'through the descriptor that it has');
	files.end();
	for (const file of kept) file.close();
	assert.equal(kept[0]?.read().kind, 'missing');
});
