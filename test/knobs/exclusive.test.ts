import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {UserError} from '../../source/domain/errors.ts';
import {holdNames} from '../../source/knobs/exclusive.ts';
import {startKnobProcess} from './knob-process.ts';

const options = (names: readonly string[], root = 'test-root', patienceMs = 0) => ({
	names,
	root,
	owner: 'pid 7, /runs/a',
	patienceMs,
});

test('a name is held by one, who says who it is; others of another root are free', async () => {
	const held = await holdNames(options(['gpu.frequency', 'cpu.frequency', 'gpu.frequency']));
	const refused = holdNames(options(['fan', 'cpu.frequency']));
	await assert.rejects(refused, (error: unknown) => {
		assert.ok(error instanceof UserError);
		assert.match(error.problem, /cpu\.frequency is in use by another sweeptop \(pid 7, \/runs\/a\)/);
		return true;
	});
	(await holdNames(options(['fan']))).release();
	(await holdNames(options(['cpu.frequency'], 'other-root'))).release();
	held.release();
	(await holdNames(options(['gpu.frequency', 'cpu.frequency']))).release();
});

test('all or none: what was taken before a refusal is free again', async () => {
	const held = await holdNames(options(['b']));
	await assert.rejects(holdNames(options(['a', 'b', 'c'])));
	(await holdNames(options(['a', 'c']))).release();
	held.release();
});

test('a name that comes free in time is had', async () => {
	const held = await holdNames(options(['slow']));
	const second = holdNames(options(['slow'], 'test-root', 60_000));
	await sleep(120);
	held.release();
	(await second).release();
});

test('G8: two sweeps want one knob: the second is refused, and changes nothing', async t => {
	const first = startKnobProcess();
	t.after(first.remove);
	await first.set;
	await assert.rejects(
		holdNames(options(['fan'], first.tree.root)),
		/the hardware setting fan is in use by another sweeptop \(pid \d+/,
	);
	first.child.kill('SIGKILL');
	await first.ended;
	// The kernel frees them with the process; the guard may hold them for as long as it restores.
	(await holdNames(options(['fan', 'gpu.frequency', 'cpu.frequency'], first.tree.root, 60_000))).release();
});
