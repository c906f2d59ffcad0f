import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {SweepFact} from '../../source/domain/event.ts';
import {
	createNotificationWatch,
	endNotification,
	fillNotifyCommand,
	type Notification,
	parseNotifyCommand,
} from '../../source/domain/notification.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import {createSweepState, reduceSweep} from '../../source/domain/sweep-state.ts';
import {foldFacts, SAMPLE_FACTS} from '../helpers/sample-sweep.ts';

/** What a whole demo is worth, event by event. */
function told(options: Parameters<typeof createDemoWorld>[0]): readonly Notification[] {
	const world = createDemoWorld(options);
	world.advanceTo(600_000);
	const watch = createNotificationWatch();
	let state = createSweepState();
	return world.events().flatMap(event => {
		state = reduceSweep(state, event);
		return watch.see(event, state);
	});
}

test('a sweep tells each new best but the first result, each failure, heat, and its end', () => {
	const messages = told({seed: 1});
	const values = messages.flatMap(({event, value}) => (event === 'best' && value !== undefined ? [value] : []));
	assert.ok(values.length >= 3);
	assert.deepEqual(
		values,
		values.toSorted((a, b) => a - b),
		'each is better than the one before',
	);
	const end = messages.at(-1);
	assert.equal(end?.event, 'complete');
	assert.equal(end.value, values.at(-1), 'the end names the best value');
	assert.match(end.text, /^gemm ended \(all trials done\): \d+ of 51 trials complete$/);
	const failures = messages.filter(({event}) => event === 'failed');
	assert.ok(failures.length > 0);
	assert.match(failures[0]?.text ?? '', /^trial \d+ failed: exit 1: out of memory$/);
});

test('a sweep without a complete trial ends as a failure', () => {
	const messages = told({seed: 1, allFail: true});
	assert.equal(messages.at(-1)?.event, 'failed');
	assert.equal(messages.filter(({event}) => event === 'best').length, 0);
});

test('a failure limit that was hit ends as a failure, though a trial completed', () => {
	const state = foldFacts(SAMPLE_FACTS);
	assert.equal(endNotification('trial budget spent (2)', state).event, 'complete');
	assert.equal(endNotification('3 trials failed in a row', state).event, 'failed');
});

test('with several objectives a trial that no other beats is told as one on the front', () => {
	const messages = told({
		seed: 1,
		change: sweep => ({
			...sweep,
			objectives: [
				{metric: 'flops', direction: 'maximize'},
				{metric: 'latency', direction: 'minimize'},
			],
		}),
	});
	const best = messages.filter(({event}) => event === 'best');
	assert.ok(best.length > 0 && best.every(({text, value}) => /on the Pareto front$/.test(text) && value === undefined));
});

test('heat is told: of a trial that it slowed down, and of a gate that waited in vain', () => {
	const watch = createNotificationWatch();
	const world = createDemoWorld({seed: 1});
	const state = world.state();
	const see = (fact: SweepFact): readonly Notification[] =>
		watch.see({...fact, seq: 9999, t: '', mono_ms: 0, boot: ''}, state);
	assert.deepEqual(
		see({type: 'notice', level: 'warning', about: 'gate', text: 'trial 4 starts at 63 °C: it did not cool down'}).map(
			({event}) => event,
		),
		['thermal'],
	);
	assert.deepEqual(see({type: 'notice', level: 'info', about: 'gate', text: '63 °C'}), []);
	assert.deepEqual(see({type: 'notice', level: 'warning', about: 'disk', text: 'disk full'}), []);
});

test('what had happened before is known and not told again as a best', () => {
	const world = createDemoWorld({seed: 1});
	world.advanceTo(60_000);
	const watch = createNotificationWatch();
	const last = world.events().findLast(event => event.type === 'trial-ended');
	assert.ok(last !== undefined);
	assert.deepEqual(
		watch.see({...last, seq: 9999}, world.state()).filter(({event}) => event === 'best'),
		[],
	);
});

test('a command line is split without a shell, and filled inside one argument', () => {
	const words = parseNotifyCommand(String.raw`sh -c 'echo "$1"' x\ y "{event}: {text}" {{}} {trial}={value} ''`);
	assert.deepEqual(words, ['sh', '-c', 'echo "$1"', 'x y', '{event}: {text}', '{{}}', '{trial}={value}', '']);
	const message: Notification = {event: 'best', text: 'a; rm -rf "$HOME" {run}\0', trial: 7, value: 0.25};
	assert.deepEqual(fillNotifyCommand(words, message, '/runs/x'), [
		'sh',
		'-c',
		'echo "$1"',
		'x y',
		'best: a; rm -rf "$HOME" {run}',
		'{}',
		'7=0.25',
		'',
	]);
	assert.deepEqual(fillNotifyCommand(['{run}', '{trial}{value}'], {event: 'failed', text: ''}, '/runs/x'), [
		'/runs/x',
		'',
	]);
});

test('a command line that cannot be meant is refused with what to do', () => {
	for (const [line, problem] of [
		['', /names no command/],
		['   ', /names no command/],
		["echo 'a", /never closed/],
		['echo {what}', /has \{what\}/],
		['echo {', /no partner/],
	] as const)
		assert.throws(() => parseNotifyCommand(line), {problem}, line);
});

test('property: a filled command has as many arguments as its words, whatever the text', () => {
	fc.assert(
		fc.property(fc.string(), text => {
			const filled = fillNotifyCommand(['a', '{text}', 'b'], {event: 'best', text}, '');
			assert.deepEqual([filled.length, filled[0], filled[2]], [3, 'a', 'b']);
			assert.equal(filled[1], text.replaceAll('\0', ''));
		}),
	);
});
