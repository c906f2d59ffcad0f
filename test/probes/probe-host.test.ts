import assert from 'node:assert/strict';
import test from 'node:test';
import {createFrameBuilder} from '../../probes/host/frame-builder.ts';
import {ProbeHost} from '../../probes/host/probe-host.ts';
import {PROBES} from '../../probes/registry.ts';
import type {ChannelDefinition} from '../../source/domain/channel.ts';
import type {ProbeFrame, ProbeSettings} from '../../source/domain/signal/probe-frame.ts';
import type {ProbeDefinition} from '../../source/domain/probe.ts';
import {buildFakeTree, buildTree} from '../helpers/fake-sysfs.ts';
import {createManualClock, type ManualClock} from '../helpers/manual-clock.ts';
import {noPrograms} from '../helpers/probe-world.ts';

const SETTINGS: ProbeSettings = {
	root: '',
	intervalMs: 'auto',
	cpuTdpWatts: 65,
	workdir: '/',
	sourcesOff: [],
	pathsOff: [],
	careful: false,
	describeHost: false,
};

/** A source of one channel whose value counts its samples. */
function source(
	id: string,
	channel: string,
	options: Partial<Pick<ProbeDefinition, 'insteadOf'>> & {
		intervalMs?: number;
		opensAfterMs?: number;
		clock?: ManualClock;
	} = {},
): ProbeDefinition {
	const {intervalMs = 1000, opensAfterMs = 0, clock, ...rest} = options;
	const definition: ChannelDefinition = {
		channel,
		unit: 'W',
		scope: 'device',
		source: id,
		periodMs: intervalMs,
		windowMs: 0,
	};
	return {
		id,
		title: id,
		...rest,
		open: async context => {
			if (opensAfterMs > 0) await context.wait(opensAfterMs);
			let count = 0;
			return {
				channels: [definition],
				missing: [],
				intervalMs,
				sample: () => [{channel, t: clock?.now() ?? context.now(), value: ++count}],
				close: () => {},
			};
		},
	};
}

function startHost(definitions: readonly ProbeDefinition[], settings: Partial<ProbeSettings> = {}) {
	const clock = createManualClock(10_000);
	const frames: ProbeFrame[] = [];
	let firstSamples = 0;
	const host = new ProbeHost({
		definitions,
		settings: {...SETTINGS, ...settings},
		now: clock.now,
		wait: clock.wait,
		setTimer: clock.setTimer,
		stream: noPrograms,
		enginePid: 1,
		post: frame => frames.push(frame),
		usage: () => ({cpuMs: 0, rssBytes: 0}),
		onFirstSample: () => firstSamples++,
	});
	const ready = host.start();
	return {host, clock, frames, ready, firstSamples: () => firstSamples};
}

function timesOf(frames: readonly ProbeFrame[], channel: string): number[] {
	return frames.flatMap(frame => {
		if (frame.type !== 'samples') return [];
		const column = frame.channels.indexOf(channel) + 1;
		return column === 0 ? [] : frame.rows.flatMap(row => (row[column] === null ? [] : [frame.t0 + (row[0] ?? 0)]));
	});
}

test('each source at its own interval on a common grid, no drift, at most five frames a second', async () => {
	const {host, clock, frames, firstSamples} = startHost([
		source('fast', 'a.power_w', {intervalMs: 100}),
		source('slow', 'b.power_w'),
	]);
	await clock.advance(3050);
	assert.deepEqual(timesOf(frames, 'b.power_w'), [10_000, 11_000, 12_000, 13_000]);
	assert.deepEqual(
		timesOf(frames, 'a.power_w')
			.slice(0, 4)
			.concat(timesOf(frames, 'a.power_w').at(-1) ?? 0),
		[10_000, 10_100, 10_200, 10_300, 13_000],
	);
	const posts = frames.filter(frame => frame.type === 'samples');
	assert.ok(posts.length <= 16, `${posts.length} frames in 3 s`);
	assert.equal(firstSamples(), 1);
	host.close();
});

test('a late tick skips what it missed and returns to the grid', async () => {
	const {host, clock, frames} = startHost([source('only', 'a.power_w')]);
	await clock.advance(1000);
	clock.jump(2700);
	await clock.advance(1500);
	assert.deepEqual(timesOf(frames, 'a.power_w'), [10_000, 11_000, 13_700, 14_000, 15_000]);
	host.close();
});

test('the first source to claim a channel keeps it; one with none left is closed', async () => {
	const {host, clock, frames} = startHost([source('first', 'cpu.temp_c'), source('second', 'cpu.temp_c')]);
	await clock.advance(10);
	assert.deepEqual(
		frames.filter(frame => frame.type === 'opened' || frame.type === 'closed').map(frame => [frame.type, frame.source]),
		[
			['opened', 'first'],
			['closed', 'second'],
		],
	);
	assert.equal(frames.find(frame => frame.type === 'closed')?.reason, 'read from first already');
	host.close();
});

test('a stand-in waits for the others, and goes when a slow one comes', async () => {
	const standIn = source('estimate', 'cpu.power_w', {insteadOf: ['cpu.power_w']});
	const measured = startHost([source('meter', 'cpu.power_w', {opensAfterMs: 1000}), standIn]);
	await measured.clock.advance(1500);
	assert.equal(measured.frames.find(frame => frame.type === 'closed')?.reason, 'not needed: cpu.power_w is measured');
	measured.host.close();
	const slow = startHost([source('meter', 'cpu.power_w', {opensAfterMs: 5000}), standIn]);
	await slow.clock.advance(3000);
	assert.ok(slow.frames.some(frame => frame.type === 'opened' && frame.source === 'estimate'));
	assert.ok(!slow.frames.some(frame => frame.type === 'ready'));
	await slow.clock.advance(3000);
	assert.deepEqual(
		slow.frames
			.filter(frame => frame.type === 'opened' || frame.type === 'closed')
			.map(frame => [frame.type, frame.source]),
		[
			['opened', 'estimate'],
			['closed', 'estimate'],
			['opened', 'meter'],
		],
	);
	assert.ok(slow.frames.some(frame => frame.type === 'ready'));
	slow.host.close();
});

