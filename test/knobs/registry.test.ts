import assert from 'node:assert/strict';
import {chmodSync, readFileSync} from 'node:fs';
import {type TestContext, test} from 'node:test';
import type {OpenKnob} from '../../source/domain/knob.ts';
import {createBoard} from '../../source/knobs/board.ts';
import {createControlIo} from '../../source/knobs/control.ts';
import {openKnob, openKnobs} from '../../source/knobs/registry.ts';
import {buildFakeTree, buildTree, type FakeTree} from '../helpers/fake-sysfs.ts';
import {buildBoard} from './boards.ts';

function open(t: TestContext, tree: FakeTree, name: string): ReturnType<typeof openKnob> {
	t.after(tree.remove);
	return openKnob(name, createBoard(tree.root));
}

function opened(knob: ReturnType<typeof openKnob>): OpenKnob {
	assert.ok(!('reason' in knob), 'reason' in knob ? knob.reason : '');
	return knob;
}

const why = (knob: ReturnType<typeof openKnob>): string => ('reason' in knob ? knob.reason : 'it can be used');

/** Writes a program into a tree; it keeps its state in files beside it. */
function addProgram(tree: FakeTree, name: string, script: string): void {
	tree.write(`/usr/bin/${name}`, `#!/bin/sh\nhere=$(dirname "$0")\n${script}`);
	chmodSync(`${tree.root}/usr/bin/${name}`, 0o755);
}

test('gpu.frequency: the steps of the board, its gate first, then maximum, minimum, maximum', t => {
	const knob = opened(open(t, buildBoard(), 'gpu.frequency'));
	assert.deepEqual(knob.available, [306_000_000, 408_000_000, 612_000_000, 1_020_000_000]);
	assert.equal(knob.refuse(408_000_000), undefined);
	assert.match(knob.refuse(500_000_000) ?? '', /this board offers 306000000, 408000000/);
	assert.match(knob.refuse('408000000') ?? '', /this board offers/, 'a text is no clock');
	const {writes, clocks} = knob.plan(408_000_000);
	assert.deepEqual(
		writes.map(({path, text}) => `${path.split('/').at(-1)}=${text}`),
		['control=on', 'max_freq=408000000', 'min_freq=408000000', 'max_freq=408000000'],
	);
	assert.deepEqual(
		clocks.map(({path, wanted}) => [path.split('/').at(-1), wanted]),
		[['cur_freq', 408_000_000]],
	);
	assert.throws(() => knob.plan(1), RangeError);
});

/** Folder of the GPU's devfreq device on each captured board; those without a list of clocks cannot be set. */
const JETSONS = [['jetson_orin_nano_jp6', '/sys/devices/platform/bus@0/17000000.gpu/devfreq/17000000.gpu']] as const;
for (const [name, folder] of JETSONS) {
	test(`gpu.frequency is found on ${name}`, t => {
		const knob = opened(open(t, buildFakeTree(name), 'gpu.frequency'));
		assert.ok(knob.settings.some(({path}) => path === `${folder}/max_freq`));
		assert.ok(knob.available.length > 1);
	});
}

test('gpu.frequency: railgate_enable on JetPack 4 and 5; Thor by its own name; nothing on a PC', t => {
	const device = '/sys/devices/17000000.gv11b';
	const folder = `${device}/devfreq/17000000.gv11b`;
	const xavier = buildTree([
		['/sys/class/devfreq/17000000.gv11b', `@->${folder}`],
		[`${device}/of_node/name`, 'gv11b'],
		[`${device}/railgate_enable`, '1'],
		[`${folder}/available_frequencies`, '114750000 1377000000'],
		[`${folder}/min_freq`, '114750000'],
		[`${folder}/max_freq`, '1377000000'],
	]);
	const [first] = opened(open(t, xavier, 'gpu.frequency')).plan(1_377_000_000).writes;
	assert.deepEqual(first, {path: `${device}/railgate_enable`, text: '0'});
	const thor = buildTree([['/sys/class/devfreq/gpu-gpc-0/available_frequencies', '315000000 1575000000']]);
	assert.deepEqual(opened(open(t, thor, 'gpu.frequency')).available, [315_000_000, 1_575_000_000]);
	assert.match(why(open(t, buildFakeTree('intel_cpufreq_procfs'), 'gpu.frequency')), /no GPU of a Jetson board/);
});

test('cpu.frequency: Hz, each policy at its nearest step below', t => {
	const tree = buildBoard([
		['/sys/devices/system/cpu/cpufreq/policy4/scaling_available_frequencies', '115200 729600 1344000'],
		['/sys/devices/system/cpu/cpufreq/policy4/scaling_governor', 'userspace'],
	]);
	const knob = opened(open(t, tree, 'cpu.frequency'));
	assert.deepEqual(knob.available, [115_200_000, 729_600_000, 1_036_800_000, 1_344_000_000, 1_728_000_000]);
	const texts = knob.plan(1_036_800_000).writes.map(({path, text}) => `${path.split('/').slice(-2).join('/')}=${text}`);
	assert.deepEqual(texts, [
		'policy0/scaling_max_freq=1036800',
		'policy0/scaling_min_freq=1036800',
		'policy0/scaling_max_freq=1036800',
		'policy4/scaling_governor=performance',
		'policy4/scaling_max_freq=729600',
		'policy4/scaling_min_freq=729600',
		'policy4/scaling_max_freq=729600',
	]);
	assert.ok(
		knob.settings.some(({path}) => path.endsWith('policy4/scaling_governor')),
		'the governor comes back too',
	);
});

