import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import test from 'node:test';
import {setTimeout as wait} from 'node:timers/promises';
import {meterProbe, parseMeterLine} from '../../probes/meter.ts';
import {createMeterClock} from '../../probes/meter-clock.ts';
import {createStreamProcess} from '../../probes/host/stream-process.ts';
import {choosePower} from '../../source/engine/power-source.ts';
import type {StreamProcess} from '../../source/domain/probe.ts';
import {buildTree} from '../helpers/fake-sysfs.ts';
import {createProbeWorld, openRejected, openUsable, tableOf} from '../helpers/probe-world.ts';

const EMPTY = buildTree([]);
test.after(() => EMPTY.remove());

const METER = {argv: ['meter', '--csv'], gain: 1, offsetWatts: 0};

test('lines of a meter, and what is none', () => {
	assert.deepEqual(parseMeterLine('1700000000.25,12.5'), {seconds: 1_700_000_000.25, watts: 12.5});
	assert.deepEqual(parseMeterLine(' 3 , 1.2e1 , 230.1 '), {seconds: 3, watts: 12});
	assert.deepEqual(parseMeterLine('0,-.5'), {seconds: 0, watts: -0.5});
	for (const line of ['t,watts', '12.5', '1,', ',5', '1,nan', '1,0x10', '1;5', '']) {
		assert.equal(parseMeterLine(line), undefined, line);
	}
});

test('its clock: the least delayed line counts, a drift is followed, a clock that was set starts anew', () => {
	const toOurs = createMeterClock(() => assert.fail('it keeps time'));
	assert.equal(toOurs(100, 5300), 5300, 'the first has no other to compare with');
	assert.equal(toOurs(101, 6010), 6010, 'less delayed');
	const late = toOurs(102, 7800);
	assert.ok(Math.abs(late - 7010) < 1, `${late}: a late line is where its own time says`);
	// A quartz that is 50 parts in a million fast, for an hour.
	let last = 0;
	for (let second = 1; second <= 3600; second++) last = toOurs(102 + second, 7010 + second * 1000.05);
	assert.ok(Math.abs(last - (7010 + 3600 * 1000.05)) < 1, `${last}`);
	assert.equal(toOurs(5, 4_000_000), 4_000_000, 'set back');
	assert.equal(toOurs(6, 4_001_000), 4_001_000);
});

test('a clock that keeps no time: its lines count from when they come', () => {
	let distrusts = 0;
	const toOurs = createMeterClock(() => distrusts++);
	let t = 0;
	// It counts lines as tenths of a second, and they come every 150 ms.
	for (let line = 0; line < 100; line++) t = toOurs(line / 10, 1000 + line * 150);
	assert.equal(t, 1000 + 99 * 150);
	assert.equal(distrusts, 1);
});

/** A meter that gives a line each second of the world's clock. */
function createFakeMeter(): {readonly stream: StreamProcess; readonly say: (line: string) => void; end: () => void} {
	const fake: {stream: StreamProcess; say: (line: string) => void; end: () => void} = {
		say: () => {},
		end: () => {},
		stream: (_argv, onLine, onEnd) => {
			fake.say = onLine;
			fake.end = () => onEnd('exit 1');
			return {close: () => {}};
		},
	};
	return fake;
}

test('it is the power of a trial, corrected, with the period that its lines have', async () => {
	const fake = createFakeMeter();
	let seconds = 0;
	let waits = 0;
	const world = createProbeWorld({
		tree: EMPTY,
		stream: (...given) => fake.stream(...given),
		meter: {...METER, gain: 1.1, offsetWatts: -1},
		onWait: () => {
			// The world waits 20 ms at a time.
			if (waits === 0) fake.say('t,watts');
			if (++waits % 50 === 0) fake.say(`${++seconds},20`);
		},
	});
	const probe = await openUsable(meterProbe, world);
	assert.deepEqual(
		probe.channels.map(({channel, scope, periodMs, windowMs}) => [channel, scope, periodMs, windowMs]),
		[['meter.power_w', 'board', 1000, 1000]],
	);
	const rail = {...probe.channels[0], channel: 'board.power_w', source: 'ina3221'} as (typeof probe.channels)[number];
	assert.equal(choosePower([rail, ...probe.channels])?.source, 'meter');
	assert.equal(probe.sample().length, 4);
	assert.deepEqual(probe.sample(), [], 'nothing new');
	world.advance(1000);
	fake.say('5,30');
	assert.deepEqual(tableOf(probe.sample()), {'meter.power_w': 32});
	fake.say('6,99999');
	assert.match(String(tableOf(probe.sample())['meter.power_w']), /no working sensor/);
	world.advance(10_100);
	assert.deepEqual(tableOf(probe.sample()), {'meter.power_w': '(meter stopped: no line for 10 s)'});
	assert.deepEqual(world.notices, ['meter: no line for 10 s; it is started again']);
	probe.close();
});

test('no meter, one that fails, one that says something else: refused, each with its reason', async () => {
	assert.equal((await openRejected(meterProbe, createProbeWorld({tree: EMPTY}))).reason, 'no meter is named');
	const absent = await openRejected(meterProbe, createProbeWorld({tree: EMPTY, meter: METER}));
	assert.equal(absent.reason, 'meter stopped: spawn meter ENOENT');
	const fake = createFakeMeter();
	const stream: StreamProcess = (...given) => fake.stream(...given);
	const silent = createProbeWorld({tree: EMPTY, meter: METER, stream, onWait: () => fake.say('12.5 W')});
	const {reason, mend} = await openRejected(meterProbe, silent);
	assert.equal(reason, 'it gave fewer than 4 lines in 10 s');
	assert.match(mend, /t,watts/);
});

test('a real program: its lines come through a pipe, and it ends with the probe', async () => {
	const script = 'i=0; while :; do i=$((i+1)); echo "$i,7.5"; sleep 0.02; done';
	const ended: string[] = [];
	const spawned = createStreamProcess(spawn);
	const context = {
		...createProbeWorld({tree: EMPTY, meter: {argv: ['sh', '-c', script], gain: 2, offsetWatts: 0}}).context,
		now: () => performance.now(),
		wait: async (ms: number) => wait(ms),
		stream: ((argv, onLine) => spawned(argv, onLine, why => ended.push(why))) satisfies StreamProcess,
	};
	const probe = await meterProbe.open(context);
	assert.ok(!('reason' in probe));
	await wait(100);
	const readings = probe.sample();
	assert.ok(readings.length >= 4);
	assert.deepEqual(
		new Set(readings.map(reading => ('value' in reading ? reading.value : reading.missing))),
		new Set([15]),
	);
	probe.close();
	assert.deepEqual(ended, []);
});
