import assert from 'node:assert/strict';
import {existsSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {type TestContext, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {listRestoreFiles} from '../../source/knobs/restore-file.ts';
import {childrenOf, signal} from '../e2e/processes.ts';
import {enginePid, eventsOf, readRows} from '../e2e/run-files.ts';
import {eventually, openWorld, type World} from '../e2e/world.ts';
import type {FakeTree} from '../helpers/fake-sysfs.ts';
import {buildBoard, GPU} from './boards.ts';
import {changedSettings} from './knob-process.ts';

/** Empty of one that is gone by then: children of an engine come and go. */
function commandOf(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
	} catch {
		return '';
	}
}

type Bench = {readonly world: World; readonly tree: FakeTree; readonly files: () => readonly string[]};

/** The whole program on a fake board. */
function openBench(t: TestContext, more: Iterable<readonly [string, string]> = []): Bench {
	const world = openWorld(t);
	const tree = buildBoard(more);
	t.after(tree.remove);
	return {world, tree, files: () => listRestoreFiles(join(world.directory, 'state', 'sweeptop'))};
}

const PARAMETERS = `[parameters]
n = [1, 2]
gpu_hz = { values = "available", knob = "gpu.frequency" }
fan = { values = [50, 100], knob = "fan" }
`;

/** A sweep that reads the clock which its trials run at. */
function sweepFile({tree}: Bench, script: string, more = ''): string {
	const clock = `echo "clock=$(cat '${tree.root}${GPU}/cur_freq')"`;
	return `name = "knobs"\nshell = ${JSON.stringify(`${clock}; ${script}`)}\n${PARAMETERS}[metrics]\nclock = { goal = "maximize" }\n${more}`;
}

const argv = ({tree, world}: Bench, ...rest: readonly string[]): readonly string[] => [
	...rest,
	'--sysfs-root',
	tree.root,
	'--headless',
	'--out',
	world.path('out'),
];

test('every trial runs at the clock of its row, knobs vary slowest, and all comes back', async t => {
	const bench = openBench(t);
	bench.world.write('s.toml', sweepFile(bench, ':'));
	const {code, note} = await bench.world.run(argv(bench, 'run', 's.toml'));
	assert.equal(code, 0, note);
	const rows = readRows(bench.world.path('out'));
	assert.equal(rows.length, 16);
	for (const row of rows) assert.equal(row['clock'], row['gpu_hz']);
	assert.deepEqual(
		rows.slice(0, 5).map(row => [row['gpu_hz'], row['fan'], row['n']]),
		[
			['306000000', '50', '1'],
			['306000000', '50', '2'],
			['306000000', '100', '1'],
			['306000000', '100', '2'],
			['408000000', '50', '1'],
		],
	);
	const set = eventsOf(bench.world.path('out'), 'knob-set');
	assert.equal(set.filter(({path}) => path.endsWith('/max_freq')).length, 4, 'a clock is set when it changes only');
	const restored = eventsOf(bench.world.path('out'), 'knob-restored');
	assert.deepEqual(
		restored.map(({path, ok}) => [path.split('/').at(-1), ok]),
		[
			['pwm1', true],
			['max_freq', true],
			['min_freq', true],
			['control', true],
		],
	);
	assert.deepEqual([changedSettings(bench.tree), bench.files()], [[], []]);
});

test('a plan lists every write, and writes nothing', async t => {
	const bench = openBench(t);
	bench.world.write('s.toml', sweepFile(bench, ':'));
	const {code, out} = await bench.world.run(['run', 's.toml', '--dry-run', '--sysfs-root', bench.tree.root]);
	assert.equal(code, 0);
	assert.ok(out.includes(`writes ${GPU}/max_freq (now 1020000000)`), out);
	assert.deepEqual([changedSettings(bench.tree), bench.files()], [[], []]);
});

test('values that the board does not offer, other boards, shared time and shared knobs are refused by their place', async t => {
	const bench = openBench(t);
	const cases: readonly (readonly [string, RegExp])[] = [
		[
			'hz = { values = [306000000, 5], knob = "gpu.frequency" }',
			/:4:29: the knob "gpu\.frequency" does not take "5"\n.*this board offers 306000000.*--set 'parameters\.hz\.values="available"'/,
		],
		[
			'hz = { values = "available", knob = "emc.frequency" }',
			/the knob "emc\.frequency" cannot be used here: no memory controller/,
		],
		['hz = { values = "available", knob = "gpu.frequenzy" }', /did you mean "gpu\.frequency"/],
		['hz = { values = "available", knob = "gpu.frequency" }\n[run]\njobs = 2', /2 trials at once would share/],
		['a = { value = 50, knob = "fan" }\nb = { value = 60, knob = "fan" }', /"a" and "b" both set the knob fan/],
		['a = { values = [1], knob = "sysfs:/proc/sysrq-trigger" }', /not below \/sys/],
	];
	for (const [parameters, message] of cases) {
		bench.world.write('s.toml', `name = "x"\ncommand = ["true"]\n[parameters]\n${parameters}\n`);
		const {code, note} = await bench.world.run(['check', 's.toml', '--sysfs-root', bench.tree.root]);
		assert.equal(code, 2, parameters);
		assert.match(note, message);
	}
});

test('D6: the run directory is deleted in mid-trial: all comes back', async t => {
	const bench = openBench(t);
	bench.world.write('s.toml', sweepFile(bench, 'sleep 600'));
	const out = bench.world.path('out');
	const running = bench.world.start(argv(bench, 'run', 's.toml'));
	await eventually('a trial runs', () => eventsOf(out, 'execution-started').length > 0);
	assert.ok(changedSettings(bench.tree).length > 0);
	rmSync(out, {recursive: true, maxRetries: 5});
	const {code, note} = await running.ended;
	assert.equal(code, 2, note);
	assert.match(note, /was deleted or moved while the sweep ran/);
	assert.deepEqual([changedSettings(bench.tree), bench.files(), existsSync(out)], [[], [], false]);
});

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	test(`${name} in mid-sweep: all comes back, and the journal says so`, async t => {
		const bench = openBench(t);
		bench.world.write('s.toml', sweepFile(bench, 'sleep 30'));
		const running = bench.world.start(argv(bench, 'run', 's.toml'));
		await eventually('a trial runs', () => eventsOf(bench.world.path('out'), 'execution-started').length > 0);
		assert.ok(changedSettings(bench.tree).length > 0);
		signal(running.pid, name);
		const {code} = await running.ended;
		assert.equal(code, {SIGINT: 130, SIGTERM: 143, SIGHUP: 129}[name]);
		assert.deepEqual([changedSettings(bench.tree), bench.files()], [[], []]);
		assert.equal(eventsOf(bench.world.path('out'), 'knob-restored').length, 4);
	});
}

