import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {
	appendFileSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {segmentPath, TelemetryFile, type TelemetryFileOptions} from '../../source/engine/telemetry-file.ts';
import {readTelemetry} from '../../source/engine/telemetry-reader.ts';

const WALL_MS = Date.parse('2026-11-21T19:45:12.345Z');

function setup(t: {after: (run: () => void) => void}, options: Partial<TelemetryFileOptions> = {}) {
	const directory = mkdtempSync(join(tmpdir(), 'sweeptop-telemetry-'));
	t.after(() => rmSync(directory, {recursive: true, force: true}));
	const notices: string[] = [];
	const open = (): TelemetryFile =>
		new TelemetryFile({
			directory,
			wallNow: () => WALL_MS,
			monoNow: () => 81_234.5,
			setTimer: () => () => {},
			onNotice: text => notices.push(text),
			...options,
		});
	return {directory, notices, open};
}

test('rows as they are promised: monotonic ms, wall time, a column a channel, empty for missing', async t => {
	const {directory, open} = setup(t);
	const file = open();
	file.append({
		t0: 81_234,
		channels: ['cpu.power_w', 'cpu.temp_c'],
		rows: [
			[0.5, 12.25, 40],
			[1000.5, null, 41],
		],
	});
	file.append({t0: 83_234, channels: ['cpu.temp_c'], rows: [[0.5, 42]]});
	await file.close();
	assert.equal(
		readFileSync(join(directory, 'telemetry.csv'), 'utf8'),
		'mono_ms,t,cpu.power_w,cpu.temp_c\n' +
			'81234.5,2026-11-21T19:45:12.345Z,12.25,40\n' +
			'82234.5,2026-11-21T19:45:13.345Z,,41\n' +
			'83234.5,2026-11-21T19:45:14.345Z,,42\n',
	);
	assert.equal(statSync(join(directory, 'telemetry.csv')).mode & 0o777, 0o600);
	assert.deepEqual(await readTelemetry(directory), {
		channels: ['cpu.power_w', 'cpu.temp_c'],
		rows: [
			[81_234.5, 12.25, 40],
			[82_234.5, null, 41],
			[83_234.5, null, 42],
		],
	});
});

test('a new channel, a full segment and a new engine each begin a segment; reading spans them', async t => {
	const {directory, open} = setup(t, {segmentBytes: 120});
	const file = open();
	for (const [index, channels] of [['a'], ['a'], ['a', 'b'], ['b']].entries()) {
		file.append({t0: index * 1000, channels, rows: [[0, ...channels.map(() => index)]]});
		await file.flush();
	}
	for (let index = 4; index < 8; index++) {
		file.append({t0: index * 1000, channels: ['a'], rows: [[0, index]]});
		await file.flush();
	}
	await file.close();
	const again = open();
	again.append({t0: 8000, channels: ['a'], rows: [[0, 8]]});
	await again.close();
	const headers = [0, 1, 2, 3, 4].map(
		segment =>
			existsSync(segmentPath(directory, segment)) &&
			readFileSync(segmentPath(directory, segment), 'utf8').split('\n')[0],
	);
	assert.deepEqual(headers.slice(0, 2), ['mono_ms,t,a', 'mono_ms,t,a,b']);
	assert.ok(headers[3] !== false, 'four segments at least');
	const {channels, rows} = await readTelemetry(directory);
	assert.deepEqual(channels, ['a', 'b']);
	assert.deepEqual(rows, [
		[0, 0, null],
		[1000, 1, null],
		[2000, 2, 2],
		[3000, null, 3],
		[4000, 4, null],
		[5000, 5, null],
		[6000, 6, null],
		[7000, 7, null],
		[8000, 8, null],
	]);
});

test('a torn file reads back whole rows at every length', async t => {
	const {directory, open} = setup(t);
	const file = open();
	file.append({
		t0: 0,
		channels: ['a'],
		rows: [
			[0, 1.5],
			[1000, 22.25],
			[2000, 333.125],
		],
	});
	await file.close();
	const path = join(directory, 'telemetry.csv');
	const whole = readFileSync(path, 'utf8');
	const ends = [...whole.matchAll(/\n/g)].map(match => match.index + 1);
	for (let length = whole.length; length >= 0; length--) {
		truncateSync(path, length);
		const {rows} = await readTelemetry(directory);
		assert.equal(rows.length, Math.max(0, ends.filter(end => end <= length).length - 1), `cut at ${length}`);
	}
	appendFileSync(path, whole);
	assert.equal((await readTelemetry(directory)).rows.length, 3);
});

test('after a new boot monotonic time repeats: the wall time tells the boots apart', async t => {
	const {directory, open} = setup(t);
	const before = open();
	before.append({t0: 1000, channels: ['a'], rows: [[0, 1]]});
	await before.close();
	const after = new TelemetryFile({
		directory,
		wallNow: () => WALL_MS + 3_600_000,
		monoNow: () => 500,
		setTimer: () => () => {},
		onNotice: () => {},
	});
	after.append({t0: 1000, channels: ['a'], rows: [[0, 2]]});
	await after.close();
	const read = await readTelemetry(
		directory,
		(monoMs, wall) => (Date.parse(wall ?? '') < WALL_MS + 60_000 ? 0 : 1e6) + monoMs,
	);
	assert.deepEqual(read.rows, [
		[1000, 1],
		[1_001_000, 2],
	]);
});

test('a disk that does not take the rows: one notice, nothing thrown, and it goes on later', async t => {
	const {directory, notices, open} = setup(t);
	const file = open();
	rmSync(directory, {recursive: true});
	for (let index = 0; index < 3; index++) {
		file.append({t0: index * 1000, channels: ['a'], rows: [[0, index]]});
		await file.flush();
	}
	assert.equal(notices.length, 1);
	assert.match(notices[0] ?? '', /not written to telemetry\.csv: ENOENT/);
	await file.close();
});

test('a full disk: one notice, and samples go on in the same segment when there is room', async t => {
	const {directory, notices, open} = setup(t);
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'sweeptop-test', directory], {stdio: 'ignore'});
	} catch {
		t.skip('needs root and mount');
		return;
	}
	try {
		const filler = join(directory, 'filler');
		const file = open();
		file.append({t0: 0, channels: ['a'], rows: [[0, 1]]});
		await file.flush();
		writeFileSync(filler, Buffer.alloc(8192));
		const rows = Array.from({length: 500}, (_, index) => [index, index / 3]);
		file.append({t0: 1000, channels: ['a'], rows});
		await file.flush();
		assert.equal(notices.length, 1);
		assert.match(notices[0] ?? '', /ENOSPC/);
		assert.equal(readFileSync(join(directory, 'telemetry.csv'), 'utf8').split('\n').length, 3, 'no row that was cut');
		rmSync(filler);
		file.append({t0: 9000, channels: ['a'], rows: [[0, 7]]});
		await file.close();
		assert.deepEqual((await readTelemetry(directory)).rows.at(-1), [9000, 7]);
		assert.deepEqual(readdirSync(directory), ['telemetry.csv']);
	} finally {
		execFileSync('umount', [directory]);
	}
});
