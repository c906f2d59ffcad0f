import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createScreenLine} from '../../source/commands/screen/screen-line.ts';
import {createPacer} from '../../source/commands/screen/screen-pacer.ts';
import {runScreen} from '../../source/commands/screen/screen.tsx';
import {createDemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import {createFakeTerminal} from '../helpers/fake-terminal.ts';

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

test('frames are spaced so that they keep the line busy for half of the time at most', () => {
	let nowMs = 0;
	const line = createScreenLine(
		() => 500,
		() => nowMs,
	);
	const send = (takesMs: number): void => {
		line.sent();
		nowMs += takesMs;
		line.drained();
	};
	assert.deepEqual([line.periodMs(), line.isSlow()], [500, false]);
	send(20);
	assert.deepEqual([line.periodMs(), line.isSlow()], [500, false], 'a fast line changes nothing');
	for (let frame = 0; frame < 12; frame++) send(2000);
	assert.ok(line.isSlow() && Math.abs(line.periodMs() - 4000) < 5, `${line.periodMs()} ms`);
	for (let frame = 0; frame < 12; frame++) send(5);
	assert.deepEqual([line.periodMs(), line.isSlow()], [500, false], 'it is fast again when the line is');
});

test('a frame that is not taken yet counts while it waits, up to ten seconds', () => {
	let nowMs = 0;
	const line = createScreenLine(
		() => 500,
		() => nowMs,
	);
	line.sent();
	nowMs = 1000;
	assert.equal(line.periodMs(), 2000);
	nowMs = 60_000;
	assert.equal(line.periodMs(), 10_000);
	line.drained();
	line.drained();
	assert.equal(line.periodMs(), 10_000);
});

test('a pacer spaces calls by what the period is when they are asked for', t => {
	t.mock.timers.enable({apis: ['setTimeout']});
	let nowMs = 0;
	let periodMs = 100;
	const calls: number[] = [];
	const pacer = createPacer(
		() => periodMs,
		() => nowMs,
		() => void calls.push(nowMs),
	);
	const pass = (ms: number): void => {
		for (let step = 0; step < ms; step += 10) {
			nowMs += 10;
			t.mock.timers.tick(10);
		}
	};
	pacer.request();
	pass(10);
	pacer.request();
	pass(200);
	periodMs = 1000;
	pacer.request();
	pass(500);
	assert.deepEqual(calls, [10, 110]);
	pass(500);
	assert.deepEqual(calls, [10, 110, 1110]);
	pacer.close();
});

test('a terminal that takes its time gets fewer frames, the person is told, and nothing is queued', async () => {
	const world = createDemoWorld({seed: 1});
	world.advanceTo(60_000);
	const demo = createDemoSession(world, '/runs/gemm-1');
	const terminal = createFakeTerminal(80, 24);
	const end = runScreen({
		session: demo,
		stdin: terminal.stdin,
		stdout: terminal.stdout,
		environment: {TERM: 'xterm-256color', LANG: 'C.UTF-8'},
		options: {framesPerSecond: 20},
	});
	await terminal.waitFor('gemm');
	let most = 0;
	let frames = 0;
	for (let second = 61; second <= 66; second++) {
		// Each frame is taken 250 ms after it was sent.
		terminal.stall(true);
		for (let part = 0; part < 5; part++) {
			demo.advanceTo(second * 1000 + part * 200);
			await pause(50);
			most = Math.max(most, terminal.stdout.writableLength);
		}
		const before = terminal.written().length;
		terminal.stall(false);
		await pause(1);
		if (terminal.written().length > before) frames++;
	}
	assert.ok(most < 8192, `${most} bytes waited`);
	assert.ok(frames <= 6);
	await terminal.waitFor(/the line to this terminal is slow/);
	terminal.type('qd');
	assert.deepEqual(await end, {left: 'detach'});
});
