import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {join} from 'node:path';
import {test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {buildTree} from '../helpers/fake-sysfs.ts';
import {REPOSITORY} from '../helpers/repository.ts';
import {openWorld} from '../e2e/world.ts';

buildProgram();

test('the program measures the averaging of a monitor that it only sees: steps of load, files, its own clock', async t => {
	const windowMs = 430;
	const hwmon = '/sys/class/hwmon/hwmon0';
	const tree = buildTree([
		['/proc/device-tree/compatible', 'nvidia,p3768-0000+p3767-0005'],
		[`${hwmon}/name`, 'ina3221'],
		[`${hwmon}/in1_label`, 'VDD_IN'],
		[`${hwmon}/in1_input`, '5000'],
		[`${hwmon}/curr1_input`, '01000'],
		// What is stated is wrong by far.
		[`${hwmon}/update_interval`, '100'],
	]);
	const world = openWorld(t);
	const pidFile = world.path('load.pid');
	const simulator = spawn(
		process.execPath,
		[join(REPOSITORY, 'test/faults/sensor-simulator.ts'), tree.root, String(windowMs), '100', pidFile],
		{stdio: ['pipe', 'ignore', 'inherit']},
	);
	t.after(async () => {
		simulator.stdin.end();
		await new Promise(resolve => {
			simulator.once('exit', resolve);
		});
		tree.remove();
	});
	const load = `echo $$ > ${pidFile}; while :; do :; done`;
	const {code, out, note} = await world.run([
		'probes',
		'--self-test',
		'--json',
		'--sysfs-root',
		tree.root,
		'--',
		'sh',
		'-c',
		load,
	]);
	assert.equal(code, 0, note);
	const report: {readonly sources: readonly {readonly channels: readonly Record<string, unknown>[]}[]} =
		JSON.parse(out);
	const channel = report.sources.flatMap(({channels}) => channels).find(found => found['channel'] === 'module.power_w');
	assert.equal(channel?.['windowMs'], 100);
	const measured = Number(channel?.['measuredWindowMs']);
	t.diagnostic(`${measured} ms measured, ${windowMs} ms are true, 100 ms were stated`);
	assert.ok(Math.abs(measured - windowMs) < 120, `${measured} ms is not ${windowMs} ms`);
});
