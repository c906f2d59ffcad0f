import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {findInheritable, planLaunch, shieldedStdio} from '../../source/executors/launcher.ts';
import {createTypist} from '../../source/executors/typist.ts';

const setsid = () => '/usr/bin/setsid';

test('the shell becomes the program where it hands on every variable', () => {
	const launch = planLaunch('/dev/pts/3', ['gemm', '-n', '64'], '/bin/gemm', {PATH: '/bin', SWEEP_n: '64'}, setsid);
	assert.deepEqual(launch.args.slice(2), ['/dev/pts/3', 'gemm', '-n', '64']);
	assert.deepEqual([launch.file, launch.detached], ['/bin/sh', true]);
});

test('setsid stands in where a variable would be lost, the shell where there is no setsid', () => {
	for (const name of ['a.b', 'BASH_FUNC_module%%', 'IFS', '1x']) {
		assert.deepEqual(planLaunch('/dev/pts/3', ['gemm'], '/bin/gemm', {[name]: '1'}, setsid), {
			file: '/usr/bin/setsid',
			args: ['-c', 'gemm'],
			detached: false,
		});
		assert.equal(planLaunch('/dev/pts/3', ['gemm'], '/bin/gemm', {[name]: '1'}, () => undefined).file, '/bin/sh');
	}
});

test('descriptors without close-on-exec are found by their flags and masked', () => {
	const root = mkdtempSync(join(tmpdir(), 'sweeptop-fd-'));
	mkdirSync(join(root, 'fd'));
	mkdirSync(join(root, 'fdinfo'));
	writeFileSync(
		join(root, 'limits'),
		'Limit  Soft Limit  Hard Limit  Units\nMax open files            64      64     files\n',
	);
	for (const [descriptor, flags] of [
		[1, '0100001'],
		[7, '02100000'],
		[9, '0100002'],
		[70, '0'],
	] as const) {
		symlinkSync('/dev/null', join(root, 'fd', String(descriptor)));
		writeFileSync(join(root, 'fdinfo', String(descriptor)), `pos:\t0\nflags:\t${flags}\nmnt_id:\t9\n`);
	}
	assert.deepEqual(findInheritable(root), [9]);
	rmSync(root, {recursive: true});
	assert.deepEqual(shieldedStdio([4, 4, 4], [6, 99_999], 5), [4, 4, 4, 'ignore', 'ignore', 'ignore', 5]);
});

test('typed bytes wait for room, in order, and never more than 4 KiB', async () => {
	let room = 3;
	const taken: number[] = [];
	const refused: string[] = [];
	const device = {
		type: (bytes: Uint8Array) => {
			const count = Math.min(room, bytes.length);
			taken.push(...bytes.subarray(0, count));
			room -= count;
			return count;
		},
	};
	const typist = createTypist(device, text => refused.push(text));
	typist.type(Uint8Array.of(1, 2));
	typist.type(Uint8Array.of(3, 4, 5));
	typist.type(new Uint8Array(4095));
	assert.deepEqual(taken, [1, 2, 3]);
	assert.equal(refused.length, 1);
	room = 100;
	await new Promise(resolve => setTimeout(resolve, 120));
	typist.close();
	assert.deepEqual(taken, [1, 2, 3, 4, 5]);
});
