import assert from 'node:assert/strict';
import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {test, type TestContext} from 'node:test';
import {fileURLToPath} from 'node:url';
import type {Damage} from '../../source/journal/damage.ts';
import {readJournal} from '../../source/journal/read.ts';
import {recoverJournal} from '../../source/journal/recover.ts';

const APPENDER = fileURLToPath(new URL('appender.ts', import.meta.url));
const NODE = [process.execPath, '--import', 'tsx', APPENDER] as const;

function temporary(t: TestContext): string {
	const directory = mkdtempSync(join(tmpdir(), 'sweeptop-faults-'));
	t.after(() => rmSync(directory, {recursive: true, force: true}));
	return directory;
}

function hasStrace(): boolean {
	const probe = spawnSync('strace', ['-f', '-o', '/dev/null', '-e', 'inject=fdatasync:error=EIO', 'true']);
	return probe.status === 0;
}

/** A folder that is a tmpfs of its own, or undefined where mounting is not allowed. */
function mountTmpfs(t: TestContext, options: string): string | undefined {
	const directory = mkdtempSync(join(tmpdir(), 'sweeptop-tmpfs-'));
	const {status} = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', directory]);
	t.after(() => {
		if (status === 0) spawnSync('umount', ['--lazy', directory]);
		rmSync(directory, {recursive: true, force: true});
	});
	return status === 0 ? directory : undefined;
}

/** Runs the appender under strace with this injection on the journal's first segment; its lines. */
function runInjected(directory: string, inject: string, count: number): {lines: string[]; signal: string | null} {
	const strace = ['-f', '-qq', '-o', '/dev/null', '-P', join(directory, 'journal.ndjson'), '-e', `inject=${inject}`];
	// strace counts calls for each thread: with one thread of the pool they are those of the journal.
	const env = {...process.env, UV_THREADPOOL_SIZE: '1'};
	const {stdout, signal} = spawnSync('strace', [...strace, ...NODE, directory, String(count)], {encoding: 'utf8', env});
	return {lines: stdout.trim().split('\n'), signal};
}

function lastAcknowledged(lines: readonly string[]): number {
	return Number(lines.findLast(line => line.startsWith('acknowledged '))?.split(' ')[1] ?? 0);
}

function readSeqs(directory: string): {seqs: number[]; damages: Damage[]} {
	const damages: Damage[] = [];
	const seqs = Array.from(readJournal(directory, {onDamage: d => damages.push(d)}), entry => entry.event.seq);
	return {seqs, damages};
}

function upTo(count: number): number[] {
	return Array.from({length: count}, (_, index) => index + 1);
}

async function untilLine(child: ChildProcess, wanted: (line: string) => boolean): Promise<string[]> {
	const seen: string[] = [];
	assert.ok(child.stdout !== null);
	for await (const line of createInterface({input: child.stdout})) {
		seen.push(line);
		if (wanted(line)) break;
	}
	return seen;
}

test('kill -9 in mid-append, three times in a row: nothing acknowledged is lost and the journal goes on', async t => {
	const directory = temporary(t);
	let acknowledged = 0;
	for (let round = 0; round < 3; round++) {
		const child = spawn(NODE[0], [...NODE.slice(1), directory, '1000000'], {stdio: ['ignore', 'pipe', 'inherit']});
		const before = acknowledged;
		const lines = await untilLine(child, line => Number(line.split(' ')[1]) > before + 100 + 37 * round);
		child.kill('SIGKILL');
		await once(child, 'exit');
		acknowledged = lastAcknowledged(lines);
		const {seqs} = readSeqs(directory);
		assert.ok(seqs.length >= acknowledged, `${seqs.length} < ${acknowledged}`);
		assert.deepEqual(seqs, upTo(seqs.length));
		acknowledged = seqs.length;
	}
	await recoverJournal(directory);
	assert.deepEqual(readSeqs(directory), {seqs: upTo(acknowledged), damages: []});
});

test('D1: ENOSPC from the kernel: trouble, then all records are there', t => {
	if (!hasStrace()) return t.skip('needs strace with injection');
	const directory = temporary(t);
	const {lines} = runInjected(directory, 'pwrite64:error=ENOSPC:when=3..6', 60);
	assert.match(lines.find(line => line.startsWith('trouble')) ?? '', /^trouble ENOSPC \d+$/);
	assert.equal(lines.filter(line => line === 'recovered').length, 1);
	assert.equal(lines.at(-1), 'closed');
	assert.deepEqual(readSeqs(directory), {seqs: upTo(60), damages: []});
	assert.deepEqual(readdirSync(directory), ['journal.ndjson']);
});

