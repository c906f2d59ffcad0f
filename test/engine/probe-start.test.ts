import assert from 'node:assert/strict';
import type {ChildProcessByStdio} from 'node:child_process';
import {EventEmitter} from 'node:events';
import {PassThrough, type Readable, type Writable} from 'node:stream';
import test from 'node:test';
import {startProbeLink} from '../../source/engine/probe-link.ts';
import {createManualClock} from '../helpers/manual-clock.ts';

/** A link to processes that say their first word after `startMs`, and one every `everyMs` then. */
function openLink(startMs: number) {
	const clock = createManualClock(0);
	const notices: string[] = [];
	const speech = {everyMs: 500};
	let samples = 0;
	let starts = 0;
	const link = startProbeLink({
		spawn: () => {
			starts += 1;
			const stdout = new PassThrough();
			const says = JSON.stringify({type: 'samples', t0: 0, channels: ['cpu.util_pct'], rows: [[0, 50]]});
			const talk = (): void => {
				stdout.write(`${says}\n`);
				clock.setTimer(talk, speech.everyMs);
			};
			clock.setTimer(talk, startMs);
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
	return {clock, link, notices, speech, samples: () => samples, starts: () => starts};
}

test('a machine on which the probe process takes half a minute to start gets its samples all the same', async () => {
	const {clock, link, notices, samples, starts} = openLink(30_000);
	await clock.advance(120_000);
	assert.ok(samples() > 10, `${samples()} samples of ${starts()} processes`);
	assert.equal(starts(), 3, 'after 10 and 20 s of patience');
	assert.deepEqual(notices, ['the probe process ended (it said nothing for 10 s); it is started again']);
	assert.ok(link.isAlive);
	link.close();
});

test('C7: after a time in which we stood still, the silence meanwhile is not held against the probe process', async () => {
	const {clock, link, notices, speech, starts} = openLink(100);
	await clock.advance(5000);
	// Both were stopped; it needs two seconds until it speaks again.
	speech.everyMs = 37_000;
	await clock.advance(600);
	clock.jump(35_000);
	speech.everyMs = 500;
	await clock.advance(10_000);
	assert.deepEqual([starts(), notices], [1, []]);
	assert.ok(link.isAlive);
	// One that is silent while we go on is still found out.
	speech.everyMs = 3_600_000;
	await clock.advance(10_000);
	assert.ok(starts() > 1);
	link.close();
});

/** A process that cannot be hurt. */
function slowChild(stdout: PassThrough): ChildProcessByStdio<Writable, Readable, null> {
	const parts = {stdin: new PassThrough(), stdout, stderr: null, pid: undefined, unref: () => undefined};
	return Object.assign(new EventEmitter(), parts) as unknown as ChildProcessByStdio<Writable, Readable, null>;
}
