import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {LEAVE_SCREEN} from '../../source/commands/screen/screen-terminal.ts';
import type {DemoSession} from '../../source/store/demo/demo-session.ts';
import type {DemoOptions} from '../../source/store/demo/demo-world.ts';
import type {Session} from '../../source/store/session.ts';
import {imageQuery} from '../../source/commands/image/image-questions.ts';
import {BACKGROUND_QUERY} from '../../source/theme/background.ts';
import {cpuMs} from '../helpers/cpu-time.ts';
import {untilQuiet} from '../helpers/fake-terminal.ts';
import {openScreen} from '../helpers/open-screen.ts';

test('the screen shows the sweep, obeys keys, and gives the terminal back', async () => {
	const {terminal, end} = await openScreen();
	await terminal.waitFor('best #8');
	assert.equal(terminal.rawMode(), true);
	terminal.type('2');
	await terminal.waitFor('#  MFLOP/J▼');
	terminal.type('q');
	await terminal.waitFor('Leave it running');
	terminal.type('d');
	assert.deepEqual(await end, {left: 'detach'});
	assert.ok(terminal.written().endsWith(LEAVE_SCREEN));
	assert.equal(terminal.rawMode(), false);
});

test('raw mode is on before the first byte: a key that answers the first frame is never a signal', async () => {
	const {terminal, end} = await openScreen();
	assert.equal(terminal.rawModeAtFirst(), true);
	terminal.type('qd');
	await end;
});

test('0 bytes are sent while nothing changes, and a key is painted for at most 100 ms of CPU', async () => {
	const {terminal, demo, end} = await openScreen({atMs: 600_000});
	await untilQuiet(terminal);
	const before = terminal.written().length;
	for (let times = 0; times < 10; times++) demo.advanceTo(600_000);
	await pause(120);
	assert.equal(terminal.written().length, before);
	const times: number[] = [];
	for (let round = 0; round < 12; round++) {
		const pressed = cpuMs();
		const length = terminal.written().length;
		terminal.type(round % 2 === 0 ? '2' : '1');
		while (terminal.written().length === length) await new Promise(resolve => setImmediate(resolve));
		times.push(cpuMs() - pressed);
	}
	const median = times.toSorted((a, b) => a - b)[6] ?? Number.POSITIVE_INFINITY;
	// The bench holds the time that it takes against 50 ms.
	assert.ok(median < 100, `${median} ms`);
	terminal.type('q');
	assert.deepEqual(await end, {left: 'quit'});
});

for (const [columns, rows, budget] of [
	[80, 24, 600],
	[200, 50, 1200],
] as const) {
	test(`one update a second costs at most ${budget} bytes at ${columns}×${rows}`, async () => {
		const {terminal, demo, end} = await openScreen({columns, rows, atMs: 20_000});
		await untilQuiet(terminal);
		const before = Buffer.byteLength(terminal.written());
		const updates = 20;
		for (let update = 1; update <= updates; update++) {
			demo.advanceTo(20_000 + update * 1000);
			await pause(52);
		}
		const perUpdate = (Buffer.byteLength(terminal.written()) - before) / updates;
		assert.ok(perUpdate > 20 && perUpdate <= budget, `${perUpdate} bytes an update`);
		terminal.type('qd');
		await end;
	});
}

test('a long run that is read while it is looked at says how far it is, and stays where the person is', async () => {
	const change = (demo: DemoSession): Session => ({
		...demo,
		link: () => {
			const path = '/runs/gemm-1';
			return demo.state().phase === 'ended' ? {kind: 'file', path} : {kind: 'file', path, read: 0.345};
		},
	});
	const {terminal, demo, end} = await openScreen({demo: {trials: 9}, atMs: 5000, change});
	await terminal.waitFor('reading 34 %');
	terminal.type('2');
	await terminal.waitFor('MFLOP/J▼');
	demo.advanceTo(120_000);
	await terminal.waitFor('ended all trials done');
	await pause(80);
	assert.match(await terminal.text(), /MFLOP\/J▼/);
	terminal.type('q');
	assert.deepEqual(await end, {left: 'quit'});
});

