import assert from 'node:assert/strict';
import {EventEmitter} from 'node:events';
import {test} from 'node:test';
import {Worker as RealWorker, type Worker} from 'node:worker_threads';
import headless from '@xterm/headless';
import type {TerminalRun} from '../../source/domain/protocol.ts';
import {createClamp} from '../../source/executors/clamp.ts';
import type {EmulatedScreen} from '../../source/executors/emulator-messages.ts';
import {type EmulatorOptions, startEmulator} from '../../source/executors/emulator.ts';
import {displayWidth} from '../../source/plot/width.ts';

const workerUrl = new URL('../../source/executors/emulator-worker.ts', import.meta.url);
const textOf = (row: readonly TerminalRun[] | undefined) => (row ?? []).map(run => run.text).join('');

function watch(changes: Partial<EmulatorOptions> = {}) {
	const screens: EmulatedScreen[] = [];
	const notices: string[] = [];
	const emulator = startEmulator({
		columns: 40,
		rows: 6,
		workerUrl,
		onScreen: screen => void screens.push(screen),
		onNotice: text => void notices.push(text),
		...changes,
	});
	const until = async (test: (screen: EmulatedScreen) => boolean): Promise<EmulatedScreen> => {
		const deadline = performance.now() + 60_000;
		for (;;) {
			const last = screens.at(-1);
			if (last !== undefined && test(last)) return last;
			if (performance.now() > deadline) throw new Error(`last screen: ${JSON.stringify(last)}`);
			await new Promise(resolve => setTimeout(resolve, 10));
		}
	};
	return {emulator, screens, notices, until};
}

test('cells, colours and wide characters come as they would look by hand', async () => {
	const {emulator, until, screens} = watch();
	emulator.feed(
		Buffer.from(
			'\x1b]0;evil title\x07hello \x1b[1;31mred\x1b[0m 漢字x\x1b[38;5;200mA\x1b[38;2;1;2;3mB\x1b[97;104mC\x1b[m\r\n\x1b[7minv\x1b[0m',
		),
	);
	const screen = await until(({rows}) => textOf(rows[1]) === 'inv');
	assert.deepEqual(screen.rows[0], [
		{text: 'hello '},
		{text: 'red', sgr: '1;31'},
		{text: ' 漢字x'},
		{text: 'A', sgr: '38;5;200'},
		{text: 'B', sgr: '38;2;1;2;3'},
		{text: 'C', sgr: '97;104'},
	]);
	assert.deepEqual(screen.rows[1], [{text: 'inv', sgr: '7'}]);
	assert.deepEqual(screen.cursor, {column: 3, row: 1});
	assert.deepEqual([screen.rows.length, screen.columns], [6, 40]);
	// Nothing changed, nothing comes.
	const count = screens.length;
	emulator.feed(Buffer.from('\x1b[0m'));
	await new Promise(resolve => setTimeout(resolve, 500));
	assert.equal(screens.length, count);
	emulator.resize(20, 3);
	await until(({rows}) => rows.length === 3);
	await emulator.close();
});

test('a flood is shown at most five times a second, its end for sure', async () => {
	const {emulator, screens, until} = watch({seed: Buffer.from('before'), watchdogMs: 20_000});
	await until(({rows}) => textOf(rows[0]) === 'before');
	const first = screens.length;
	const begun = performance.now();
	for (let block = 0; block < 100; block += 1) {
		emulator.feed(Buffer.from(`${block} `.repeat(20_000)));
		await new Promise(resolve => setImmediate(resolve));
	}
	emulator.feed(Buffer.from('\x1b[2J\x1b[Hthe end'));
	await until(({rows}) => textOf(rows[0]) === 'the end');
	const seconds = (performance.now() - begun) / 1000;
	assert.ok(screens.length - first <= 5 * seconds + 2, `${screens.length - first} screens in ${seconds} s`);
	await emulator.close();
});

test('one thread shows one program after the other: nothing of the one before, and the first screen at once', async () => {
	const {emulator, until, screens} = watch({seed: Buffer.from('\x1b[31mfirst\x1b[8;1Hlow')});
	await until(({rows}) => textOf(rows[0]) === 'first');
	const before = screens.length;
	const second: EmulatedScreen[] = [];
	emulator.feed(Buffer.from('half of an escape \x1b[3'));
	emulator.begin({seed: Buffer.from('second'), onScreen: screen => void second.push(screen)});
	emulator.feed(Buffer.from(' goes on'));
	const deadline = performance.now() + 60_000;
	while (textOf(second.at(-1)?.rows[0]) !== 'second goes on' && performance.now() < deadline)
		await new Promise(resolve => setTimeout(resolve, 5));
	assert.deepEqual(second.at(-1)?.rows[0], [{text: 'second goes on'}]);
	assert.ok(second.every(({rows}) => rows.slice(1).every(row => textOf(row) === '')));
	assert.equal(screens.length, before, 'a screen of the program before was told');
	await emulator.close();
});

test('after a thread that hung the next program has one again', async () => {
	let started = 0;
	const deaf = Object.assign(new EventEmitter(), {postMessage: () => undefined, terminate: () => Promise.resolve(1)});
	const {emulator, until, notices} = watch({
		watchdogMs: 20,
		createWorker: (url, settings) => {
			started += 1;
			return started === 1 ? (deaf as unknown as Worker) : new RealWorker(url, {workerData: settings});
		},
	});
	deaf.emit('message', {kind: 'ready'});
	emulator.feed(Buffer.from('\x1b[31mraw\x1b[0m'));
	await until(({rows}) => textOf(rows[0]) === 'raw');
	const second: EmulatedScreen[] = [];
	emulator.begin({onScreen: screen => void second.push(screen)});
	assert.deepEqual([started, notices.length], [2, 1]);
	await emulator.close();
});

