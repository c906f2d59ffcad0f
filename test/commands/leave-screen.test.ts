import assert from 'node:assert/strict';
import {test} from 'node:test';
import {leaveScreen} from '../../source/commands/screen/leave-screen.ts';
import type {ScreenEnd} from '../../source/commands/screen/screen-options.ts';
import type {SweepFact} from '../../source/domain/event.ts';
import {createSweepState, foldEvents, type SweepState} from '../../source/domain/sweep-state.ts';
import type {Link, Session} from '../../source/store/session.ts';
import {createFakeHost} from '../helpers/fake-host.ts';
import {createManualClock} from '../helpers/manual-clock.ts';
import {eventsOf, SAMPLE_FACTS} from '../helpers/sample-sweep.ts';

const RUNNING = SAMPLE_FACTS.filter(({type}) => type !== 'sweep-ended' && type !== 'trial-ended');
const LIVE: Link = {kind: 'live', role: 'control'};
const stateOf = (facts: readonly SweepFact[]): SweepState => foldEvents(createSweepState(), eventsOf(facts));
const endedBy = (why: string): SweepFact => ({type: 'sweep-ended', why, totals: {trials: 2, time_s: 1}});

/** Leaves a screen on a session that the test moves; `cancelled` is what the sweep does when it is told to stop. */
function openLeave(facts: readonly SweepFact[], link: Link, directory = 'runs/sample') {
	const world = {state: stateOf(facts), link, onCommand: (): void => undefined};
	const listeners = new Set<() => void>();
	const session: Pick<Session, 'runDirectory' | 'state' | 'link' | 'subscribe' | 'command'> = {
		runDirectory: directory,
		state: () => world.state,
		link: () => world.link,
		subscribe: listener => {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		command: async () => {
			world.onCommand();
			return {ok: true, text: 'stopping at once'};
		},
	};
	const host = createFakeHost('.');
	const clock = createManualClock(0);
	const change = (to: Partial<typeof world>): void => {
		Object.assign(world, to);
		for (const listener of listeners) listener();
	};
	const leave = (left: 'cancel' | 'stop' | 'quit'): Promise<number> =>
		leaveScreen({host, session: session as Session, wait: clock.setTimer}, {left} satisfies ScreenEnd);
	return {host, clock, world, change, leave, listeners};
}

test('a cancelled sweep is waited for and summed up; without a complete trial the exit code is 1', async () => {
	const {host, world, change, leave, listeners} = openLeave(RUNNING, LIVE);
	world.onCommand = () =>
		void setImmediate(() => change({state: stateOf([...RUNNING, endedBy('stopped by the user')])}));
	assert.equal(await leave('cancel'), 1);
	assert.match(host.noted(), /^stopping at once\n$/);
	assert.match(host.printed(), /^sweep +sample: stopped by the user\n/);
	assert.match(host.printed(), /^best +none/m);
	assert.equal(listeners.size, 0);
	const early = openLeave(RUNNING.slice(0, 1), LIVE);
	early.change({state: stateOf([...RUNNING.slice(0, 1), endedBy('stopped by the user')])});
	assert.equal(await early.leave('cancel'), 1, 'before the first trial');
});

test('a cancelled sweep with a complete trial ended as the person wished: 0', async () => {
	const {leave} = openLeave([...SAMPLE_FACTS.filter(({type}) => type !== 'sweep-ended'), endedBy('stopped')], LIVE);
	assert.equal(await leave('cancel'), 0);
});

test('an engine that does not end in time is left, and named', async () => {
	const {host, clock, leave} = openLeave(RUNNING, LIVE);
	const left = leave('cancel');
	await clock.advance(60_000);
	assert.equal(await left, 0);
	assert.match(host.noted(), /^stopping at once\nthe sweep goes on; come back with: sweeptop attach runs\/sample\n$/);
});

test('an engine that died under the screen: the exit code is 1, and the resume hint stays on the terminal', async () => {
	const lost: Link = {
		kind: 'lost',
		why: 'the engine is gone',
		mend: 'q leaves, then go on with: sweeptop resume runs/sample',
	};
	const {host, leave} = openLeave(RUNNING, lost);
	assert.equal(await leave('quit'), 1);
	assert.equal(host.noted(), 'the engine is gone; go on with: sweeptop resume runs/sample\n');
});

test('a line that was lost says so, and is no failure of the sweep behind it', async () => {
	const {host, leave} = openLeave(RUNNING, {kind: 'lost', why: 'ssh ended', mend: 'trying again'}, 'ssh://board/last');
	assert.equal(await leave('quit'), 0);
	assert.match(host.noted(), /ssh ended/);
});

test('a failure limit that was hit is 1, though a trial completed', async () => {
	const facts = SAMPLE_FACTS.filter(({type}) => type !== 'sweep-ended');
	for (const [why, code] of [
		['3 trials failed in a row', 1],
		['1 trial failed in a row', 1],
		['trial budget spent (3)', 0],
	] as const) {
		assert.equal(await openLeave([...facts, endedBy(why)], {kind: 'file', path: 'x'}).leave('quit'), code, why);
	}
});
