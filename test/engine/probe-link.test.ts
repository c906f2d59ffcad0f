import assert from 'node:assert/strict';
import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, test, type TestContext} from 'node:test';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {createProbeSpawner} from '../../source/commands/spawn-probes.ts';
import type {SpawnProbeProcess} from '../../source/engine/probe-child.ts';
import {type ProbeCosts, type ProbeLink, startProbeLink} from '../../source/engine/probe-link.ts';
import {buildTree} from '../helpers/fake-sysfs.ts';

const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/** What a link said, and ways to wait for it. */
function startLink(
	t: TestContext,
	options: {
		root?: string;
		spawn?: SpawnProbeProcess;
		silenceMs?: number;
		intervalMs?: number;
		describeHost?: boolean;
	} = {},
) {
	const heard = {
		samples: [] as {channel: string; t: number; value: number}[],
		missing: new Map<string, string | null>(),
		opened: [] as string[],
		closed: new Map<string, string>(),
		notices: [] as string[],
		hosts: [] as Readonly<Record<string, unknown>>[],
		costs: [] as ProbeCosts[],
	};
	const link = startProbeLink({
		spawn: options.spawn ?? createProbeSpawner(),
		settings: {
			root: options.root ?? '',
			intervalMs: options.intervalMs ?? 100,
			cpuTdpWatts: 65,
			workdir: fileURLToPath(new URL('../..', import.meta.url)),
			describeHost: options.describeHost ?? false,
		},
		now,
		setTimer: (callback, ms) => {
			const timer = setTimeout(callback, ms);
			return () => clearTimeout(timer);
		},
		onBatch: (frame, missing) => {
			for (const row of frame.rows) {
				for (const [index, channel] of frame.channels.entries()) {
					const value = row[index + 1];
					if (typeof value === 'number') heard.samples.push({channel, t: frame.t0 + (row[0] ?? 0), value});
				}
			}
			for (const [channel, reason] of Object.entries(missing)) heard.missing.set(channel, reason);
		},
		onOpened: source => heard.opened.push(source),
		onClosed: (source, {reason}) => heard.closed.set(source, reason),
		onHost: host => heard.hosts.push(host),
		onCosts: costs => heard.costs.push(costs),
		onNotice: text => heard.notices.push(text),
		...(options.silenceMs === undefined ? {} : {silenceMs: options.silenceMs}),
	});
	t.after(() => link.close());
	return {link, heard};
}

async function until(condition: () => boolean, what: string, limitMs = 60_000): Promise<void> {
	const end = now() + limitMs;
	while (!condition()) {
		assert.ok(now() < end, `not within ${limitMs} ms: ${what}`);
		await wait(20);
	}
}

function isRunning(pid: number | undefined): boolean {
	try {
		// A zombie that waits for its parent has ended.
		return pid !== undefined && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
}

const processes = (link: ProbeLink): number => link.pid ?? 0;

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
		const pid = processes(link);
		link.close();
		await until(() => !isRunning(pid), 'its end');
		assert.deepEqual(heard.notices, []);
	});

	test('killed from outside: one notice, started again, sources not announced twice', async t => {
		const {link, heard} = startLink(t);
		await until(() => heard.samples.length > 5, 'samples');
		const first = processes(link);
		process.kill(first, 'SIGKILL');
		const count = heard.samples.length;
		await until(() => heard.samples.length > count + 5 && link.pid !== first, 'samples of the new process');
		assert.deepEqual(heard.notices, ['the probe process ended (signal SIGKILL); it is started again']);
		assert.equal(heard.opened.filter(source => source === 'cpu').length, 1);
	});

	test('it ends when its engine does', async () => {
		const settings = {
			root: '',
			intervalMs: 100,
			cpuTdpWatts: 65,
			workdir: '/',
			sourcesOff: [],
			pathsOff: [],
			careful: false,
			describeHost: false,
		};
		const child = createProbeSpawner()(JSON.stringify(settings), {});
		await new Promise(resolve => child.stdout.once('data', resolve));
		child.stdin.destroy();
		await until(() => child.exitCode !== null, 'its end');
		assert.equal(child.exitCode, 0);
	});

	test('a program that cannot start is one notice', async t => {
		const {heard} = startLink(t, {
			spawn: (_settings, options) => spawn('/nonexistent/probe', [], {...options, stdio: ['pipe', 'pipe', 'ignore']}),
		});
		await wait(1800);
		assert.equal(heard.notices.length, 1);
		assert.match(heard.notices[0] ?? '', /ENOENT.*started again/);
	});

	test('F4: a file that hangs (a FIFO in its place): killed, started again, switched off; the others keep going', async t => {
		const folder = '/sys/class/thermal';
		const tree = buildTree([
			['/proc/meminfo', 'MemTotal: 1000 kB\nMemAvailable: 500 kB'],
			[`${folder}/thermal_zone0/type`, 'cpu-thermal'],
			[`${folder}/thermal_zone0/temp`, '50000'],
			[`${folder}/thermal_zone1/type`, 'cv0-thermal'],
		]);
		t.after(() => tree.remove());
		execFileSync('mkfifo', [`${tree.root}${folder}/thermal_zone1/temp`]);
		const {link, heard} = startLink(t, {root: tree.root, silenceMs: 1000});
		const temperatures = (): number => heard.samples.filter(({channel}) => channel === 'cpu.temp_c').length;
		await until(() => temperatures() > 10, 'the other zone of the same source', 30_000);
		assert.deepEqual(heard.notices.slice(-1), [
			`reading ${folder}/thermal_zone1/temp hung twice; it is switched off for this run`,
		]);
		assert.equal(heard.missing.get('zone.cv0.temp_c'), 'switched off: reading it hung');
		const pid = link.pid;
		const times = heard.samples.filter(({channel}) => channel === 'mem.used_bytes').map(({t: time}) => time);
		const steps = times.slice(-8).map((time, index, all) => time - (all[index - 1] ?? time - 100));
		assert.ok(
			steps.every(step => step < 1000),
			`cadence ${steps.map(Math.round).join(' ')}`,
		);
		await wait(1300);
		assert.equal(link.pid, pid, 'no more restarts');
	});

	test('a source that hangs in no file is found out and switched off; the other loses no more than the pauses', async t => {
		const entry = fileURLToPath(new URL('../helpers/hanging-probe-process.ts', import.meta.url));
		const spawnHanging: SpawnProbeProcess = (settings, options) =>
			spawn(process.execPath, ['--import', 'tsx', entry, settings], {...options, stdio: ['pipe', 'pipe', 'ignore']});
		const {heard} = startLink(t, {spawn: spawnHanging, silenceMs: 1000});
		await until(() => heard.closed.has('hanging'), 'the source switched off', 30_000);
		assert.equal(heard.closed.get('hanging'), 'switched off: reading it hung');
		const count = heard.samples.length;
		await until(() => heard.samples.length > count + 10, 'the other source');
		assert.deepEqual(heard.notices, [
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
			const entry = fileURLToPath(new URL('../../source/commands/probe-process.ts', import.meta.url));
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