test('UTF-8 split at each byte is put together, wrong bytes are replaced', async () => {
	const {emulator, until} = watch();
	for (const byte of Buffer.from('é漢🦀|')) emulator.feed(Uint8Array.of(byte));
	emulator.feed(Uint8Array.of(0xff, 0xc3, 0x28));
	const screen = await until(({rows}) => textOf(rows[0]).endsWith('('));
	assert.match(textOf(screen.rows[0]), /^é漢🦀\|.*\($/u);
	await emulator.close();
});

test('every bomb costs less than 5 ms behind the clamp (B6)', async () => {
	const terminal = new headless.Terminal({cols: 120, rows: 40, scrollback: 0, logLevel: 'off', allowProposedApi: true});
	const write = (bytes: Buffer) => new Promise<void>(resolve => terminal.write(bytes, resolve));
	await write(Buffer.from('warm up\x1b[3b\x1b[2L\r\n'.repeat(1000)));
	const finals = ['b', 'L', 'M', '@', 'P', 'X', 'S', 'T', 'I', 'Z', 'B', "'}", "'~", ' @', ' A'];
	for (const final of finals) {
		for (const count of ['10000', '100000', '1000000', '2147483647']) {
			const times: number[] = [];
			for (let attempt = 0; attempt < 3; attempt += 1) {
				const begun = process.cpuUsage();
				await write(createClamp(120, 40).filter(Buffer.from(`x\x1b[${count}${final}`)));
				times.push(process.cpuUsage(begun).user / 1000);
			}
			assert.ok(Math.min(...times) < 5, `${count}${final}: ${times.join(', ')} ms`);
		}
	}
	terminal.dispose();
});

test('a million combining marks, joined signs, wide ones at the margin, tabs and right-to-left keep a screen in shape (B8)', async () => {
	const {emulator, until, screens} = watch({watchdogMs: 20_000});
	const hostile = [
		`a${'\u0301'.repeat(1_000_000)}`,
		'👩\u200D'.repeat(50_000),
		`${'x'.repeat(39)}漢${'x'.repeat(39)}字`,
		`${'\t'.repeat(200)}end`,
		`\u202Eשלום ${'مرحبا '.repeat(100)}\u2066`,
	];
	for (const [number, text] of hostile.entries()) {
		emulator.feed(Buffer.from(`\x1b[2J\x1b[H${text}\r\nend ${number}`));
		await until(({rows}) => rows.some(row => textOf(row).trim() === `end ${number}`));
	}
	await emulator.close();
	for (const {rows} of screens) {
		for (const row of rows) {
			assert.ok(displayWidth(textOf(row)) <= 40, JSON.stringify(textOf(row).slice(0, 200)));
			assert.ok(textOf(row).length <= 40 * 32, `${textOf(row).length} characters in a row of 40 cells`);
		}
	}
});

test('50 MB of a string without end do not grow the emulator (B7)', async () => {
	const {emulator, until} = watch({watchdogMs: 5000});
	const before = process.memoryUsage.rss();
	emulator.feed(Buffer.from('\x1b]0;'));
	for (let block = 0; block < 50; block += 1) {
		emulator.feed(Buffer.alloc(1 << 20, 0x61));
		await new Promise(resolve => setTimeout(resolve, 1));
	}
	emulator.feed(Buffer.from('\nback\n'.repeat(300_000)));
	await until(({rows}) => rows.some(row => textOf(row).trim() === 'back'));
	const grown = (process.memoryUsage.rss() - before) / 1e6;
	await emulator.close();
	assert.ok(grown < 130, `${grown} MB for a thread and its emulator`);
});

test('an emulator that hangs is stopped, and the raw end is shown (B17)', async () => {
	class Deaf extends EventEmitter {
		terminated = false;
		postMessage(): void {}
		terminate(): Promise<number> {
			this.terminated = true;
			return Promise.resolve(1);
		}
	}
	const deaf = new Deaf();
	const {emulator, notices, until} = watch({watchdogMs: 50, createWorker: () => deaf as unknown as Worker});
	deaf.emit('message', {kind: 'ready'});
	emulator.feed(Buffer.from('one\r\n\x1b[31mtwo\x1b[0m\r\n'));
	const screen = await until(({rows}) => rows.length === 6);
	assert.ok(deaf.terminated);
	assert.deepEqual(screen.rows.slice(0, 3).map(textOf), ['one', 'two', '']);
	assert.match(notices.join(), /hung/);
	emulator.feed(Buffer.from(`${'x'.repeat(100)}\n`));
	await until(({rows}) => textOf(rows[2]) === 'x'.repeat(40));
	await emulator.close();
});

test('a worker that breaks does not harm the engine', async () => {
	const {emulator, notices, until} = watch({workerUrl: new URL('data:text/javascript,throw new Error("broken")')});
	emulator.feed(Buffer.from('still here\n'));
	await until(({rows}) => textOf(rows[0]) === 'still here');
	assert.match(notices.join(), /broke/);
	await emulator.close();
});
