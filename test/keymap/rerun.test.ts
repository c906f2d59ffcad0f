import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createHands} from '../helpers/screen-hands.ts';

test('space marks and steps down; r names what is marked and asks before a result is replaced', () => {
	const hands = createHands();
	hands.press('space', 'space', 'down', 'r');
	const marked = [...hands.ui().marks].toSorted((a, b) => a - b);
	assert.equal(marked.length, 2);
	assert.deepEqual(hands.asked, [], 'nothing is lost by one key');
	const [first, second] = marked;
	assert.ok(
		(hands.text().at(-2) ?? '').startsWith(` Measure #${first} #${second} (marked) again? Their results are replaced.`),
		hands.text().at(-2),
	);
	hands.press('n');
	assert.deepEqual([hands.asked, hands.ui().marks.size], [[], 2]);
	hands.press('r', 'y');
	assert.deepEqual(hands.asked, [
		{
			kind: 'command',
			command: {command: 'rerun', trials: marked},
			done: `#${first} #${second} (marked) queued again`,
		},
	]);
	assert.equal(hands.ui().marks.size, 0);
});

test('r runs a trial without a result again at once, and says which ones of several have one', () => {
	const hands = createHands({atMs: 600_000});
	const trials = hands.context().state.trials.flatMap(trial => (trial === undefined ? [] : [trial]));
	const failed = trials.find(trial => trial.state === 'failed')?.trial ?? 0;
	const complete = trials.find(trial => trial.state === 'complete')?.trial ?? 0;
	assert.ok(failed > 0 && complete > 0);
	const alone = createHands({atMs: 600_000, ui: {marks: new Set([failed])}});
	alone.press('r');
	assert.deepEqual(alone.asked, [
		{kind: 'command', command: {command: 'rerun', trials: [failed]}, done: `#${failed} (marked) queued again`},
	]);
	const both = createHands({atMs: 600_000, ui: {marks: new Set([failed, complete])}});
	both.press('r');
	assert.match(
		both.text().at(-2) ?? '',
		new RegExp(`\\(marked\\) again\\? The results of #${complete} are replaced\\.`),
	);
});

test('a run without an engine takes trials for a resume, or its key names the command that does', () => {
	const link = {kind: 'file', path: '/runs/x'} as const;
	const storing = createHands({atMs: 600_000, link, abilities: {export: false, copy: false, stores: true}});
	storing.press('r', 'y', 'R', 'f', 'n', ...'n=64', 'space', ...'type=half', 'space', ...'block=32', 'enter');
	assert.deepEqual(
		storing.asked.map(intent => intent.kind === 'command' && intent.command.command),
		['rerun', 'rerun', 'enqueue'],
	);
	const reading = createHands({atMs: 600_000, link});
	const trial = reading.context().selected()?.trial;
	for (const [key, command] of [
		['r', `rerun /runs/x --trials ${trial}`],
		['R', 'rerun /runs/x --failed'],
		['n', 'enqueue /runs/x KEY=VALUE'],
	] as const) {
		reading.press(key);
		assert.equal(reading.ui().message?.text, `this run is read from its files: sweeptop ${command}`);
	}
	const several = createHands({atMs: 600_000, link: {...link, areSeveral: true}});
	several.press('r');
	assert.match(several.ui().message?.text ?? '', /several runs: sweeptop view RUN/);
	const held = createHands({link: {...link, engine: 'held'}, abilities: {export: false, copy: false, stores: true}});
	held.press('r');
	assert.match(held.ui().message?.text ?? '', /followed in its files: sweeptop attach/);
});

test('tags and notes are for whom their line names, whatever the cursor does meanwhile', () => {
	const hands = createHands();
	hands.press('space', 'down', 'T');
	const [marked] = hands.ui().marks;
	assert.ok((hands.text().at(-2) ?? '').startsWith(` tags of #${marked} (marked): `), hands.text().at(-2));
	const under = createHands();
	const trial = under.context().selected()?.trial;
	under.press('N');
	assert.ok((under.text().at(-2) ?? '').startsWith(` note on #${trial}: `), under.text().at(-2));
});
