import assert from 'node:assert/strict';
import {symlinkSync, unlinkSync} from 'node:fs';
import {test} from 'node:test';
import {UserError} from '../../source/domain/errors.ts';
import {createBoard} from '../../source/knobs/board.ts';
import {createControlIo} from '../../source/knobs/control.ts';
import {openKnob} from '../../source/knobs/registry.ts';
import {buildBoard, CPU, GPU} from './boards.ts';

test('G9: a path that leads out of the allowed files is refused, by a sweep file and by a write', t => {
	const tree = buildBoard([
		['/etc/passwd', 'root'],
		['/proc/sysrq-trigger', 'x'],
		['/sys/devices/pci0000:00/0000:00:01.0/remove', '0'],
		['/sys/kernel/mm/hugepages', '0'],
	]);
	t.after(tree.remove);
	symlinkSync(`${tree.root}/etc/passwd`, `${tree.root}${GPU}/governor`);
	const paths = [
		'/sys/../etc/passwd',
		'/sys/devices/../../etc/passwd',
		'/etc/passwd',
		'/dev/sda',
		'/proc/sysrq-trigger',
		'/sys/../proc/sysrq-trigger',
		'/sys/devices/pci0000:00/0000:00:01.0/remove',
		'/sys/kernel/mm/hugepages',
		`${GPU}/governor`,
		'sys/devices/system/cpu/cpufreq/boost',
		'',
		`${CPU}/scaling_governor\0x`,
		'/sys/devices/system/cpu/cpufreq',
	];
	const io = createControlIo(tree.root);
	for (const path of paths) {
		const knob = openKnob(`sysfs:${path}`, createBoard(tree.root));
		assert.ok('reason' in knob, `${path} may not be a knob`);
		assert.throws(() => io.write(path, '1'), Error, `${path} may not be written`);
	}
	assert.equal(io.read('/etc/passwd'), 'root');
	assert.equal(io.read('/proc/sysrq-trigger'), 'x');
});

test('a link that is put in the place of an allowed file after the check is not followed out', t => {
	const tree = buildBoard([['/etc/passwd', 'root']]);
	t.after(tree.remove);
	const io = createControlIo(tree.root);
	io.write(`${CPU}/scaling_governor`, 'performance');
	unlinkSync(`${tree.root}${CPU}/scaling_governor`);
	symlinkSync(`${tree.root}/etc/passwd`, `${tree.root}${CPU}/scaling_governor`);
	assert.throws(() => io.write(`${CPU}/scaling_governor`, 'x'), UserError);
	assert.equal(io.read('/etc/passwd'), 'root');
});

test('a file that is not there is not made', t => {
	const tree = buildBoard();
	t.after(tree.remove);
	const io = createControlIo(tree.root);
	assert.throws(() => io.write('/sys/devices/system/cpu/cpufreq/boost', '1'), /ENOENT/);
});

test('a value replaces a longer one whole', t => {
	const tree = buildBoard();
	t.after(tree.remove);
	const io = createControlIo(tree.root);
	io.write(`${GPU}/max_freq`, '306000000');
	assert.equal(io.read(`${GPU}/max_freq`), '306000000');
});