test('cpu.frequency: a driver without steps takes any clock of its range', t => {
	const folder = '/sys/devices/system/cpu/cpufreq/policy0';
	const tree = buildTree([
		[`${folder}/scaling_min_freq`, '800000'],
		[`${folder}/scaling_max_freq`, '4700000'],
		[`${folder}/cpuinfo_min_freq`, '400000'],
		[`${folder}/cpuinfo_max_freq`, '5000000'],
	]);
	const knob = opened(open(t, tree, 'cpu.frequency'));
	assert.deepEqual(knob.available, []);
	assert.equal(knob.refuse(2_000_000_000), undefined);
	assert.equal(knob.refuse(9_000_000_000), 'it takes 400000000 to 5000000000 Hz');
	assert.match(why(open(t, buildFakeTree('vm_nothing'), 'cpu.frequency')), /no policy/);
});

test('emc.frequency: lock, rate, state; only the lock and the state are compared', t => {
	const folder = '/sys/kernel/debug/bpmp/debug/clk/emc';
	const tree = buildTree([
		[`${folder}/rate`, '2133000000'],
		[`${folder}/min_rate`, '204000000'],
		[`${folder}/max_rate`, '3199000000'],
		[`${folder}/mrq_rate_locked`, '0'],
		[`${folder}/state`, '1'],
	]);
	const knob = opened(open(t, tree, 'emc.frequency'));
	assert.equal(knob.refuse(3_300_000_000), 'it takes 204000000 to 3199000000 Hz');
	assert.deepEqual(
		knob.plan(665_600_000).writes.map(({path, text}) => `${path.split('/').at(-1)}=${text}`),
		['mrq_rate_locked=1', 'rate=665600000', 'state=1'],
	);
	assert.deepEqual(
		knob.settings.flatMap(({path, loose}) => (loose === true ? [path] : [])),
		[`${folder}/rate`],
	);
	const thor = buildTree([['/sys/class/devfreq/bwmgr/available_frequencies', '665600000 4266000000']]);
	assert.deepEqual(opened(open(t, thor, 'emc.frequency')).available, [665_600_000, 4_266_000_000]);
	assert.match(why(open(t, buildBoard(), 'emc.frequency')), /no memory controller/);
});

test('fan: percent of 255; while the board drives it itself, its duty is nothing to insist on', t => {
	const manual = opened(open(t, buildBoard(), 'fan'));
	assert.deepEqual(manual.plan(50).writes, [{path: '/sys/class/hwmon/hwmon0/pwm1', text: '128'}]);
	assert.equal(manual.refuse(101), 'it takes 0 to 100 percent');
	const automatic = opened(open(t, buildBoard([['/sys/class/hwmon/hwmon0/pwm1_enable', '2']]), 'fan'));
	assert.deepEqual(
		automatic.plan(100).writes.map(({text}) => text),
		['1', '255'],
	);
	assert.deepEqual(
		automatic.settings.map(({loose}) => loose),
		[undefined, true],
	);
	const old = buildTree([
		['/sys/devices/pwm-fan/target_pwm', '80'],
		['/sys/devices/pwm-fan/temp_control', '1'],
	]);
	assert.deepEqual(
		opened(open(t, old, 'fan'))
			.plan(0)
			.writes.map(({path, text}) => `${path.split('/').at(-1)}=${text}`),
		['temp_control=0', 'target_pwm=0'],
	);
});

const MODES = `
< PARAM TYPE=FILE NAME=CPU_ONLINE >
CORE_0 /sys/devices/system/cpu/cpu0/online
< POWER_MODEL ID=0 NAME=15W >
CPU_ONLINE CORE_4 1
GPU_POWER_GATING GPU_PG_MASK 0
GPU MAX_FREQ 612000000
< POWER_MODEL ID=1 NAME=25W >
CPU_ONLINE  CORE_4  1
GPU_POWER_GATING GPU_PG_MASK 0
GPU MAX_FREQ 918000000
< POWER_MODEL ID=2 NAME=MAXN_SUPER >
CPU_ONLINE CORE_4 1
GPU_POWER_GATING GPU_PG_MASK 0
GPU MAX_FREQ -1
< POWER_MODEL ID=3 NAME=7W >
CPU_ONLINE CORE_4 0
GPU_POWER_GATING GPU_PG_MASK 254
< PM_CONFIG DEFAULT=2 >`;

