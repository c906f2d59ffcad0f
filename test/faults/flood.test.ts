import assert from 'node:assert/strict';
import {readFileSync, statSync} from 'node:fs';
import {test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {buildProgram} from '../helpers/built-program.ts';
import {readRows} from '../e2e/run-files.ts';
import {shellSweep} from '../e2e/sweeps.ts';
import {openWorld} from '../e2e/world.ts';

buildProgram();

const GIGABYTES = 2;

/** A field of `/proc/PID/status` in KiB; 0 of a process that is gone. */
function statusKib(pid: number, field: 'VmHWM' | 'VmRSS'): number {
	try {
		return Number(
			new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0,
		);
	} catch {
		return 0;
	}
}

for (const [name, source] of [
	['lines of text', 'yes "an ordinary line of a chatty program, with a number 12345"'],
	['one endless line', 'tr "\\\\0" x < /dev/zero'],
	['binary', 'cat /dev/urandom'],
] as const) {
	test(`D9, B10: ${GIGABYTES} GB of ${name} from one program: under 200 MB of memory, the log capped, the metric found`, async t => {
		const world = openWorld(t);
		const script = `echo first; ${source} | head -c ${GIGABYTES}000000000; printf "\\nloss=0.125\\n"`;
		world.write(
			'sweep.toml',
			shellSweep(script, 1, '[metrics]\nloss = { goal = "minimize" }\n[run]\nmax_output = "1MiB"\n'),
		);
		const running = world.start(['run', 'sweep.toml', '--headless', '--out', 'out'], {timeoutMs: 300_000});
		const startMs = performance.now();
		let peakKib = 0;
		while (running.child.exitCode === null && running.child.signalCode === null) {
			peakKib = Math.max(peakKib, statusKib(running.pid, 'VmHWM'));
			await sleep(100);
		}
		const {code, note} = await running.ended;
		const seconds = (performance.now() - startMs) / 1000;
		assert.equal(code, 0, note);
		t.diagnostic(`${Math.round((GIGABYTES * 1000) / seconds)} MB/s, at most ${Math.round(peakKib / 1024)} MiB`);
		assert.ok(peakKib > 0 && peakKib < 200 * 1000, `${peakKib} KiB`);
		assert.deepEqual(
			readRows(world.path('out')).map(row => [row['state'], row['loss']]),
			[['complete', '0.125']],
		);
		const log = world.path('out', 'trials', '000001', 'e01', 'output.log');
		assert.ok(statSync(log).size < 1.5 * 1024 * 1024, `${statSync(log).size} bytes`);
		const text = readFileSync(log, 'latin1');
		assert.ok(text.startsWith('first'), 'its head is kept');
		assert.match(text.slice(-100), /loss=0\.125/);
	});
}
