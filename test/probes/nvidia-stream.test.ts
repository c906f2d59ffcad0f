import assert from 'node:assert/strict';
import test, {after} from 'node:test';
import {parseHeader} from '../../probes/nvidia/nvidia-query.ts';
import {nvidiaSmiProbe} from '../../probes/nvidia-smi.ts';
import {createFakeNvidiaSmi, type FakeNvidiaSmi} from '../helpers/fake-nvidia-smi.ts';
import {buildTree} from '../helpers/fake-sysfs.ts';
import {
	createProbeWorld,
	openRejected,
	openUsable,
	type ProbeWorld,
	readFixture,
	tableOf,
} from '../helpers/probe-world.ts';

/** A machine without files: nvidia-smi is all there is. */
const EMPTY = buildTree([]);
after(() => EMPTY.remove());

/** A capture of a real device: its header and its row. */
function readCapture(name: string): {
	readonly fields: readonly string[];
	readonly header: string;
	readonly row: string;
} {
	const [header = '', row = ''] = readFixture(`nvidia-smi/${name}.csv`).split('\n');
	return {fields: parseHeader(header) ?? [], header, row};
}

function worldOf(fake: FakeNvidiaSmi, intervalMs: 'auto' | number = 'auto'): ProbeWorld {
	return createProbeWorld({tree: EMPTY, stream: fake.stream, intervalMs});
}

test('a field that the driver refuses all the same is dropped, the others stay', async () => {
	const {fields, header, row} = readCapture('linux-x86_64__nvidia-h200__590.48.01.load');
	const fake = createFakeNvidiaSmi(fields, [header, row], ['fan.speed', 'power.draw.average']);
	const probe = await openUsable(nvidiaSmiProbe, worldOf(fake));
	assert.equal(fake.runs.length, 3);
	const query = fake.runs[2]?.argv[1] ?? '';
	assert.doesNotMatch(query, /fan\.speed|power\.draw\.average/);
	assert.match(query, /power\.draw\.instant/);
	probe.close();
});

test('F7: a stall of five intervals is a gap; it is started again with back-off', async () => {
	const {fields, header, row} = readCapture('linux-x86_64__nvidia-h200__590.48.01.load');
	const fake = createFakeNvidiaSmi(fields, [header, row]);
	const world = worldOf(fake, 1000);
	const probe = await openUsable(nvidiaSmiProbe, world);
	fake.runs[0]?.say(row);
	assert.notEqual(probe.sample().length, 0);
	world.advance(4900);
	assert.deepEqual(probe.sample(), [], 'not yet');
	world.advance(200);
	const stalled = tableOf(probe.sample());
	assert.equal(stalled['gpu0.power_w'], '(nvidia-smi stopped: no line for 5 s)');
	assert.equal(fake.runs[0]?.closed, true);
	assert.equal(fake.runs.length, 1);
	world.advance(1000);
	probe.sample();
	assert.equal(fake.runs.length, 2, 'after a second');
	fake.runs[1]?.end('exit 255');
	world.advance(1900);
	probe.sample();
	assert.equal(fake.runs.length, 2, 'the second pause is two seconds');
	world.advance(200);
	probe.sample();
	assert.equal(fake.runs.length, 3);
	await world.context.wait(0);
	fake.runs[2]?.say(row);
	assert.equal(typeof tableOf(probe.sample())['gpu0.power_w'], 'number');
	assert.deepEqual(world.notices, ['nvidia-smi: no line for 5 s; it is started again']);
	probe.close();
});

test('what it says when it fails is the reason', async () => {
	const text = 'Failed to initialize NVML: Driver/library version mismatch';
	const fake = createFakeNvidiaSmi([text], []);
	assert.equal((await openRejected(nvidiaSmiProbe, worldOf(fake))).reason, `nvidia-smi: ${text}`);
	const missing = await openRejected(nvidiaSmiProbe, createProbeWorld({tree: EMPTY}));
	assert.deepEqual(missing, {reason: 'nvidia-smi is not installed', mend: 'none without an NVIDIA GPU'});
});