test('a sweep that completes shows its plot once and names the files', async () => {
	const {terminal, demo, end} = await openScreen({demo: {trials: 9}, atMs: 5000});
	demo.advanceTo(120_000);
	await terminal.waitFor('/runs/gemm-1');
	const shown = await terminal.waitFor('flops_per_watt (MFLOP/J');
	assert.match(shown, /trials\.csv and trials\.json are in \/runs\/gemm-1/);
	terminal.type('1');
	await terminal.waitFor('best #');
	demo.advanceTo(121_000);
	await pause(80);
	assert.match(await terminal.text(), /best #/);
	terminal.type('q');
	assert.deepEqual(await end, {left: 'quit'});
});

test('the first view of the sweep file is the one that is shown', async () => {
	const change: NonNullable<DemoOptions['change']> = sweep => ({
		...sweep,
		views: [{kind: 'scatter', x: 'latency', y: 'flops'}],
	});
	const {terminal, demo, end} = await openScreen({demo: {trials: 9, change}, atMs: 5000});
	demo.advanceTo(120_000);
	await terminal.waitFor(/y flops \(GFLOP\/s\) +x latency/);
	terminal.type('q');
	await end;
});

test('all failed: no plot is forced, the reason is on the first lines', async () => {
	const {terminal, demo, end} = await openScreen({demo: {trials: 4, allFail: true}, atMs: 1000});
	demo.advanceTo(60_000);
	const shown = await terminal.waitFor('no trial completed');
	assert.match(shown, /no trial has a result: exit 1: out of memory/);
	terminal.type('q');
	await end;
});

test('a crash in a component restores the terminal and is told as one', async () => {
	let fail = false;
	const {terminal, demo, end} = await openScreen({
		change: session => ({
			...session,
			state: () => {
				const state = session.state();
				// A state that no engine makes: drawing it throws.
				return fail ? {...state, phase: 'broken' as 'running'} : state;
			},
		}),
	});
	fail = true;
	demo.advanceTo(61_000);
	const ended = await end;
	assert.ok(ended.left === 'crash');
	assert.equal(ended.exitCode, 70);
	assert.match(ended.error.message, /broken/);
	assert.ok(terminal.written().endsWith(LEAVE_SCREEN));
	assert.equal(terminal.rawMode(), false);
});

test('a terminal that is gone ends the screen once, and nothing is written after', async () => {
	const {terminal, demo, end} = await openScreen();
	const before = terminal.written();
	terminal.breakWith(Object.assign(new Error('write EIO'), {code: 'EIO'}));
	terminal.breakWith(Object.assign(new Error('write EIO'), {code: 'EIO'}));
	assert.deepEqual(await end, {left: 'signal', signal: 'SIGHUP', exitCode: 129});
	demo.advanceTo(70_000);
	await pause(80);
	assert.equal(terminal.written(), before);
});

test('an input that ends is a hang-up', async () => {
	const {terminal, end} = await openScreen();
	terminal.stdin.end();
	assert.deepEqual(await end, {left: 'signal', signal: 'SIGHUP', exitCode: 129});
});

test('a terminal that takes nothing is not written to, and gets one frame when it goes on', async () => {
	const {terminal, demo, end} = await openScreen();
	await untilQuiet(terminal);
	terminal.stall(true);
	const before = terminal.written().length;
	for (let second = 61; second <= 70; second++) {
		demo.advanceTo(second * 1000);
		await pause(52);
	}
	assert.equal(terminal.written().length, before);
	assert.ok(terminal.stdout.writableLength < 16_384, 'frames do not pile up');
	terminal.stall(false);
	await terminal.waitFor(/1:10 /);
	terminal.type('qd');
	await end;
});

test('a storm of resizes is drawn at most 20 times a second, and the last size counts', async () => {
	const {terminal, end} = await openScreen();
	const started = performance.now();
	const before = terminal.written().split('\u001B[2J').length;
	for (let times = 0; times < 1000; times++) {
		terminal.resize(1 + ((times * 7) % 500), 1 + ((times * 3) % 200));
		if (times % 100 === 0) await pause(20);
	}
	terminal.resize(100, 30);
	await terminal.waitFor('0 log');
	const redraws = terminal.written().split('\u001B[2J').length - before;
	const seconds = (performance.now() - started) / 1000;
	assert.ok(redraws <= Math.ceil(seconds * 20) + 2, `${redraws} redraws in ${seconds} s`);
	assert.equal((await terminal.rows()).length, 30);
	terminal.type('qd');
	await end;
});

test('small terminals say what they need and come back when they grow', async () => {
	const {terminal, end} = await openScreen({columns: 1, rows: 1});
	for (const [columns, rows, words] of [
		[5, 2, '60×'],
		[20, 5, '60×20'],
		[59, 20, 'needs 60×20'],
		[60, 20, 'gemm'],
	] as const) {
		terminal.resize(columns, rows);
		await terminal.waitFor(words);
	}
	terminal.type('qd');
	await end;
});

test('signals end the screen in order, and their handlers go with it', async () => {
	const listeners = (): number =>
		process.listenerCount('SIGTERM') + process.listenerCount('SIGCONT') + process.listenerCount('exit');
	const before = listeners();
	const {terminal, end} = await openScreen();
	process.emit('SIGTERM', 'SIGTERM');
	process.emit('SIGTERM', 'SIGTERM');
	assert.deepEqual(await end, {left: 'signal', signal: 'SIGTERM', exitCode: 143});
	assert.ok(terminal.written().endsWith(LEAVE_SCREEN));
	assert.equal(listeners(), before);
});

test('clicks choose rows and tabs, the wheel walks, pastes and answers are no keys', async () => {
	const {terminal, end} = await openScreen();
	terminal.type('\u001B[<0;5;12M');
	await terminal.waitFor(/▌ +15/);
	terminal.type('\u001B[<65;5;12M');
	await terminal.waitFor(/▌ +5 /);
	terminal.type('\u001B[200~qdqd\u001B[201~\u001B[?62;c\u001B[24;80R');
	await terminal.waitFor('a paste is ignored');
	terminal.type('\u001B[<0;15;23M');
	await terminal.waitFor('flags');
	terminal.type('qd');
	assert.deepEqual(await end, {left: 'detach'});
});

test('LANG=C and NO_COLOR: nothing but ASCII and weight is sent', async () => {
	const {terminal, end} = await openScreen({environment: {TERM: 'xterm', LANG: 'C', NO_COLOR: '1'}});
	for (const key of '234567') {
		terminal.type(key);
		await pause(20);
	}
	terminal.type('qd');
	await end;
	assert.match(terminal.written(), /^[\u0020-\u007E\u001B]*$/);
	const sgr = terminal.written().match(/\u001B\[[\d;]*m/g) ?? [];
	for (const sequence of sgr) assert.match(sequence, /^\u001B\[(?:;?[147](?:;[147])*)?m$/);
});

test('what programs and files name cannot reach the terminal', async () => {
	const evil = '\u001B]52;c;QQ==\u0007\u001B[2J\u009B31m\u202Eevil\r\n';
	const {terminal, end} = await openScreen({
		atMs: 62_000,
		firstWords: 'running',
		change: session => ({
			...session,
			runDirectory: evil,
			terminal: () => ({trial: 22, execution: 1, columns: 80, rows: [[{text: evil, sgr: `1m${evil}`}]]}),
			state: () => {
				const state = session.state();
				const sweep = state.sweep === undefined ? undefined : {...state.sweep, name: evil};
				return {...state, sweep, notices: [{t: '2026-11-21T19:45:00Z', level: 'error', text: evil, about: evil}]};
			},
		}),
	});
	for (const key of ['3', '6', '\t', '7', '2']) {
		terminal.type(key);
		await pause(20);
	}
	terminal.type('qd');
	await end;
	const inside = terminal
		.written()
		.replaceAll(BACKGROUND_QUERY, '')
		.replaceAll(imageQuery(false), '')
		.replaceAll(/\u001B\[(?:\d+;?)*[HKCmJ]|\u001B\[(?:\??\d+[hl])|\u001B\[[HKCm]/g, '')
		.replaceAll(/\u001B\[;[\d;]+m/g, '');
	assert.doesNotMatch(inside, /[\u0000-\u001F\u007F-\u009F\u202E]/);
});
