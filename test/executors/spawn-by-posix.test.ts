import assert from 'node:assert/strict';
import {tmpdir} from 'node:os';
import {test} from 'node:test';
import {OutOfResourcesError} from '../../source/executors/out-of-resources.ts';
import {loadPosixCalls} from '../../source/executors/posix-calls.ts';
import {createSpawnByPosix} from '../../source/executors/spawn-by-posix.ts';
import {createExecutorContext} from '../../source/executors/context.ts';
import {createLocalPty} from '../../source/executors/local-pty.ts';
import {loadNativePty} from '../../source/executors/pty-native.ts';
import {run} from './run.ts';

const calls = loadPosixCalls();
const START = {argv: ['x'], workdir: tmpdir(), env: {}, terminal: '/dev/null', inheritable: []};

test("a program that vanished is refused with the kernel's errno", t => {
	if (calls === undefined) return t.skip('needs koffi and glibc 2.29');
	const spawn = createSpawnByPosix(calls);
	assert.equal(spawn({...START, file: '/nowhere/at/all'}), 'ENOENT');
	assert.equal(spawn({...START, file: tmpdir()}), 'EACCES');
	assert.equal(spawn({...START, file: '/bin/true', workdir: '/nowhere'}), 'ENOENT');
	const huge = spawn({...START, file: '/bin/true', argv: Array.from({length: 40}, () => 'x'.repeat(100_000))});
	assert.equal(huge, 'E2BIG arguments and environment are larger than the system allows');
});

test('a machine without a process to spare is no fault of the trial', () => {
	const spawn = createSpawnByPosix({spawn: () => ({errno: 11}), reap: () => undefined});
	assert.throws(() => spawn({...START, file: '/bin/true'}), OutOfResourcesError);
});

test('signals, arguments and the terminal are as a shell would give them', async t => {
	if (calls === undefined) return t.skip('needs koffi and glibc 2.29');
	const executor = createLocalPty(loadNativePty(), createExecutorContext(), createSpawnByPosix(calls));
	const script = 'grep -E "^Sig(Ign|Blk)" /proc/self/status; printf "%s|" "$@"; echo over > /dev/tty; tty';
	const {text, result} = await run(executor, ['sh', '-c', script, 'sh', 'žluťoučký', '', 'a b\nc']);
	assert.equal(result.why, 'exit 0');
	assert.match(text, /SigBlk:\s+0{16}\s+SigIgn:\s+0{16}/);
	assert.match(text, /žluťoučký\|\|a b\r\nc\|over\r\n\/dev\/pts\/\d+/);
});