test('power.mode: modes by name, without those that need a reboot; nvpmodel is asked and told', t => {
	const tree = buildTree([
		['/etc/nvpmodel.conf', MODES],
		['/var/lib/nvpmodel/status', 'pmode:0002'],
	]);
	addProgram(
		tree,
		'nvpmodel',
		`
case $1 in
-q) echo "NV Power Mode: SOME"; cat "$here/mode" ;;
-m) [ "$2" = 0 ] && { echo "refused" >&2; exit 1; }; echo "$2" > "$here/mode" ;;
esac`,
	);
	tree.write('/usr/bin/mode', '2');
	const knob = opened(open(t, tree, 'power.mode'));
	assert.deepEqual(knob.available, ['15W', '25W', 'MAXN_SUPER']);
	assert.match(knob.refuse('7W') ?? '', /needs a reboot/);
	assert.match(knob.refuse('50W') ?? '', /this board offers 15W, 25W, MAXN_SUPER/);
	assert.ok(knob.disturbs === true && knob.locks.includes('gpu.frequency'));
	assert.deepEqual(knob.plan('25W').writes, [{path: 'nvpmodel:mode', text: '1'}]);
	const io = createControlIo(tree.root);
	assert.equal(io.read('nvpmodel:mode'), '2');
	io.write('nvpmodel:mode', '1');
	assert.equal(io.read('nvpmodel:mode'), '1');
	assert.throws(() => io.write('nvpmodel:mode', '0'), /nvpmodel -m 0: refused/);
	assert.throws(() => io.write('nvpmodel:mode', '1; reboot'), /no value of it/);
});

const NVIDIA_SMI = `
echo "$*" >> "$here/calls"
case "$*" in
*power.min_limit*) echo "100.00, 300.00, 250.00" ;;
*query-supported-clocks*) printf '1980\\n1965\\n210\\n' ;;
*persistence_mode*) cat "$here/persistence" ;;
*power.limit*) cat "$here/limit" ;;
*-pm\\ 1*) echo Enabled > "$here/persistence" ;;
*-pm\\ 0*) echo Disabled > "$here/persistence" ;;
*-pl*) echo "$4.00" > "$here/limit" ;;
*-lgc*|*-rgc*) : ;;
*) echo "what?" >&2; exit 6 ;;
esac`;

function addGraphicsCard(tree: FakeTree): FakeTree {
	addProgram(tree, 'nvidia-smi', NVIDIA_SMI);
	tree.write('/usr/bin/persistence', 'Disabled');
	tree.write('/usr/bin/limit', '250.00');
	return tree;
}

test('gpu.power_limit: the range of the card; persistence is switched on for it and comes back', t => {
	const tree = addGraphicsCard(buildTree([]));
	const knob = opened(open(t, tree, 'gpu.power_limit'));
	assert.equal(knob.refuse(150), undefined);
	assert.equal(knob.refuse(350), 'it takes 100 to 300 W');
	const io = createControlIo(tree.root);
	for (const {path, text} of knob.plan(150).writes) io.write(path, text);
	assert.deepEqual(
		knob.settings.map(({path}) => io.read(path)),
		['Enabled', '150.00'],
	);
});

test('gpu.clock: the clocks of the card in Hz; nobody can ask for the lock', t => {
	const tree = addGraphicsCard(buildTree([]));
	const knob = opened(open(t, tree, 'gpu.clock'));
	assert.deepEqual(knob.available, [210_000_000, 1_965_000_000, 1_980_000_000]);
	const io = createControlIo(tree.root);
	for (const {path, text} of knob.plan(1_965_000_000).writes) io.write(path, text);
	io.write('nvidia-smi:0:graphics_clock', 'unlocked');
	const calls = readFileSync(`${tree.root}/usr/bin/calls`, 'utf8').trim().split('\n');
	assert.deepEqual(calls.slice(-2), ['-i 0 -lgc 1965,1965', '-i 0 -rgc']);
	assert.match(why(open(t, buildBoard(), 'gpu.clock')), /no clocks of a graphics card/);
});

test('sysfs: a file of the allow-list, one word, and not what another knob sets with care', t => {
	const path = '/sys/devices/system/cpu/intel_pstate/no_turbo';
	const tree = buildBoard([[path, '0']]);
	const knob = opened(open(t, tree, `sysfs:${path}`));
	assert.deepEqual(knob.plan(true).writes, [{path, text: '1'}]);
	assert.match(knob.refuse('1 > /etc/passwd') ?? '', /one word/);
	const board = createBoard(tree.root);
	assert.match(
		why(openKnob('sysfs:/sys/class/devfreq/17000000.gpu/max_freq', board)),
		/set by the knob gpu\.frequency/,
	);
	assert.match(why(openKnob('sysfs', board)), /there is no knob/);
	const governor = '/sys/devices/system/cpu/cpufreq/policy0/scaling_governor';
	tree.write('/sys/devices/system/cpu/cpu0/cpufreq', `(empty directory)`);
	assert.throws(
		() =>
			openKnobs([`sysfs:${governor}`, `sysfs:/sys/devices/system/cpu/../cpu/cpufreq/policy0/scaling_governor`], board),
		/both set/,
	);
});
