import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import process from 'node:process';
import {after, test} from 'node:test';
import {isStopped} from '../e2e/processes.ts';
import {eventually} from '../e2e/world.ts';
import {openPtyScreen, type PtyScreen} from '../helpers/pty-screen.ts';
import {REPOSITORY} from '../helpers/repository.ts';

const PROGRAM = join(REPOSITORY, 'test/helpers/screen-program.ts');
const LOADER = join(REPOSITORY, 'node_modules/tsx/dist/esm/index.mjs');

const opened: PtyScreen[] = [];
after(async () => {
	for (const screen of opened) await screen.close();
});

/** The screen as a job of a shell, which then prints the modes of the terminal and goes on. */
function openInShell(trick = '', environment: Readonly<Record<string, string>> = {}): PtyScreen {
	const command = `${process.execPath} --import ${LOADER} ${PROGRAM} ${trick}; echo "code $?"; stty -a | tr ';' '\\n' | grep -E 'icanon|echo ' ; echo shell-goes-on; exec cat`;
	const screen = openPtyScreen({argv: ['/bin/sh', '-c', command], environment});
	opened.push(screen);
	return screen;
}

/** The terminal is as a shell wants it: main buffer, cooked, echoing, cursor shown, no mouse, wrapping. */
async function assertRestored(screen: PtyScreen): Promise<void> {
	await screen.waitForText('shell-goes-on');
	assert.equal(screen.alternate(), false);
	const text = screen.text();
	assert.match(text, /(?<!-)icanon/);
	assert.match(text, /(?<!-)\becho\b/);
	const bytes = screen.received().toString('latin1');
	for (const mode of ['1049', '1000', '1006', '2004']) {
		assert.ok(bytes.lastIndexOf(`\u001B[?${mode}l`) > bytes.lastIndexOf(`\u001B[?${mode}h`), mode);
	}
	assert.ok(bytes.lastIndexOf('\u001B[?25h') > bytes.lastIndexOf('\u001B[?25l'), 'cursor');
	assert.ok(bytes.lastIndexOf('\u001B[?7h') > bytes.lastIndexOf('\u001B[?7l'), 'wrap');
}

/** Pid of the screen's own process: the child of the shell. */
function screenPid(screen: PtyScreen): number {
	const children = readFileSync(`/proc/${screen.pid}/task/${screen.pid}/children`, 'utf8').trim().split(' ');
	return Number(children[0]);
}

const canSeeProcesses = existsSync('/proc/self/task');

test('q and d: the terminal is restored', async () => {
	const screen = openInShell();
	await screen.waitForText('best #8');
	assert.equal(screen.alternate(), true);
	screen.type('qd');
	await screen.waitForText('left detach');
	await assertRestored(screen);
});

test('a component that throws: terminal restored, exit code 70', async () => {
	const screen = openInShell('crash');
	await screen.waitForText('best #8');
	screen.type('p');
	await screen.waitForText('left crash');
	assert.match(await screen.waitForText(/code \d+/), /code 70/);
	await assertRestored(screen);
});

test('process.exit behind the back of the screen: terminal restored', async () => {
	const screen = openInShell('exit');
	await screen.waitForText('best #8');
	screen.type('p');
	assert.match(await screen.waitForText(/code \d+/), /code 7\b/);
	const bytes = screen.received().toString('latin1');
	assert.ok(bytes.lastIndexOf('\u001B[?1049l') > bytes.lastIndexOf('\u001B[?1049h'));
	assert.ok(bytes.lastIndexOf('\u001B[?25h') > bytes.lastIndexOf('\u001B[?25l'));
});

test('SIGTERM, and two of them at once: terminal restored, 143', {
	skip: canSeeProcesses ? false : 'needs /proc',
}, async () => {
	const screen = openInShell();
	await screen.waitForText('best #8');
	const pid = screenPid(screen);
	process.kill(pid, 'SIGTERM');
	process.kill(pid, 'SIGTERM');
	assert.match(await screen.waitForText(/code \d+/), /code 143/);
	await assertRestored(screen);
});

for (const [signal, code] of [
	['SIGUSR1', 138],
	['SIGUSR2', 140],
] as const) {
	test(`${signal}, which Node takes otherwise: terminal restored, ${code}`, {
		skip: canSeeProcesses ? false : 'needs /proc',
	}, async () => {
		const screen = openInShell();
		await screen.waitForText('best #8');
		process.kill(screenPid(screen), signal);
		assert.match(await screen.waitForText(/code \d+/), new RegExp(`code ${code}`));
		assert.doesNotMatch(screen.received().toString('latin1'), /Debugger listening/);
		await assertRestored(screen);
	});
}

test('Ctrl-Z stops the job with the terminal restored, and going on draws everything again', {
	skip: canSeeProcesses ? false : 'needs /proc',
}, async () => {
	const screen = openPtyScreen({argv: [process.execPath, '--import', LOADER, PROGRAM]});
	opened.push(screen);
	await screen.waitForText('best #8');
	screen.press('ctrl+z');
	await eventually('it is stopped', () => isStopped(screen.pid));
	await eventually('the main screen', () => !screen.alternate());
	screen.resize(100, 30);
	screen.signal('SIGCONT');
	await screen.waitUntil(
		rows => rows.length === 30 && rows.some(row => row.includes('best #')) && screen.alternate(),
		'the screen again',
	);
	screen.type('2');
	await screen.waitForText('flags');
	screen.type('qd');
	assert.equal((await screen.exited).code, 0);
});

test('a stop and a continue from outside draw everything again', {
	skip: canSeeProcesses ? false : 'needs /proc',
}, async () => {
	const screen = openPtyScreen({argv: [process.execPath, '--import', LOADER, PROGRAM]});
	opened.push(screen);
	await screen.waitForText('best #8');
	screen.signal('SIGSTOP');
	await eventually('it is stopped', () => isStopped(screen.pid));
	const before = screen.received().length;
	screen.signal('SIGCONT');
	await screen.waitUntil(() => screen.received().subarray(before).includes('\u001B[2J'), 'a full redraw');
	screen.type('qd');
	await screen.exited;
});