test('D3: EIO from fdatasync: the records go to a new segment', t => {
	if (!hasStrace()) return t.skip('needs strace with injection');
	const directory = temporary(t);
	const {lines} = runInjected(directory, 'fdatasync:error=EIO:when=4', 60);
	assert.ok(lines.some(line => line.startsWith('trouble EIO')));
	assert.equal(lines.at(-1), 'closed');
	assert.deepEqual(readdirSync(directory).toSorted(), ['journal.1.ndjson', 'journal.ndjson']);
	assert.deepEqual(readSeqs(directory), {seqs: upTo(60), damages: []});
});

for (const [call, when] of [
	['pwrite64', 2],
	['pwrite64', 7],
	['fdatasync', 1],
	['fdatasync', 5],
] as const) {
	test(`E1: killed at ${call} number ${when}: what was acknowledged is there, the next run goes on`, t => {
		if (!hasStrace()) return t.skip('needs strace with injection');
		const directory = temporary(t);
		const {lines} = runInjected(directory, `${call}:signal=SIGKILL:when=${when}`, 60);
		assert.notEqual(lines.at(-1), 'closed');
		const acknowledged = lastAcknowledged(lines);
		const {stdout} = spawnSync(NODE[0], [...NODE.slice(1), directory, '10'], {encoding: 'utf8'});
		assert.match(stdout, /closed/);
		const {seqs, damages} = readSeqs(directory);
		assert.ok(seqs.length >= acknowledged + 10);
		assert.deepEqual({seqs, damages}, {seqs: upTo(seqs.length), damages: []});
	});
}

test('D1, D2: a full tmpfs: short write and ENOSPC, then space: nothing acknowledged is lost', async t => {
	const directory = mountTmpfs(t, 'size=64k');
	if (directory === undefined) return t.skip('needs mount (root)');
	const run = join(directory, 'run');
	mkdirSync(run);
	writeFileSync(join(directory, 'ballast'), Buffer.alloc(40_000));
	const child = spawn(NODE[0], [...NODE.slice(1), run, '150'], {stdio: ['ignore', 'pipe', 'inherit']});
	const lines = await untilLine(child, line => line.startsWith('trouble'));
	assert.match(lines.at(-1) ?? '', /^trouble ENOSPC \d+$/);
	rmSync(join(directory, 'ballast'));
	const rest = await untilLine(child, line => line === 'closed');
	assert.ok(rest.includes('recovered'));
	assert.deepEqual(readSeqs(run), {seqs: upTo(150), damages: []});
});

test('D4: a read-only file system is a clear error before the first record', t => {
	const directory = mountTmpfs(t, 'ro');
	if (directory === undefined) return t.skip('needs mount (root)');
	const {stderr, status} = spawnSync(NODE[0], [...NODE.slice(1), directory, '1'], {encoding: 'utf8'});
	assert.notEqual(status, 0);
	assert.match(stderr, new RegExp(`cannot write ${directory}/journal\\.ndjson: EROFS`));
});

for (const [what, act] of [
	['moved', (path: string) => renameSync(path, `${path}-elsewhere`)],
	['deleted', (path: string) => rmSync(path, {recursive: true})],
] as const) {
	test(`D6: a run directory ${what} in mid-run is noticed at the next write, and no new folder is made`, async t => {
		const directory = join(temporary(t), 'run');
		mkdirSync(directory);
		const child = spawn(NODE[0], [...NODE.slice(1), directory, '1000000'], {stdio: ['ignore', 'pipe', 'inherit']});
		const exited = once(child, 'exit');
		let acted = false;
		const lines = await untilLine(child, line => {
			if (!acted && line.startsWith('acknowledged')) act(directory);
			acted = true;
			return line.startsWith('lost');
		});
		assert.match(lines.at(-1) ?? '', /was deleted or moved while the sweep ran/);
		assert.equal((await exited)[0], 1);
		assert.equal(existsSync(directory), false);
	});
}
