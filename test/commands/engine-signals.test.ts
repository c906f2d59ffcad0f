import assert from 'node:assert/strict';
import process from 'node:process';
import {test} from 'node:test';
import {createDiskPatience, type DiskWait, endsInTime} from '../../source/commands/engine/disk-patience.ts';
import {stopOnSignals} from '../../source/commands/engine/engine-signals.ts';
import type {Engine} from '../../source/engine/engine.ts';
import {createManualClock} from '../helpers/manual-clock.ts';

/** An engine of which only the ends are asked, and a disk whose trouble the test decides. */
function openStop(t: {after: (close: () => void) => void}) {
	const calls: string[] = [];
	const told: string[] = [];
	const disk = {isFull: false};
	const clock = createManualClock(0);
	const engine: Pick<Engine, 'stop' | 'kill' | 'command'> = {
		stop: (why, now) => void calls.push(`stop ${why} ${now}`),
		kill: () => void calls.push('kill'),
		command: ({command}) => {
			calls.push(command);
			return {ok: true, text: ''};
		},
	};
	const wait: DiskWait = {
		isAwaited: () => disk.isFull,
		giveUp: () => {
			if (disk.isFull) calls.push('give up');
			disk.isFull = false;
		},
	};
	const signals = stopOnSignals(['SIGTERM', 'SIGUSR1'], text => void told.push(text), clock.setTimer);
	t.after(signals.close);
	signals.connect(engine as Engine, wait);
	const patience = createDiskPatience(text => void told.push(text), clock.setTimer);
	t.after(patience.close);
	const {command} = endsInTime(engine as Engine, wait, patience);
	const send = (signal: NodeJS.Signals = 'SIGTERM'): void => void process.emit(signal, signal);
	return {calls, told, disk, clock, send, signals, command};
}

test('one TERM ends a sweep whose disk is full: the disk has 5 s, then what it did not take is given up', async t => {
	const {calls, told, disk, clock, send, signals} = openStop(t);
	disk.isFull = true;
	send();
	assert.deepEqual(calls, ['stop ended by SIGTERM true']);
	assert.deepEqual(told, ['ended by SIGTERM: the disk has 5 s to take what waits for it']);
	await clock.advance(4900);
	assert.equal(calls.length, 1);
	await clock.advance(200);
	assert.deepEqual(calls.slice(1), ['give up']);
	assert.equal(signals.exitCode(), 143);
});

test('a disk that recovers in time is not given up; one that fills up after the signal has the same time', async t => {
	const {calls, told, disk, clock, send} = openStop(t);
	send();
	await clock.advance(20_000);
	assert.deepEqual([calls.length, told.length], [1, 0]);
	disk.isFull = true;
	await clock.advance(3000);
	disk.isFull = false;
	await clock.advance(20_000);
	assert.equal(calls.length, 1);
	disk.isFull = true;
	await clock.advance(6000);
	assert.deepEqual(calls.slice(1), ['give up']);
});

test('a second signal KILLs and does not wait for the disk', async t => {
	const {calls, disk, send} = openStop(t);
	disk.isFull = true;
	send();
	send();
	assert.deepEqual(calls.slice(1), ['kill', 'give up']);
});

test('USR1 lets what runs finish; a TERM after it does not', async t => {
	const {calls, told, disk, clock, send, signals} = openStop(t);
	disk.isFull = true;
	send('SIGUSR1');
	send('SIGUSR1');
	await clock.advance(20_000);
	assert.deepEqual(
		[calls, told],
		[['stop ended by SIGUSR1 false'], ['SIGUSR1: no new trial starts, those that run may finish']],
	);
	assert.equal(signals.exitCode(), 138);
	send();
	assert.deepEqual(calls.slice(1), ['stop ended by SIGTERM true']);
	assert.equal(signals.exitCode(), 143);
	send('SIGUSR1');
	assert.equal(calls.length, 2);
	send();
	assert.deepEqual(calls.slice(2), ['kill', 'give up']);
});

test('stop --now ends a sweep whose disk is full as one TERM does; stop alone waits for the disk', async t => {
	const {calls, told, disk, clock, command} = openStop(t);
	disk.isFull = true;
	command({command: 'stop', now: false}, 'user');
	await clock.advance(20_000);
	assert.deepEqual([calls, told], [['stop'], []]);
	command({command: 'stop', now: true}, 'user');
	assert.deepEqual(told, ['stopped by the user: the disk has 5 s to take what waits for it']);
	await clock.advance(3000);
	command({command: 'stop', now: true}, 'user');
	assert.deepEqual(calls, ['stop', 'stop', 'stop']);
	await clock.advance(2200);
	assert.deepEqual(calls.slice(3), ['give up']);
});
