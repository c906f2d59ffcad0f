import assert from 'node:assert/strict';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test, type TestContext} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Notification} from '../../source/domain/notification.ts';
import {createCommandDelivery, createNotifier, parseNotify} from '../../source/commands/notify/notify.ts';
import {terminalNotification} from '../../source/commands/notify/notify-terminal.ts';

function temporary(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-notify-'));
	t.after(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

/** The text of a file once it has that many lines. */
async function linesOf(path: string, count: number): Promise<readonly string[]> {
	for (let waitedMs = 0; waitedMs < 60_000; waitedMs += 10) {
		const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
		if (lines.length >= count) return lines;
		await sleep(10);
	}
	return [];
}

test('values of --notify are bell, osc, or commands', () => {
	assert.deepEqual(parseNotify(['bell', 'mail -s {event} me', 'osc']), {
		bell: true,
		osc: true,
		commands: [['mail', '-s', '{event}', 'me']],
	});
	assert.throws(() => parseNotify(['bell', '"']), {name: 'UserError'});
});

test('at most one message a second: those that come faster are gathered, the most urgent first', async t => {
	t.mock.timers.enable({apis: ['setTimeout']});
	let nowMs = 0;
	const told: [number, string][] = [];
	const notifier = createNotifier(
		message => void told.push([nowMs, message.text]),
		() => nowMs,
	);
	const pass = (ms: number): void => {
		nowMs += ms;
		t.mock.timers.tick(ms);
	};
	notifier.tell({event: 'best', text: 'first'});
	notifier.tell({event: 'best', text: 'second'});
	notifier.tell({event: 'best', text: 'third'});
	notifier.tell({event: 'thermal', text: 'hot'});
	pass(999);
	assert.deepEqual(told, [[0, 'first']]);
	pass(1);
	pass(1000);
	assert.deepEqual(told, [
		[0, 'first'],
		[1000, 'hot'],
		[2000, 'third (and 1 more like it)'],
	]);
	pass(5000);
	assert.equal(told.length, 3);
});

test('the end is told also where the process ends with it', async () => {
	const told: string[] = [];
	const notifier = createNotifier(
		message => void told.push(message.event),
		() => performance.now(),
	);
	notifier.tell({event: 'best', text: ''});
	notifier.tell({event: 'best', text: ''});
	notifier.tell({event: 'complete', text: ''});
	const started = performance.now();
	await notifier.close();
	assert.deepEqual(told, ['best', 'complete']);
	assert.ok(performance.now() - started < 20_000);
	notifier.tell({event: 'failed', text: ''});
	assert.deepEqual(told, ['best', 'complete']);
});

test('a command gets the message as arguments and its output goes nowhere', async t => {
	const folder = temporary(t);
	const script = join(folder, 'note.sh');
	writeFileSync(script, '#!/bin/sh\necho noise\nprintf "%s|" "$@" >> "$1"\necho >> "$1"\n', {mode: 0o700});
	const troubles: string[] = [];
	const deliver = createCommandDelivery({
		words: ['./note.sh', 'notes', '{event}', '{text}', '{run}', '{trial}', '{value}'],
		run: '/runs/gemm 1',
		workdir: folder,
		environment: process.env,
		onTrouble: text => void troubles.push(text),
	});
	deliver({event: 'best', text: 'a "b" $(c)', trial: 3, value: 1.5});
	assert.deepEqual(await linesOf(join(folder, 'notes'), 1), ['notes|best|a "b" $(c)|/runs/gemm 1|3|1.5|']);
	assert.deepEqual(troubles, []);
});

test('a command that cannot be started, or fails, is told once', async t => {
	const folder = temporary(t);
	for (const words of [['./no-such-program'], ['sh', '-c', 'exit 3'], ['sh', '-c', 'kill -9 $$']]) {
		const troubles: string[] = [];
		const deliver = createCommandDelivery({
			words,
			run: '',
			workdir: folder,
			environment: process.env,
			onTrouble: text => void troubles.push(text),
		});
		deliver({event: 'failed', text: ''});
		deliver({event: 'failed', text: ''});
		for (let waitedMs = 0; waitedMs < 60_000 && troubles.length === 0; waitedMs += 10) await sleep(10);
		await sleep(50);
		assert.equal(troubles.length, 1, words.join(' '));
		assert.match(troubles[0] ?? '', /ENOENT|exit 3|signal SIGKILL/);
	}
});

test('the terminal rings or shows only what was asked for, in the words that it knows', () => {
	const message: Notification = {event: 'best', text: 'trial 3;\u001B]0;x\u0007 is best'};
	const say = (wishes: {readonly bell: boolean; readonly osc: boolean}, environment = {}): string =>
		terminalNotification(wishes, message, environment);
	assert.equal(say({bell: false, osc: false}), '');
	assert.equal(say({bell: true, osc: false}), '\u0007');
	const shown = say({bell: false, osc: true}, {TERM: 'xterm-kitty'});
	assert.match(shown, /^\u001B\]9;[^\u001B\u0007]+\u0007$/);
	assert.match(
		say({bell: false, osc: true}, {VTE_VERSION: '7600'}),
		/^\u001B\]777;notify;sweeptop;[^;\u001B\u0007]+\u0007$/,
	);
	assert.match(say({bell: true, osc: true}, {TMUX: '/tmp/x'}), /^\u0007\u001BPtmux;\u001B\u001B\]9;.*\u0007\u001B\\$/);
});