test('a reader that throws is closed, the others go on', async () => {
	const broken: ProbeDefinition = {
		...source('broken', 'x.power_w'),
		open: () =>
			Promise.resolve({
				channels: [{channel: 'x.power_w', unit: 'W', scope: 'device', source: 'broken', periodMs: 1000, windowMs: 0}],
				missing: [],
				intervalMs: 1000,
				sample: () => {
					throw new Error('boom');
				},
				close: () => {},
			}),
	};
	const {host, clock, frames} = startHost([broken, source('good', 'a.power_w')]);
	await clock.advance(2000);
	assert.equal(frames.find(frame => frame.type === 'closed')?.reason, 'the reader failed: boom');
	assert.equal(timesOf(frames, 'a.power_w').length, 3);
	host.close();
});

test('sources that were not chosen or hung before are not opened', async () => {
	const {host, clock, frames} = startHost(
		[source('a', 'a.power_w'), source('b', 'b.power_w'), source('c', 'c.power_w')],
		{
			probes: ['a', 'b'],
			sourcesOff: ['b'],
		},
	);
	await clock.advance(10);
	assert.deepEqual(
		frames.flatMap(frame => (frame.type === 'closed' ? [[frame.source, frame.reason]] : [])),
		[
			['b', 'switched off: reading it hung'],
			['c', 'not chosen by [telemetry] probes'],
		],
	);
	host.close();
});

test('with nothing to sample it still says every second that it lives', async () => {
	const {host, clock, frames} = startHost([]);
	await clock.advance(3100);
	assert.equal(frames.filter(frame => frame.type === 'alive').length >= 3, true);
	host.close();
});

test('careful: each read is told before it is made; usually none is', async () => {
	const tree = buildTree([
		['/sys/class/thermal/thermal_zone0/type', 'cpu-thermal'],
		['/sys/class/thermal/thermal_zone0/temp', '50000'],
	]);
	const thermal = PROBES.filter(({id}) => id === 'thermal');
	const usual = startHost(thermal, {root: tree.root});
	await usual.clock.advance(10);
	usual.frames.length = 0;
	await usual.clock.advance(2000);
	assert.deepEqual([...new Set(usual.frames.map(({type}) => type))], ['samples']);
	usual.host.close();
	const careful = startHost(thermal, {root: tree.root, careful: true});
	await careful.clock.advance(10);
	careful.frames.length = 0;
	await careful.clock.advance(1000);
	assert.deepEqual(careful.frames[0], {type: 'reading', source: 'thermal'});
	assert.deepEqual(careful.frames[1], {
		type: 'reading',
		source: 'thermal',
		path: '/sys/class/thermal/thermal_zone0/temp',
	});
	assert.equal(careful.frames[2]?.type, 'samples');
	careful.host.close();
	tree.remove();
});

test('every tree through the whole host: opened sources and the reason of every other', async () => {
	const outcomes: Record<string, readonly string[]> = {};
	for (const name of ['vm_nothing', 'amd_desktop_amdgpu', 'jetson_orin_nano_jp6', 'intel_cpufreq_procfs']) {
		const tree = buildFakeTree(name);
		const {host, clock, frames} = startHost(PROBES, {root: tree.root});
		await clock.advance(3000);
		outcomes[name] = frames.flatMap(frame => (frame.type === 'opened' ? [frame.source] : []));
		const answered = frames.flatMap(frame =>
			frame.type === 'opened' || frame.type === 'closed' ? [frame.source] : [],
		);
		assert.deepEqual(answered.toSorted(), PROBES.map(({id}) => id).toSorted(), name);
		for (const frame of frames) if (frame.type === 'closed') assert.notEqual(frame.reason, '', frame.source);
		host.close();
		tree.remove();
	}
	assert.deepEqual(outcomes, {
		vm_nothing: ['cpu', 'tdp-estimate'],
		// The counters cannot be read here without the injected errors, so they stand still.
		amd_desktop_amdgpu: ['hwmon', 'amdgpu'],
		jetson_orin_nano_jp6: [
			'jetson-gpu',
			'jetson-emc',
			'jetson-mode',
			'jetson-oc',
			'thermal',
			'cpufreq',
			'fan',
			'jetson-rails',
		],
		intel_cpufreq_procfs: ['cpu-throttle', 'cpufreq'],
	});
});

test('frames: readings a millisecond apart share a row, missing channels are told once and when back', () => {
	const builder = createFrameBuilder();
	assert.equal(builder.take(), undefined);
	builder.add([
		{channel: 'a', t: 100.25, value: 1},
		{channel: 'b', t: 100.75, value: 2},
		{channel: 'a', t: 104, value: 3},
		{channel: 'c', t: 104.5, missing: 'gone'},
	]);
	assert.deepEqual(builder.take(), {
		t0: 100,
		channels: ['a', 'b'],
		rows: [
			[0.5, 1, 2],
			[4, 3, null],
		],
		missing: {c: 'gone'},
	});
	builder.add([{channel: 'c', t: 200, missing: 'gone'}]);
	assert.deepEqual(builder.take(), {t0: 200, channels: [], rows: []});
	builder.add([{channel: 'c', t: 300, value: 5}]);
	assert.deepEqual(builder.take(), {t0: 300, channels: ['c'], rows: [[0, 5]], missing: {c: null}});
});
