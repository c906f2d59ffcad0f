import assert from 'node:assert/strict';
import process from 'node:process';
import {type TestContext, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {restoreAllLeftovers} from '../../source/commands/knob/knob-leftovers.ts';
import {eventually} from '../e2e/world.ts';
import {FOR_ALL, type KnobProcess, startKnobProcess} from './knob-process.ts';

const FAULTS = process.env['SWEEPTOP_FAULTS'] === '1';
/** Kills of the sweep and of its guard at once, so that only the next start can restore. */
const KILLS = FAULTS ? 180 : 8;
/** Kills of the sweep alone. */
const GUARDED = FAULTS ? 20 : 4;
const AT_ONCE = 4;

/** Signals that end a process that does not handle them (signal(7)). */
const USUAL = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGABRT', 'SIGSEGV', 'SIGTERM'] as const;
const RARE = ['SIGILL', 'SIGTRAP', 'SIGBUS', 'SIGFPE', 'SIGUSR2', 'SIGALRM', 'SIGXCPU', 'SIGVTALRM', 'SIGSYS'] as const;
const DEADLY = FAULTS ? [...USUAL, ...RARE] : USUAL;

/** Runs it for every item, some at once, each with a process of its own. */
async function each<T>(
	t: TestContext,
	items: readonly T[],
	run: (item: T, knobs: KnobProcess) => Promise<void>,
	way: (item: T) => string = () => '',
): Promise<void> {
	const rest = [...items];
	const work = async (): Promise<void> => {
		for (let item = rest.shift(); item !== undefined; item = rest.shift()) {
			const knobs = startKnobProcess(way(item));
			t.after(() => {
				knobs.child.kill('SIGKILL');
				knobs.remove();
			});
			await knobs.set;
			await run(item, knobs);
		}
	};
	await Promise.all(Array.from({length: AT_ONCE}, work));
}

test(`G1: ${KILLS} kills of sweep and guard at random moments: the next start leaves no setting changed`, async t => {
	let found = 0;
	await each(
		t,
		Array.from({length: KILLS}, (_, index) => index),
		async (_, knobs) => {
			const guard = knobs.guard();
			assert.ok(guard !== undefined, 'a guard stands by');
			process.kill(guard, 'SIGKILL');
			await sleep(Math.random() * 40);
			knobs.child.kill('SIGKILL');
			assert.equal(await knobs.ended, 'SIGKILL');
			found += knobs.changed().length > 0 ? 1 : 0;
			assert.equal(knobs.restoreFiles().length, 1, 'the originals are on the disk');
			await restoreAllLeftovers({XDG_STATE_HOME: knobs.state});
			assert.deepEqual(knobs.changed(), []);
			assert.deepEqual(knobs.restoreFiles(), []);
		},
	);
	assert.equal(found, KILLS, 'each kill had left something changed');
});

test(`${GUARDED} kills of the sweep: its guard leaves no setting changed`, async t => {
	await each(
		t,
		Array.from({length: GUARDED}, (_, index) => index),
		async (_, knobs) => {
			await sleep(Math.random() * 40);
			knobs.child.kill('SIGKILL');
			await knobs.ended;
			await eventually('the guard restores', () => knobs.restoreFiles().length === 0);
			assert.deepEqual(knobs.changed(), []);
			await eventually('the guard ends', () => knobs.guard() === undefined);
		},
	);
});

test('G2: every signal that ends a process leaves no setting changed', async t => {
	await each(t, DEADLY, async (signal, knobs) => {
		knobs.child.kill(signal);
		assert.equal(await knobs.ended, signal);
		await eventually(`the guard restores after ${signal}`, () => knobs.restoreFiles().length === 0);
		assert.deepEqual(knobs.changed(), [], signal);
	});
});

test('a crash, an unhandled rejection and an exit restore in the process itself; the guard is sent away', async t => {
	const ways = ['crash', 'reject', 'exit', 'close'] as const;
	await each(
		t,
		ways,
		async (way, knobs) => {
			knobs.child.stdin.write('go\n');
			const end = await knobs.ended;
			assert.deepEqual(knobs.changed(), [], way);
			assert.deepEqual(knobs.restoreFiles(), [], way);
			assert.equal(end, way === 'crash' || way === 'reject' ? 1 : 0);
			await eventually('the guard ends', () => knobs.guard() === undefined);
		},
		way => way,
	);
});

test('a signal to the whole process group, or to all processes of a job, does not end the guard', async t => {
	const knobs = startKnobProcess();
	t.after(() => {
		knobs.child.kill('SIGKILL');
		knobs.remove();
	});
	await knobs.set;
	const guard = knobs.guard();
	assert.ok(guard !== undefined);
	for (const signal of FOR_ALL) process.kill(guard, signal);
	await sleep(50);
	assert.equal(knobs.guard(), guard);
	knobs.child.kill('SIGKILL');
	await eventually('the guard restores', () => knobs.restoreFiles().length === 0);
	assert.deepEqual(knobs.changed(), []);
});
