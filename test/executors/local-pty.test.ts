import assert from 'node:assert/strict';
import {chmodSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {createExecutorContext} from '../../source/executors/context.ts';
import {createLocalPty} from '../../source/executors/local-pty.ts';
import {loadNativePty} from '../../source/executors/pty-native.ts';
import {begin, run} from './run.ts';
import {spawnUnderTest} from './spawn-under-test.ts';

const executor = createLocalPty(loadNativePty(), createExecutorContext({watchMs: 50}), spawnUnderTest());
const folder = mkdtempSync(join(tmpdir(), 'sweeptop-pty-'));
after(async () => {
	await executor.settle?.();
	rmSync(folder, {recursive: true});
});

function script(name: string, text: string, mode = 0o755): string {
	const path = join(folder, name);
	writeFileSync(path, text);
	chmodSync(path, mode);
	return path;
}

for (const [bytes, runs, atOnce] of [
	[2000, 200, 1],
	[20_480, 200, 10],
	[1 << 20, 40, 4],
] as const) {
	test(`no byte of ${bytes} is lost in ${runs} runs, ${atOnce} at a time (A1)`, async () => {
		let missing = 0;
		const one = async (): Promise<void> => {
			const {output, result} = await run(executor, ['head', '-c', String(bytes), '/dev/zero']);
			assert.equal(result.why, 'exit 0');
			if (output.length !== bytes || output.some(byte => byte !== 0)) missing += 1;
		};
		for (let done = 0; done < runs; done += atOnce) await Promise.all(Array.from({length: atOnce}, one));
		assert.equal(missing, 0);
	});
}

test('a consumer that is slow around the exit loses nothing (B1)', async () => {
	for (const holdMs of [0, 100, 600]) {
		for (const bytes of [2000, 20_480]) {
			let isFirst = true;
			const onOutput = (): void | Promise<void> => {
				if (!isFirst) return undefined;
				isFirst = false;
				return new Promise(resolve => setTimeout(resolve, holdMs));
			};
			const {output} = await run(executor, ['head', '-c', String(bytes), '/dev/zero'], {onOutput});
			assert.equal(output.length, bytes);
		}
	}
});

test('a consumer that holds back is obeyed while the program lives', async () => {
	const hold = Promise.withResolvers<void>();
	const running = begin(executor, ['sh', '-c', 'yes | head -c 4000000'], {onOutput: () => hold.promise});
	await new Promise(resolve => setTimeout(resolve, 200));
	const held = running.seen().length;
	hold.resolve();
	const {output} = await running.finished;
	assert.ok(held < 100_000, `${held} bytes came while held back`);
	// Each newline becomes CR LF on a terminal.
	assert.equal(output.length, 6_000_000);
});

test('exit codes, signals and core dumps are exact', async () => {
	for (const code of [0, 1, 7, 125, 255]) {
		const {result} = await run(executor, ['sh', '-c', `exit ${code}`]);
		assert.deepEqual([result.outcome, result.code, result.why], ['exited', code, `exit ${code}`]);
	}
	for (const code of [126, 127]) {
		const {result} = await run(executor, ['sh', '-c', `exit ${code}`]);
		assert.equal(result.why, `exit ${code}`);
	}
	for (const signal of ['SIGKILL', 'SIGTERM', 'SIGSEGV', 'SIGHUP'] as const) {
		const {result} = await run(executor, ['sh', '-c', `kill -${signal.slice(3)} $$`]);
		assert.deepEqual([result.signal, result.code, result.why], [signal, undefined, `signal ${signal}`]);
	}
});

test('a last line without newline is delivered (A2)', async () => {
	const {text} = await run(executor, ['printf', 'acc=0.9']);
	assert.equal(text, 'acc=0.9');
});

test('what cannot be started says why, with its errno (A3)', async t => {
	const text = script('text', 'no program', 0o644);
	const bare = script('bare', 'echo no hash-bang line\n');
	const badHash = script('badhash', '#!/no/such/interpreter -x\n');
	const foreign = script('foreign', '');
	const elf = Buffer.alloc(64);
	elf.write('\x7fELF', 'latin1');
	elf.writeUInt16LE(0xf3f3, 18);
	writeFileSync(foreign, elf);
	const cases: readonly (readonly [string, readonly string[], string, string?])[] = [
		['a missing file', ['./gemm'], 'spawn failed: ENOENT ./gemm'],
		['a missing command', ['no-such-command'], 'spawn failed: ENOENT no-such-command (not found in PATH)'],
		['an empty name', [''], 'spawn failed: ENOENT (the command is empty)'],
		['no execute permission', [text], `spawn failed: EACCES ${text}`],
		['a folder', [folder], `spawn failed: EACCES ${folder}`],
		['a path through a file', [`${text}/x`], `spawn failed: ENOTDIR ${text}/x`],
		['a bad interpreter', [badHash], `spawn failed: ENOENT ${badHash} (its interpreter "/no/such/interpreter")`],
		['a bad folder', ['true'], 'spawn failed: ENOENT /no/such (working directory)', '/no/such'],
		['a file as folder', ['true'], `spawn failed: ENOTDIR ${text} (working directory)`, text],
		['a huge argument', ['true', 'x'.repeat(200_000)], 'spawn failed: E2BIG an argument of 200000 bytes'],
		['too many arguments', ['true', ...Array<string>(40).fill('x'.repeat(100_000))], 'spawn failed: E2BIG arguments'],
		['a NUL in an argument', ['echo', 'a\0b'], 'spawn failed: EINVAL an argument holds a NUL byte'],
	];
	for (const [name, argv, why, workdir] of cases) {
		await t.test(name, async () => {
			const {result, started} = await run(executor, argv, {workdir: workdir ?? folder});
			assert.equal(result.outcome, 'failed');
			assert.ok(result.why.startsWith(why), result.why);
			assert.deepEqual(started, []);
		});
	}
	await t.test('not a program', async t => {
		if (readdirSync('/proc/sys/fs/binfmt_misc').some(entry => entry.startsWith('qemu')))
			return t.skip('needs no binfmt_misc');
		for (const path of [bare, foreign]) {
			const {result} = await run(executor, [path]);
			assert.ok(result.why.startsWith(`spawn failed: ENOEXEC ${path}`), result.why);
		}
	});
});

test('arguments and environment arrive as they are (A16)', async () => {
	const values = [
		'$(touch pwned)',
		'; rm -rf x',
		'`id`',
		'',
		' ',
		"'",
		'"',
		'*',
		'\\',
		'-n',
		'--',
		'&&',
		'\n',
		'🦀',
		'%s',
	];
	const print = 'process.stdout.write(JSON.stringify([process.argv.slice(1), process.env]))';
	const env = {
		PATH: process.env['PATH'] ?? '',
		SWEEP_x: '$(touch pwned)',
		EMPTY: '',
		'BASH_FUNC_f%%': '() { :; }',
		IFS: 'q',
	};
	for (const extra of [{}, env]) {
		const {text} = await run(executor, [process.execPath, '-e', print, '--', ...values], {
			env: {...env, ...extra},
			workdir: folder,
		});
		const [argv, seen] = JSON.parse(text) as [string[], Record<string, string>];
		assert.deepEqual(argv, values);
		for (const [name, value] of Object.entries(env)) assert.equal(seen[name], value, name);
		assert.equal(seen['PWD'], folder);
		assert.equal(seen['TERM'], 'xterm-256color');
	}
	assert.equal(existsSync(join(folder, 'pwned')), false);
	const odd = script('-odd', '#!/bin/sh\necho "odd $1"\n');
	const {text} = await run(executor, ['-odd', 'x'], {env: {PATH: `${folder}:/usr/bin:/bin`}});
	assert.equal(text, 'odd x\r\n', odd);
});

test('a program that reads its input gets its end, also the second time (A17)', async () => {
	const {result, text} = await run(executor, ['sh', '-c', 'cat; cat; echo done']);
	assert.deepEqual([text, result.why], ['done\r\n', 'exit 0']);
});

test('the terminal is a real one: controlling, sized, told of its resize', async () => {
	const tty = await run(executor, [
		'sh',
		'-c',
		'test -t 0 && test -t 1 && test -t 2 && tty && echo own > /dev/tty && stty size',
	]);
	assert.match(tty.text, /^\/dev\/pts\/\d+\r\nown\r\n40 120\r\n$/);
	const running = begin(executor, [
		'sh',
		'-c',
		"trap 'stty size; exit 3' WINCH; echo ready; while :; do sleep 0.02; done",
	]);
	await running.waitFor('ready');
	running.execution.resize(77, 21);
	const {text, result} = await running.finished;
	assert.deepEqual([text, result.code], ['ready\r\n21 77\r\n', 3]);
	// B3: after the end, and with senseless sizes.
	running.execution.resize(0, -1);
	running.execution.resize(Number.NaN, 1e9);
});

test('keys reach the program; Ctrl-C is a signal', async () => {
	const running = begin(executor, [
		'sh',
		'-c',
		'trap "echo caught; exit 5" INT; echo ready; while :; do sleep 0.02; done',
	]);
	await running.waitFor('ready');
	running.execution.write(Buffer.from('\x03'));
	const {result, text} = await running.finished;
	assert.equal(result.code, 5);
	assert.match(text, /caught/);
});

test('a program that does not read takes 4 KiB and then refuses, without a spin (B13)', async () => {
	const running = begin(executor, ['sh', '-c', 'stty raw -echo; echo ready; exec sleep 0.6']);
	await running.waitFor('ready');
	const before = process.cpuUsage();
	running.execution.write(Buffer.alloc(1_000_000));
	for (let piece = 0; piece < 10; piece += 1) running.execution.write(Buffer.alloc(1024, 0x61));
	const {result, notices} = await running.finished;
	const spentMs = process.cpuUsage(before).user / 1000;
	assert.equal(result.why, 'exit 0');
	assert.match(notices[0] ?? '', /1000000 bytes of input were refused/);
	assert.ok(spentMs < 200, `${spentMs} ms of CPU`);
});

test('each execution has a fresh terminal (A18)', async () => {
	await run(executor, ['sh', '-c', 'stty raw -echo; printf "\\033[?1049h"']);
	const {text} = await run(executor, ['stty', '-a']);
	assert.match(text, /\bicanon\b/);
	assert.match(text, /(?<!-)\becho\b/);
});

test('output modes that rewrite text leave the marker alone', async () => {
	for (const mode of ['olcuc', '-opost', 'onlret ocrnl']) {
		const {text, result, wallMs} = await run(executor, ['sh', '-c', `stty ${mode}; printf ok`]);
		assert.match(text, /^ok$/i, mode);
		assert.equal(result.code, 0);
		assert.ok(wallMs < 20_000);
	}
});

test('a program that stopped its own terminal still ends', async t => {
	// TCOOFF by ioctl TCXONC; nothing that Node could undo from outside.
	const stop = 'import termios, sys; sys.stdout.write("before"); sys.stdout.flush(); termios.tcflow(1, termios.TCOOFF)';
	const {text, result, notices} = await run(executor, ['python3', '-c', stop]);
	if (result.why.startsWith('spawn failed: ENOENT')) return t.skip('needs python3');
	assert.deepEqual([text, result.code], ['before', 0]);
	return assert.match(notices.join(), /stopped the output/);
});

test('children get no descriptor of ours that matters (B16)', async () => {
	const secret = openSync('/etc/hostname', 'r');
	const other = begin(executor, ['sleep', '0.3']);
	const {text} = await run(executor, ['sh', '-c', 'ls -l /proc/self/fd']);
	await other.finished;
	for (const line of text.trim().split('\r\n').slice(1))
		assert.match(line, /-> \/dev\/(?:pts\/\d+|null)$|-> \/proc\/\d+\/fd$/, line);
	assert.ok(secret > 2);
});

test('no descriptor is lost in 200 executions (B15)', async () => {
	const open = () => readdirSync('/proc/self/fd').length;
	await run(executor, ['true']);
	const before = open();
	for (let index = 0; index < 200; index += 1) await run(executor, ['true']);
	assert.ok(open() <= before + 1, `${before} before, ${open()} after`);
});

test('the source never ends a terminal object of node-pty, whose pid is -1', () => {
	const sources = readdirSync(join(import.meta.dirname, '../../source/executors')).map(name =>
		readFileSync(join(import.meta.dirname, '../../source/executors', name), 'utf8'),
	);
	for (const source of sources)
		assert.doesNotMatch(source, /from 'node-pty'|pty\.(?:kill|destroy)\(|process\.kill\(-1/);
});
