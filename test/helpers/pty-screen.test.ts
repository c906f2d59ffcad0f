import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openPtyScreen} from './pty-screen.ts';

const SHELL = ['/bin/sh', '-c'];

test('shows what a program writes to its terminal, and how it ended', async () => {
	const screen = openPtyScreen({argv: [...SHELL, 'printf "one\\r\\n\\033[1;31mtwo\\033[0m"; exit 7']});
	try {
		assert.deepEqual(await screen.exited, {code: 7, signal: 0});
		assert.deepEqual(screen.snapshot().slice(0, 3), ['one', 'two', '']);
	} finally {
		await screen.close();
	}
});

test('types, waits for an answer, resizes', async () => {
	const script = 'trap "stty size" WINCH; while :; do read line && echo "got <$line>"; done';
	const screen = openPtyScreen({argv: [...SHELL, script], columns: 60, rows: 20});
	try {
		screen.type('hello\r');
		assert.match(await screen.waitForText('got <hello>'), /got <hello>/);
		screen.resize(100, 30);
		screen.press('enter');
		await screen.waitForText(/^30 100$/m);
		assert.equal(screen.snapshot().length, 30);
	} finally {
		await screen.close();
	}
});

test('a text that never comes is reported with the screen', async () => {
	const screen = openPtyScreen({argv: [...SHELL, 'echo ready; cat']});
	try {
		await screen.waitForText('ready');
		await assert.rejects(screen.waitForText('absent', 100), /did not show absent within 100 ms; it shows:\n\| ready/);
	} finally {
		await screen.close();
	}
	await assert.rejects(screen.waitForText('absent'), /before the program ended/);
});

test('tells the alternate screen and hides the variables of build servers', async () => {
	const script = 'printf "\\033[?1049h<%s%s>" "$CI" "$CONTINUOUS_INTEGRATION"; read x; printf "\\033[?1049l"';
	process.env['CI'] = '1';
	const screen = openPtyScreen({argv: [...SHELL, script]});
	delete process.env['CI'];
	try {
		await screen.waitForText('<>');
		assert.equal(screen.alternate(), true);
		screen.press('enter');
		await screen.exited;
		assert.equal(screen.alternate(), false);
	} finally {
		await screen.close();
	}
});
