import assert from 'node:assert/strict';
import type {ChildProcessByStdio} from 'node:child_process';
import {EventEmitter} from 'node:events';
import {PassThrough, type Readable, type Writable} from 'node:stream';
import test from 'node:test';
import {startProbeLink} from '../../source/engine/probe-link.ts';
import {createManualClock} from '../helpers/manual-clock.ts';

test('a machine on which the probe process takes half a minute to start gets its samples all the same', async () => {
	const clock = createManualClock(0);
	const notices: string[] = [];
	let samples = 0;
	let starts = 0;
	const link = startProbeLink({
		spawn: () => {
			starts += 1;
			const stdout = new PassThrough();
			const says = JSON.stringify({type: 'samples', t0: 0, channels: ['cpu.util_pct'], rows: [[0, 50]]});
			const talk = (): void => {
				stdout.write(`${says}\n`);
				clock.setTimer(talk, 500);
			};
			clock.setTimer(talk, 30_000);
			return slowChild(stdout);
		},
		settings: {root: '', intervalMs: 1000, cpuTdpWatts: 65, workdir: '/', describeHost: false},
		now: clock.now,
		setTimer: clock.setTimer,
		onBatch: () => void samples++,
		onOpened: () => undefined,
		onClosed: () => undefined,
		onHost: () => undefined,
		onNotice: text => notices.push(text),
	});
	await clock.advance(120_000);
	assert.ok(samples > 10, `${samples} samples of ${starts} processes`);
	assert.equal(starts, 3, 'after 10 and 20 s of patience');
	assert.deepEqual(notices, ['the probe process ended (it said nothing for 10 s); it is started again']);
	assert.ok(link.isAlive);
	link.close();
});

/** A process that cannot be hurt. */
function slowChild(stdout: PassThrough): ChildProcessByStdio<Writable, Readable, null> {
	const parts = {stdin: new PassThrough(), stdout, stderr: null, pid: undefined, unref: () => undefined};
	return Object.assign(new EventEmitter(), parts) as unknown as ChildProcessByStdio<Writable, Readable, null>;
}
