import assert from 'node:assert/strict';
import test from 'node:test';
import {ProbeHost} from '../../probes/host/probe-host.ts';
import {thermalProbe} from '../../probes/thermal.ts';
import type {ProbeFrame} from '../../source/domain/signal/probe-frame.ts';
import {buildTree} from '../helpers/fake-sysfs.ts';
import {createManualClock} from '../helpers/manual-clock.ts';
import {noPrograms} from '../helpers/probe-world.ts';

test('F10: 64 sensors at 10 Hz cost less than 2 % of a core, and the process says what they do', async t => {
	const tree = buildTree(
		Array.from({length: 64}, (_, zone) => `/sys/class/thermal/thermal_zone${zone}`).flatMap(
			(folder, zone): [string, string][] => [
				[`${folder}/type`, `soc${zone}-thermal`],
				[`${folder}/temp`, String(40_000 + zone)],
			],
		),
	);
	t.after(() => tree.remove());
	const clock = createManualClock(10_000);
	const frames: ProbeFrame[] = [];
	const host = new ProbeHost({
		definitions: [thermalProbe],
		settings: {
			root: tree.root,
			intervalMs: 100,
			cpuTdpWatts: 65,
			workdir: '/',
			sourcesOff: [],
			pathsOff: [],
			careful: false,
			describeHost: false,
		},
		...clock,
		stream: noPrograms,
		enginePid: 1,
		post: frame => frames.push(frame),
		usage: () => ({cpuMs: 0, rssBytes: 0}),
		onFirstSample: () => {},
	});
	t.after(() => host.close());
	await host.start();
	// The code is compiled by then.
	await clock.advance(2000);
	const seconds = 10;
	const before = process.cpuUsage();
	await clock.advance(seconds * 1000);
	const {user, system} = process.cpuUsage(before);
	const percent = ((user + system) / 1e6 / seconds) * 100;
	const rows = frames.reduce((sum, frame) => sum + (frame.type === 'samples' ? frame.rows.length : 0), 0);
	assert.ok(rows >= (2 + seconds) * 10, `${rows} rows`);
	assert.ok(percent < 2, `${percent} % of a core`);
	const told = frames.findLast(frame => frame.type === 'costs');
	assert.deepEqual(
		told?.costs.map(({source}) => source),
		['thermal'],
	);
});
