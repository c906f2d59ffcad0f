import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {writeMetadata} from '../../source/commands/engine/engine-metadata.ts';
import {observeEngine} from '../../source/commands/engine/engine-observer.ts';
import {createTelemetryWindow} from '../../source/engine/telemetry-window.ts';
import {foldFacts, SAMPLE_FACTS} from '../helpers/sample-sweep.ts';

const TEMPERATURE = {
	channel: 'cpu.temp_c',
	unit: '°C',
	scope: 'device',
	source: 'thermal',
	periodMs: 1000,
	windowMs: 0,
} as const;

test('what a run says of its own measuring: each channel as it moved, the CPU time of engine and probes', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-observer-'));
	t.after(() => rmSync(folder, {recursive: true}));
	const window = createTelemetryWindow({wait: () => Promise.resolve()});
	window.open('thermal', [TEMPERATURE, {...TEMPERATURE, channel: 'gpu0.temp_c'}]);
	for (let index = 0; index < 6; index++) {
		window.add({t0: index * 1000, channels: ['cpu.temp_c', 'gpu0.temp_c'], rows: [[0, 40 + index, 50]]});
	}
	const observer = observeEngine(window, process, () => performance.now());
	const {user} = process.cpuUsage();
	while (process.cpuUsage().user - user < 30_000);
	const early = observer.observed();
	const {cpuPct} = early.overhead.engine;
	assert.ok(cpuPct > 0 && cpuPct < 400, `${cpuPct}`);
	assert.ok(early.overhead.engine.rssBytes > 10e6);
	assert.equal(early.overhead.probes, undefined);
	observer.onCosts({costs: [{source: 'thermal', meanUs: 40, count: 6}], cpuPct: 0.4, rssBytes: 5e7});
	const state = foldFacts([...SAMPLE_FACTS, {type: 'probe-opened', source: 'thermal', channels: [TEMPERATURE]}]);
	await writeMetadata(folder, state, observer.observed());
	const metadata: unknown = JSON.parse(readFileSync(join(folder, 'metadata.json'), 'utf8'));
	assert.ok(typeof metadata === 'object' && metadata !== null && 'sources' in metadata && 'overhead' in metadata);
	assert.ok(Array.isArray(metadata.sources));
	const {channel, unit, scope, periodMs, windowMs} = TEMPERATURE;
	assert.deepEqual(metadata.sources.at(-1), {
		source: 'thermal',
		usable: true,
		channels: [{channel, unit, scope, periodMs, windowMs, measured: {samples: 6, changes: 5, periodMs: 1000}}],
	});
	assert.deepEqual(observer.observed().motions.get('gpu0.temp_c'), {samples: 6, changes: 0});
	assert.match(JSON.stringify(metadata.overhead), /"probes":\{"costs":\[\{"source":"thermal","meanUs":40/);
});
