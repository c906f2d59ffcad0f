import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test, type TestContext} from 'node:test';
import {countEndedTrials, enginePid, readEvents, readRows, readState} from '../e2e/run-files.ts';
import {signal} from '../e2e/processes.ts';
import {LOSS, shellSweep} from '../e2e/sweeps.ts';
import {eventually, openWorld} from '../e2e/world.ts';
import {buildProgram} from '../helpers/built-program.ts';

buildProgram();

const DAY_S = 86_400;

/** A wall clock that is as many seconds ahead as a file says, read at every look; the monotonic clock is the real one. */
const SOURCE = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static long ahead(void) {
  char text[32] = {0};
  int file = open(getenv("AHEAD"), O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  return length > 0 ? atol(text) : 0;
}
int clock_gettime(clockid_t id, struct timespec *t) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int code = real(id, t);
  if (code == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) t->tv_sec += ahead();
  return code;
}
int gettimeofday(struct timeval *t, void *zone) {
  static int (*real)(struct timeval *, void *);
  if (!real) real = (int (*)(struct timeval *, void *))dlsym(RTLD_NEXT, "gettimeofday");
  int code = real(t, zone);
  if (code == 0) t->tv_sec += ahead();
  return code;
}
`;

/** A wall clock that can be set for all that is started with this environment; undefined without a C compiler. */
function openWallClock(t: TestContext) {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-clock-'));
	t.after(() => rmSync(folder, {recursive: true}));
	const library = join(folder, 'jump.so');
	const ahead = join(folder, 'ahead');
	writeFileSync(join(folder, 'jump.c'), SOURCE);
	try {
		execFileSync('cc', ['-shared', '-fPIC', '-o', library, join(folder, 'jump.c')], {stdio: 'pipe'});
	} catch {
		return undefined;
	}
	const set = (seconds: number): void => writeFileSync(ahead, String(seconds));
	set(0);
	return {environment: {LD_PRELOAD: library, AHEAD: ahead}, set};
}

test('J5: the wall clock jumps a day back and ten years ahead in mid-run: durations, order, budgets and a resume are right', async t => {
	const clock = openWallClock(t);
	if (clock === undefined) return t.skip('needs a C compiler (cc)');
	const {environment} = clock;
	const world = openWorld(t);
	const limits = '[budget]\ntime = "2h"\n[run]\ntimeout = "10m"\n';
	world.write('sweep.toml', shellSweep('sleep 0.3; echo loss=$SWEEP_i', 24, `${LOSS}${limits}`));
	const out = world.path('out');
	const startedMs = Date.now();
	assert.equal((await world.run(['run', 'sweep.toml', '--detach', '--out', 'out'], {environment})).code, 0);
	for (const [trials, ahead] of [
		[3, -DAY_S],
		[6, 3650 * DAY_S],
		[9, 60],
	] as const) {
		await eventually(`${trials} trials`, () => countEndedTrials(out) >= trials, 60_000);
		clock.set(ahead);
	}
	await eventually('twelve trials', () => countEndedTrials(out) >= 12, 60_000);
	// Also the lock of a dead engine is judged by no wall clock.
	signal(enginePid(out), 'SIGKILL');
	clock.set(-2 * DAY_S);
	const {code, note} = await world.run(['resume', 'out', '--headless'], {environment});
	const tookS = (Date.now() - startedMs) / 1000;
	assert.equal(code, 0, note);

	const events = readEvents(out);
	assert.deepEqual(
		events.map(({seq}) => seq),
		events.map((_, index) => index + 1),
	);
	const monoMs = events.map(event => event.mono_ms);
	assert.deepEqual(
		monoMs,
		monoMs.toSorted((a, b) => a - b),
	);
	const daysAhead = new Set(events.map(event => Math.round((Date.parse(event.t) - startedMs) / 1000 / DAY_S)));
	assert.deepEqual(
		[...daysAhead].toSorted((a, b) => a - b),
		[-2, -1, 0, 3650],
		'the clock has really jumped',
	);
	const rows = readRows(out);
	assert.equal(rows.length, 24);
	for (const row of rows) {
		assert.equal(row['state'], 'complete');
		const seconds = Number(row['duration_s']);
		assert.ok(seconds >= 0.29 && seconds < tookS, `${seconds} s`);
	}
	const {elapsedMs} = readState(out);
	assert.ok(elapsedMs > 24 * 290 && elapsedMs / 1000 <= tookS, `${elapsedMs} ms of ${tookS} s`);
	const times = readRows(out, 'telemetry.csv').map(row => Number(row['mono_ms']));
	assert.ok(existsSync(join(out, 'telemetry.csv')) && times.length > 0);
	assert.deepEqual(
		times,
		times.toSorted((a, b) => a - b),
	);
});