test('kill -9 of the guard: another one takes its place, the person is told, and it restores after the engine', async t => {
	const bench = openBench(t);
	bench.world.write('s.toml', sweepFile(bench, 'sleep 30'));
	const running = bench.world.start(argv(bench, 'run', 's.toml'));
	const out = bench.world.path('out');
	await eventually('a setting', () => eventsOf(out, 'knob-set').length > 0);
	const engine = enginePid(out);
	const guards = () => childrenOf(engine).filter(pid => commandOf(pid).includes('sweeptop-guard'));
	const first = await eventually('a guard', () => guards()[0]);
	signal(first, 'SIGKILL');
	await eventually('the next guard', () => {
		// One look: the first one may still be dying in this and be gone in the next.
		const [guard] = guards();
		return guard !== undefined && guard !== first;
	});
	assert.match(
		await eventually('its notice', () => eventsOf(out, 'notice').find(({about}) => about === 'knobs')?.text),
		/^the guard of the hardware settings ended \(signal SIGKILL\); another one takes its place$/,
	);
	signal(engine, 'SIGKILL');
	await running.ended;
	await eventually('what the guard does', () => bench.files().length === 0);
	assert.deepEqual(changedSettings(bench.tree), []);
});

test('kill -9 of the engine while its trial lives: the guard restores; a resume goes on', async t => {
	const bench = openBench(t);
	bench.world.write('s.toml', sweepFile(bench, '[ -e go ] || sleep 30'));
	const running = bench.world.start(argv(bench, 'run', 's.toml'));
	await eventually('a trial runs', () => eventsOf(bench.world.path('out'), 'execution-started').length > 0);
	signal(enginePid(bench.world.path('out')), 'SIGKILL');
	await running.ended;
	await eventually('the guard restores', () => bench.files().length === 0);
	assert.deepEqual(changedSettings(bench.tree), []);
	assert.match(readFileSync(bench.world.path('out', 'engine.log'), 'utf8'), /guard: gpu\.frequency restored/);
	bench.world.write('go', '');
	const {code, note} = await bench.world.run([
		'resume',
		bench.world.path('out'),
		'--headless',
		'--sysfs-root',
		bench.tree.root,
	]);
	assert.equal(code, 0, note);
	assert.deepEqual([changedSettings(bench.tree), bench.files()], [[], []]);
});

