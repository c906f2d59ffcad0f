import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {addReadings} from '../../source/commands/session/telemetry-frames.ts';
import type {SamplesFrame} from '../../source/domain/protocol.ts';
import {readTelemetry} from '../../source/engine/telemetry-reader.ts';

async function addFrom(directory: string) {
	const frames: SamplesFrame[] = [];
	const told: string[] = [];
	await addReadings(
		{addSamples: frame => void frames.push(frame)},
		{read: () => readTelemetry(directory), offsetMs: 500, tell: text => void told.push(text)},
	);
	return {frames, told};
}

test('readings stand on the clock of the session; those that cannot be read are told and end nothing', async t => {
	const directory = mkdtempSync(join(tmpdir(), 'st-readings-'));
	t.after(() => rmSync(directory, {recursive: true}));
	assert.deepEqual(await addFrom(directory), {frames: [], told: []}, 'no sensor');
	writeFileSync(join(directory, 'telemetry.csv'), 'mono_ms,t,cpu.power_w\n1000,2026-11-21T19:45:12.345Z,12\n');
	const {frames, told} = await addFrom(directory);
	assert.deepEqual(frames, [{t0: 1500, channels: ['cpu.power_w'], rows: [[0, 12]]}]);
	assert.deepEqual(told, []);
	// A second segment that is none of ours: no system reads a folder as a file.
	mkdirSync(join(directory, 'telemetry.csv.1'));
	const broken = await addFrom(directory);
	assert.deepEqual(broken.frames, []);
	assert.equal(broken.told.length, 1);
	assert.match(broken.told[0] ?? '', /^warning: .*telemetry\.csv\.1: EISDIR\n/);
});
