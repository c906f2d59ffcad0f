import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {readRows} from '../e2e/run-files.ts';
import {openWorld} from '../e2e/world.ts';

buildProgram();

/** Clocks that are a day ahead, in every program that it is preloaded into. */
const SOURCE = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
int clock_gettime(clockid_t id, struct timespec *t) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int code = real(id, t);
  t->tv_sec += 86400;
  return code;
}
`;

test('F9: a program whose clocks are a day ahead has the duration and the energy of our clock', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-skew-'));
	t.after(() => rmSync(folder, {recursive: true}));
	const library = join(folder, 'skew.so');
	writeFileSync(join(folder, 'skew.c'), SOURCE);
	try {
		execFileSync('cc', ['-shared', '-fPIC', '-o', library, join(folder, 'skew.c')], {stdio: 'pipe'});
	} catch {
		return t.skip('needs a C compiler (cc)');
	}
	const world = openWorld(t);
	// More than a second of work: the estimate has three samples of it.
	const work =
		'i=0; end=$(($(date +%s) + 2)); while [ $(date +%s) -lt $end ]; do i=$((i+1)); done; echo "clock=$(date +%s)"';
	world.write(
		'sweep.toml',
		`name = "skew"
shell = ${JSON.stringify(work)}
[env]
LD_PRELOAD = ${JSON.stringify(library)}
[parameters]
i = [1]
[metrics]
clock = {goal = "minimize"}
[telemetry]
probes = ["tdp-estimate"]
cpu_tdp_watts = 50
`,
	);
	const startMs = Date.now();
	const {code, note} = await world.run(['run', 'sweep.toml', '--headless', '--out', 'out']);
	const tookS = (Date.now() - startMs) / 1000;
	assert.equal(code, 0, note);
	const [row] = readRows(world.path('out'));
	const number = (column: string): number => Number(row?.[column]);
	assert.ok(number('clock') - startMs / 1000 > 80_000, `the program's clock says ${row?.['clock']}`);
	assert.ok(Math.abs(Date.parse(row?.['started_at'] ?? '') - startMs) < tookS * 1000, row?.['started_at']);
	assert.ok(number('duration_s') > 0.9 && number('duration_s') <= tookS, row?.['duration_s']);
	assert.ok(number('coverage') >= 0.95, row?.['coverage']);
	assert.ok(number('energy_j') > 0 && number('energy_j') <= 50 * number('duration_s'), row?.['energy_j']);
});