test('a setting that cannot be put back: exit 3, the exact command, the file kept; `restore` mends it later', async t => {
	const bench = openBench(t);
	const path = `${bench.tree.root}${GPU}/max_freq`;
	bench.world.write(
		's.toml',
		sweepFile(bench, `rm '${path}'; mkdir '${path}'`, '[sampler]\nname = "grid"\n[budget]\ntrials = 1\n'),
	);
	const {code, note} = await bench.world.run(argv(bench, 'run', 's.toml'));
	assert.equal(code, 3, note);
	assert.ok(note.includes(`echo 1020000000 | sudo tee ${GPU}/max_freq`), note);
	assert.equal(bench.files().length, 1);
	const again = await bench.world.run(['restore']);
	assert.equal(again.code, 3);
	assert.ok(again.note.includes(`echo 1020000000 | sudo tee ${GPU}/max_freq`), again.note);
	const {rmdirSync} = await import('node:fs');
	rmdirSync(path);
	bench.tree.write(`${GPU}/max_freq`, '306000000');
	const mended = await bench.world.run(['restore']);
	assert.equal(mended.code, 0, mended.note);
	assert.deepEqual([changedSettings(bench.tree), bench.files()], [[], []]);
	assert.equal((await bench.world.run(['restore'])).out, 'nothing to put back\n');
});

test('a gate holds a trial while the board is hot, flags it after the timeout, and lets it go when it is cool', async t => {
	const zone = '/sys/class/thermal/thermal_zone0';
	const bench = openBench(t, [
		[`${zone}/type`, 'cpu-thermal'],
		[`${zone}/temp`, '80000'],
	]);
	const gate = '[gate]\nmax_temperature = 60\ntimeout = "3s"\n[telemetry]\ninterval = "100ms"\n';
	bench.world.write('s.toml', `name = "g"\ncommand = ["true"]\n[parameters]\nn = [1, 2]\n${gate}`);
	const running = bench.world.start(argv(bench, 'run', 's.toml'));
	const waits = () => eventsOf(bench.world.path('out'), 'gate-waiting');
	await eventually('the second trial waits', () => waits().length === 2);
	await sleep(100);
	bench.tree.write(`${zone}/temp`, '50000');
	assert.equal((await running.ended).code, 0);
	assert.deepEqual(
		waits().map(({trial, why, temperature, target}) => [trial, why, temperature, target]),
		[
			[1, 'cpu.temp_c 80.0 > 60', 80, 60],
			[2, 'cpu.temp_c 80.0 > 60', 80, 60],
		],
	);
	const passed = eventsOf(bench.world.path('out'), 'gate-passed');
	assert.ok((passed[0]?.waited_s ?? 0) >= 3 && (passed[1]?.waited_s ?? 9) < 3, JSON.stringify(passed));
	const rows = readRows(bench.world.path('out'));
	assert.ok(rows[0]?.['flags']?.includes('HOT-START'));
	assert.ok(!rows[1]?.['flags']?.includes('HOT-START'));
	assert.ok(Number(rows[0]?.['duration_s']) < 2, "the wait is not the trial's");
});
