import assert from 'node:assert/strict';
import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, test} from 'node:test';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {createProbeSpawner} from '../../source/commands/probe/spawn-probes.ts';
import type {SpawnProbeProcess} from '../../source/engine/probe-child.ts';
import {buildZones, hang, isRunning, now, startLink, until, ZONES} from './started-link.ts';

// Most of the time they wait for silence: together they take as long as the longest.
describe('the link to a real probe process', {concurrency: 3}, () => {
	test('the real process on this machine: samples on our clock, sources, host facts without a name', async t => {
		const {link, heard} = startLink(t, {describeHost: true});
		await until(() => heard.hosts.length > 0 && heard.samples.length > 20, 'samples and host facts');
		assert.ok(heard.opened.includes('cpu') && heard.opened.includes('memory'));
		const last = heard.samples.findLast(({channel}) => channel === 'cpu.util_pct');
		assert.ok(last !== undefined && last.value >= 0 && last.value <= 100);
		assert.ok(Math.abs(now() - last.t) < 2000, 'the clock is CLOCK_MONOTONIC on both sides');
		const text = JSON.stringify(heard.hosts[0]);
		assert.match(text, /"kernel":/);
		assert.ok(!text.includes('hostname') && !/"(?:serial|uuid|fqdn)"/.test(text));
		assert.equal(link.isAlive, true);
		const pid = link.pid;
		link.close();
		await until(() => !isRunning(pid), 'its end');
		assert.deepEqual(heard.notices, []);
	});

	test('killed from outside: one notice, started again, sources not announced twice', async t => {
		const {link, heard} = startLink(t);
		await until(() => heard.samples.length > 5, 'samples');
		const first = link.pid;
		assert.ok(first !== undefined, heard.notices.join('\n'));
		process.kill(first, 'SIGKILL');
		const count = heard.samples.length;
		await until(() => heard.samples.length > count + 5 && link.pid !== first, 'samples of the new process');
		assert.deepEqual(heard.notices, ['the probe process ended (signal SIGKILL); it is started again']);
		assert.equal(heard.opened.filter(source => source === 'cpu').length, 1);
	});

	test('signals by which a scheduler says to all processes of a job that time is nearly up do not end it', async t => {
		const {link, heard} = startLink(t);
		await until(() => heard.samples.length > 5, 'samples');
		const {pid} = link;
		assert.ok(pid !== undefined, heard.notices.join('\n'));
		for (const signal of ['SIGUSR1', 'SIGUSR2'] as const) process.kill(pid, signal);
		const sentMs = now();
		await until(() => (heard.samples.at(-1)?.t ?? 0) > sentMs + 500, 'samples after them');
		assert.deepEqual([link.pid, heard.notices], [pid, []]);
	});

	for (const [what, isHung] of [
		['', false],
		[' (F4: also with a read that hangs)', true],
	] as const) {
		test(`it ends when its engine does${what}`, async t => {
			const tree = buildZones(t, 2);
			if (isHung) hang(tree, `${ZONES}/thermal_zone1/temp`);
			const settings = {
				root: tree.root,
				intervalMs: 100,
				cpuTdpWatts: 65,
				workdir: '/',
				sourcesOff: [],
				pathsOff: [],
				careful: false,
				describeHost: false,
			};
			const child = createProbeSpawner()(JSON.stringify(settings), {});
			let said = '';
			child.stdout.on('data', bytes => {
				said += String(bytes);
			});
			await until(() => said.includes('"zone.soc0.temp_c"'), 'samples');
			child.stdin.destroy();
			await until(() => child.exitCode !== null || child.signalCode !== null, 'its end');
			assert.deepEqual([child.exitCode, child.signalCode], isHung ? [null, 'SIGKILL'] : [0, null]);
		});
	}

	test('a program that cannot start is one notice', async t => {
		const {heard} = startLink(t, {
			spawn: (_settings, options) => spawn('/nonexistent/probe', [], {...options, stdio: ['pipe', 'pipe', 'ignore']}),
		});
		await wait(1800);
		assert.equal(heard.notices.length, 1);
		assert.match(heard.notices[0] ?? '', /ENOENT.*started again/);
	});

	test('one that breaks says in its notice what broke', async t => {
		const {heard} = startLink(t, {
			spawn: (_settings, options) =>
				spawn(process.execPath, ['-e', 'throw new TypeError("no such sensor: zone 7")'], {
					...options,
					stdio: ['pipe', 'pipe', 'pipe'],
				}),
		});
		await until(() => heard.notices.length > 0, 'the notice');
		assert.deepEqual(heard.notices, [
			'the probe process ended (exit 1: TypeError: no such sensor: zone 7); it is started again',
		]);
	});

	test('a source that hangs in no file is found out and switched off; the other loses no more than the pauses', async t => {
		const entry = fileURLToPath(new URL('../helpers/hanging-probe-process.ts', import.meta.url));
		const spawnHanging: SpawnProbeProcess = (settings, options) =>
			spawn(process.execPath, ['--import', 'tsx', entry, settings], {...options, stdio: ['pipe', 'pipe', 'ignore']});
		const {heard} = startLink(t, {spawn: spawnHanging, silenceMs: 1000});
		await until(() => heard.closed.has('hanging'), 'the source switched off');
		assert.equal(heard.closed.get('hanging'), 'switched off: reading it hung');
		const count = heard.samples.length;
		await until(() => heard.samples.length > count + 10, 'the other source');
		// On a machine that stands still for a while, a start may be told to have taken too long.
		const hangs = heard.notices.filter(text => text.startsWith('reading'));
		assert.deepEqual(hangs, [
			'reading a sensor hung; the probe process was started again',
			'reading hanging hung twice; it is switched off for this run',
		]);
	});

	test('sampling starts no process: strace sees no execve and no fork', async t => {
		if (spawnSync('strace', ['-V']).error !== undefined) return t.skip('needs strace');
		const folder = mkdtempSync(join(tmpdir(), 'sweeptop-strace-'));
		t.after(() => rmSync(folder, {recursive: true, force: true}));
		const {link, heard} = startLink(t);
		await until(() => heard.samples.length > 20, 'samples');
		const log = join(folder, 'log');
		const tracer = spawn(
			'strace',
			['-f', '-qq', '-e', 'trace=execve,fork,vfork,clone,clone3', '-o', log, '-p', String(link.pid)],
			{stdio: 'ignore'},
		);
		await wait(400);
		if (tracer.exitCode !== null) return t.skip('needs permission to trace');
		const count = heard.samples.length;
		await wait(2000);
		const sampled = heard.samples.length - count;
		tracer.kill('SIGINT');
		await new Promise(resolve => tracer.once('exit', resolve));
		const calls = readFileSync(log, 'utf8')
			.split('\n')
			.filter(line => /execve|fork|clone/.test(line) && !/resumed|CLONE_THREAD/.test(line));
		assert.deepEqual(calls, []);
		assert.ok(sampled > 10, `${sampled} samples while traced`);
	});

	test('F5: permission, really denied to an ordinary user, is told with the mend', async t => {
		if (process.getuid?.() !== 0 || spawnSync('setpriv', ['--version']).error !== undefined)
			return t.skip('needs root and setpriv');
		const root = mkdtempSync(join(tmpdir(), 'sweeptop-rapl-'));
		t.after(() => rmSync(root, {recursive: true, force: true}));
		const zone = join(root, 'sys/class/powercap/intel-rapl:0');
		mkdirSync(zone, {recursive: true, mode: 0o755});
		execFileSync('chmod', ['-R', 'a+rX', root]);
		writeFileSync(join(zone, 'name'), 'package-0\n');
		writeFileSync(join(zone, 'energy_uj'), '5\n', {mode: 0o400});
		const asNobody: SpawnProbeProcess = (settings, options) => {
			const entry = fileURLToPath(new URL('../../source/commands/probe/probe-process.ts', import.meta.url));
			const node = [process.execPath, '--import', import.meta.resolve('tsx'), entry, settings];
			return spawn('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', ...node], {
				...options,
				stdio: ['pipe', 'pipe', 'ignore'],
			});
		};
		const {heard} = startLink(t, {root, spawn: asNobody});
		await until(() => heard.closed.has('rapl') || heard.notices.length > 0, 'an answer');
		if (!heard.closed.has('rapl')) return t.skip('needs a tree that other users can read');
		assert.equal(heard.closed.get('rapl'), 'package-0: energy_uj may be read by root only');
	});
});
