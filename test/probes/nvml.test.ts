import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {createNvmlProbe} from '../../probes/nvml.ts';
import {loadNvml, type NativeFunction, type Nvml} from '../../probes/nvidia/nvml-library.ts';
import type {Rejection} from '../../source/domain/channel.ts';
import {choosePower} from '../../source/engine/power-source.ts';
import {buildTree} from '../helpers/fake-sysfs.ts';
import {buildNvmlStub} from '../helpers/nvml-stub.ts';
import {createProbeWorld, openRejected, openUsable, tableOf} from '../helpers/probe-world.ts';

const DRIVER = buildTree([['/proc/driver/nvidia/version', 'NVRM version: NVIDIA UNIX x86_64 Kernel Module']]);
test.after(() => DRIVER.remove());

test('without the driver, on a Jetson, and without koffi it is refused, each with its reason', async () => {
	const never = (): Promise<Rejection> => Promise.reject(new Error('must not be loaded'));
	const bare = buildTree([]);
	const noDriver = await openRejected(createNvmlProbe(never), createProbeWorld({tree: bare}));
	assert.equal(noDriver.reason, 'the NVIDIA driver is not loaded');
	const jetson = buildTree([['/proc/device-tree/compatible', 'nvidia,p3767-0005\0nvidia,tegra234\0']]);
	const tegra = await openRejected(createNvmlProbe(never), createProbeWorld({tree: jetson}));
	assert.equal(tegra.reason, 'NVML tells no power on Jetson boards');
	bare.remove();
	jetson.remove();
	const absent = (): Promise<Nvml | Rejection> =>
		loadNvml({importKoffi: () => Promise.reject(new Error('ERR_MODULE_NOT_FOUND'))});
	const noKoffi = await openRejected(createNvmlProbe(absent), createProbeWorld({tree: DRIVER}));
	assert.equal(noKoffi.reason, 'the optional package koffi is not installed');
	assert.match(noKoffi.mend, /^npm install koffi/);
});

/** A library whose functions write what the table says, in the layout of `nvml.h`. */
function fakeKoffi(answers: Readonly<Record<string, NativeFunction>>): unknown {
	return {
		load: (path: string) => {
			if (path !== 'libnvidia-ml.so') throw new Error(`${path}: cannot open shared object file`);
			return {
				func: (signature: string): NativeFunction => answers[/ (\w+)\(/.exec(signature)?.[1] ?? ''] ?? (() => 3),
			};
		},
	};
}

const outOf = (values: readonly (number | bigint | Buffer)[]): Buffer => {
	const out = values.find(value => Buffer.isBuffer(value));
	assert.ok(out !== undefined);
	return out;
};

test('a GPU without energy counter and instantaneous power; the second name of the library', async () => {
	const write32 =
		(value: number): NativeFunction =>
		(...values) => {
			outOf(values).writeUInt32LE(value);
			return 0;
		};
	const koffi = fakeKoffi({
		nvmlInit_v2: () => 0,
		nvmlDeviceGetCount_v2: write32(1),
		nvmlDeviceGetHandleByIndex_v2: (_index, out) => (Buffer.isBuffer(out) ? out.writeBigUInt64LE(7n) && 0 : 2),
		nvmlDeviceGetPowerUsage: write32(98_140),
	});
	const load = (): Promise<Nvml | Rejection> => loadNvml({importKoffi: () => Promise.resolve(koffi)});
	const probe = await openUsable(createNvmlProbe(load), createProbeWorld({tree: DRIVER}));
	assert.deepEqual(tableOf(probe.sample()), {'gpu0.power_w': 98.14});
	assert.deepEqual(
		probe.channels.map(({channel, windowMs, counter}) => [channel, windowMs, counter]),
		[['gpu0.power_w', 1000, undefined]],
	);
	assert.ok(probe.missing.every(({reason}) => reason === 'not supported by this GPU'));
	probe.close();
});

test('the library does not start: its code in words', async () => {
	const koffi = fakeKoffi({nvmlInit_v2: () => 18});
	const result = await loadNvml({importKoffi: () => Promise.resolve(koffi)});
	assert.deepEqual('reason' in result && result.reason, 'NVML: driver and library differ in version');
});

test('real foreign functions on a library with known answers', async t => {
	const name = 'koffi';
	const koffi: unknown = await import(name).then(
		(module: {readonly default: unknown}) => module.default,
		() => undefined,
	);
	if (koffi === undefined) return t.skip('needs koffi');
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-nvml-'));
	t.after(() => rmSync(folder, {recursive: true, force: true}));
	let library: string;
	try {
		library = buildNvmlStub(folder);
	} catch {
		return t.skip('needs cc');
	}
	const load = (): Promise<Nvml | Rejection> =>
		loadNvml({importKoffi: () => Promise.resolve(koffi), libraries: [library]});
	const world = createProbeWorld({tree: DRIVER});
	const probe = await openUsable(createNvmlProbe(load), world);
	const first = tableOf(probe.sample());
	const joules = Number(first['gpu0.energy_j']);
	assert.deepEqual(first, {
		'gpu0.power_w': 631.95,
		'gpu0.util_pct': 97,
		'gpu0.power_limit_w': 700,
		'gpu0.temp_c': 55,
		'gpu0.mem_temp_c': 54,
		'gpu0.clock_hz': 1.98e9,
		'gpu0.mem_clock_hz': 2.619e9,
		'gpu0.mem_used_bytes': 20,
		'gpu0.throttle_ms': 2.5,
		'gpu0.power_cap_ms': 7,
		'gpu0.energy_j': joules,
		'gpu1.temp_c': 41,
		'gpu1.throttle_ms': 9,
		'gpu1.power_cap_ms': 1_234_567,
	});
	world.advance(200);
	assert.ok(Math.abs(Number(tableOf(probe.sample())['gpu0.energy_j']) - joules - 25) < 1e-3);
	const power = choosePower(probe.channels);
	assert.deepEqual(
		[power?.scope, power?.parts.map(({counter, windowMs, holdMs}) => [counter, windowMs, holdMs])],
		['device', [['gpu0.energy_j', 25, 100]]],
	);
	assert.ok(probe.missing.some(({channel}) => channel === 'gpu1.power_w'));
	probe.close();
	const nvml = await load();
	assert.ok(!('reason' in nvml));
	const [device = 0n] = nvml.devices();
	assert.deepEqual(
		nvml.fields(device, [900, 902, 904, 905, 906, 999]).map(read => (read.kind === 'value' ? read.value : read.reason)),
		[0.25, 5_000_000_000, -5, -7, 9, 'permission denied'],
		'every type of value, each field with its own answer',
	);
	assert.deepEqual(nvml.processes.running(device), [102, 200]);
	nvml.close();
});
