import assert from 'node:assert/strict';
import test from 'node:test';
import {amdgpuProbe, parseClockStep} from '../../probes/amdgpu.ts';
import {intelGpuProbe} from '../../probes/intel-gpu.ts';
import {choosePower} from '../../source/engine/power-source.ts';
import {buildFakeTree, buildTree} from '../helpers/fake-sysfs.ts';
import {createProbeWorld, openRejected, openUsable, tableOf} from '../helpers/probe-world.ts';

test('amdgpu: a desktop card, every reading', async () => {
	const tree = buildFakeTree('amd_desktop_amdgpu');
	const probe = await openUsable(amdgpuProbe, createProbeWorld({tree}));
	assert.deepEqual(tableOf(probe.sample()), {
		'gpu0.power_w': 11,
		'gpu0.util_pct': 0,
		'gpu0.mem_util_pct': 0,
		'gpu0.mem_used_bytes': 36_270_080,
		'gpu0.clock_hz': 2e6,
		'gpu0.mem_clock_hz': 96e6,
		'gpu0.fan_pct': 0,
		'gpu0.power_limit_w': 282,
		'gpu0.temp_c': 30,
		'gpu0.hotspot_temp_c': 32,
		'gpu0.mem_temp_c': 40,
	});
	const power = choosePower(probe.channels);
	assert.deepEqual([power?.scope, power?.source, power?.parts[0]?.note], ['device', 'amdgpu', 'period not known']);
	probe.close();
	tree.remove();
});

test('amdgpu: a capture without sensors has load, memory and the step of its clock', async () => {
	const tree = buildFakeTree('amdgpu_card0_procfs');
	const probe = await openUsable(amdgpuProbe, createProbeWorld({tree}));
	assert.deepEqual(tableOf(probe.sample()), {
		'gpu0.util_pct': 4,
		'gpu0.mem_used_bytes': 1_490_378_752,
		'gpu0.clock_hz': 852e6,
	});
	probe.close();
	tree.remove();
	assert.equal(parseClockStep('0: 500Mhz \n1: 2175Mhz *'), '2175');
	assert.equal(parseClockStep('0: 500Mhz \n1: 2175Mhz '), undefined);
});

test('amdgpu: a chip with graphics is CPU and GPU in one; instantaneous power where there is no mean', async () => {
	const device = '/sys/class/drm/card1/device';
	const tree = buildTree([
		[`${device}/uevent`, 'DRIVER=amdgpu\nPCI_ID=1002:15BF'],
		[`${device}/hwmon/hwmon4/name`, 'amdgpu'],
		[`${device}/hwmon/hwmon4/power1_input`, '9154000'],
		[`${device}/hwmon/hwmon4/temp1_input`, '41000'],
		['/sys/bus/pci/drivers/nvidia/0000:01:00.0/vendor', '0x10de'],
	]);
	let waits = 0;
	const onWait = (): void => {
		waits++;
		if (waits % 4 === 0) tree.write(`${device}/hwmon/hwmon4/power1_input`, String(9e6 + waits));
	};
	const probe = await openUsable(amdgpuProbe, createProbeWorld({tree, onWait}));
	tree.write(`${device}/hwmon/hwmon4/power1_input`, '12000000');
	// The NVIDIA card is gpu0.
	assert.deepEqual(tableOf(probe.sample()), {'cpu_gpu.power_w': 12, 'gpu1.temp_c': 41});
	const power = choosePower(probe.channels);
	assert.deepEqual([power?.scope, power?.parts[0]?.periodMs, power?.parts[0]?.windowMs], ['package', 200, 40]);
	probe.close();
	tree.remove();
});

test('amdgpu: none, and one that sleeps and is left asleep', async () => {
	const bare = buildTree([]);
	assert.equal(
		(await openRejected(amdgpuProbe, createProbeWorld({tree: bare}))).reason,
		'no card of the driver amdgpu',
	);
	const asleep = buildTree([
		['/sys/class/drm/card0/device/uevent', 'DRIVER=amdgpu'],
		['/sys/class/drm/card0/device/power/runtime_status', 'suspended'],
		['/sys/class/drm/card0/device/gpu_busy_percent', '0'],
	]);
	assert.equal(
		(await openRejected(amdgpuProbe, createProbeWorld({tree: asleep}))).reason,
		'the GPU is suspended, and asking would wake it',
	);
	bare.remove();
	asleep.remove();
});

test('intel-gpu: power from the counters of an Arc card (xe); the package is inside the card', async () => {
	const tree = buildFakeTree('intel_laptop_rapl_xe');
	const world = createProbeWorld({tree});
	const probe = await openUsable(intelGpuProbe, world);
	assert.deepEqual(tableOf(probe.sample()), {
		'gpu0.power_w': '(needs two looks at the counter)',
		'gpu0.energy_j': 1234.56789,
		'rail.gpu0_pkg.power_w': '(needs two looks at the counter)',
		'rail.gpu0_pkg.energy_j': 934.56789,
		'gpu0.clock_hz': 2.4e9,
		'gpu0.temp_c': 45,
	});
	const hwmon = '/sys/class/drm/card1/device/hwmon/hwmon6';
	tree.write(`${hwmon}/energy1_input`, String(1_234_567_890 + 20_000_000));
	tree.write(`${hwmon}/energy2_input`, String(934_567_890 + 15_000_000));
	world.advance(500);
	const table = tableOf(probe.sample());
	assert.deepEqual([table['gpu0.power_w'], table['rail.gpu0_pkg.power_w']], [40, 30]);
	tree.write(`${hwmon}/energy1_input`, '5');
	world.advance(500);
	assert.equal(tableOf(probe.sample())['gpu0.energy_j'], '(the counter wrapped; its range is unknown)');
	const power = choosePower(probe.channels);
	assert.deepEqual(
		[power?.parts.map(({channel, counter}) => [channel, counter]), power?.scope],
		[[['gpu0.power_w', 'gpu0.energy_j']], 'device'],
	);
	probe.close();
	tree.remove();
});

test('intel-gpu: integrated graphics (i915) has a clock and no power; it is counted after an AMD card', async () => {
	const tree = buildTree([
		['/sys/class/drm/card0/device/uevent', 'DRIVER=amdgpu'],
		['/sys/class/drm/card1/device/uevent', 'DRIVER=i915'],
		['/sys/class/drm/card1/gt_act_freq_mhz', '1150'],
		['/sys/class/drm/card1-eDP-1/status', 'connected'],
	]);
	const probe = await openUsable(intelGpuProbe, createProbeWorld({tree}));
	assert.deepEqual(tableOf(probe.sample()), {'gpu1.clock_hz': 1.15e9});
	tree.write('/sys/class/drm/card1/gt_act_freq_mhz', '0');
	assert.deepEqual(tableOf(probe.sample()), {'gpu1.clock_hz': '(says 0 Hz, which no working sensor does)'});
	probe.close();
	tree.remove();
});
