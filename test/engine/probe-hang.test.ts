import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {describe, test} from 'node:test';
import {buildZones, hang, isRunning, startLink, until, ZONES} from './started-link.ts';

describe('a sensor that hangs', {concurrency: 2}, () => {
	test('F4: a file that hangs from the first read on (a FIFO in its place) is left out at once; the others keep going', async t => {
		const tree = buildZones(t, 2);
		const path = `${ZONES}/thermal_zone1/temp`;
		hang(tree, path);
		const {link, heard} = startLink(t, {root: tree.root});
		await until(() => heard.notices.length > 0, 'the notice', 30_000);
		assert.deepEqual(heard.notices, [`reading ${path} hangs; it is left out until it answers`]);
		const pid = link.pid;
		const count = heard.samples.length;
		await until(() => heard.samples.length > count + 20, 'samples');
		assert.equal(link.pid, pid, 'no restart');
		assert.equal(new Set(heard.samples.map(({channel}) => channel)).has('zone.soc0.temp_c'), true);
		// It can be ended with a thread in a read that does not return.
		link.close();
		await until(() => !isRunning(pid), 'its end');
	});

	test('F4: a sensor that begins to hang in mid-run costs the others nothing', async t => {
		if (spawnSync('strace', ['-V']).error !== undefined) return t.skip('needs strace');
		const tree = buildZones(t, 8);
		const {link, heard} = startLink(t, {root: tree.root});
		const timesOf = (zone: number): readonly number[] =>
			heard.samples.flatMap(({channel, t: time}) => (channel === `zone.soc${zone}.temp_c` ? [time] : []));
		await until(() => timesOf(3).length > 10, 'good readings');
		const pid = link.pid ?? 0;
		const hanging = `${tree.root}${ZONES}/thermal_zone3/temp`;
		const inject = 'inject=pread64:delay_enter=600000000';
		const argv = [
			'-f',
			'-qq',
			'-o',
			'/dev/null',
			'-P',
			hanging,
			'-e',
			'trace=pread64',
			'-e',
			inject,
			'-p',
			String(pid),
		];
		const tracer = spawn('strace', argv, {stdio: 'ignore'});
		t.after(() => tracer.kill('SIGKILL'));
		await until(
			() => heard.missing.get('zone.soc3.temp_c') !== undefined || tracer.exitCode !== null,
			'the hang',
			20_000,
		);
		if (tracer.exitCode !== null) return t.skip('needs permission to trace');
		assert.equal(heard.missing.get('zone.soc3.temp_c'), 'the sensor does not answer');
		await until(() => heard.notices.length > 0, 'the notice', 30_000);
		assert.deepEqual(heard.notices, [`reading ${ZONES}/thermal_zone3/temp hangs; it is left out until it answers`]);
		assert.equal(link.pid, pid, 'no restart');
		for (const zone of [0, 2, 4, 7]) {
			const times = timesOf(zone);
			const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
			// 4 s of silence and a new process would be the price of a read that is waited for.
			assert.ok(Math.max(...gaps) < 3000, `zone ${zone}: ${gaps.map(Math.round).join(' ')}`);
		}
	});
});
