import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {mountSmallDisk, skipsFor} from '../e2e/needs.ts';
import {LOSS, shellSweep} from '../e2e/sweeps.ts';
import {eventually, openWorld} from '../e2e/world.ts';
import {buildProgram} from '../helpers/built-program.ts';

buildProgram();

test('D1: one TERM ends a sweep whose disk is too small for it, and says each trouble once', async t => {
	if (skipsFor(t, 'root', 'mounts')) return;
	const world = openWorld(t);
	const disk = mountSmallDisk(t, '64k');
	world.write('sweep.toml', shellSweep('sleep 0.05; echo loss=$SWEEP_i', 500, LOSS));
	const out = join(disk, 'out');
	const running = world.start(['run', 'sweep.toml', '--headless', '--out', out]);
	await eventually('the message', () => /disk full/.test(running.note()));
	running.child.kill('SIGTERM');
	const {code, note} = await running.ended;
	assert.equal(code, 143, note);
	assert.match(note, /ended by SIGTERM: the disk has 5 s to take what waits for it/);
	assert.match(note, /what the disk did not take is given up; sweeptop resume runs those trials again/);
	for (const [line, count] of Object.entries(Object.groupBy(note.split('\n'), line => line))) {
		if (/were not written/.test(line)) assert.equal(count?.length, 1, line);
	}
	assert.match(readFileSync(join(out, 'journal.ndjson'), 'utf8'), /"type":"sweep-started"/);
});
