import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createHands} from '../helpers/screen-hands.ts';

test('a key without a meaning says where there is one, in what 80 columns hold, or which key shows all', () => {
	const hands = createHands();
	hands.press('x');
	assert.match(hands.text().at(-1) ?? '', /^ x works in every plot: choose the x axis /);
	hands.press('5', 'N');
	assert.match(hands.text().at(-1) ?? '', /^ N works in overview, trials, trial: write a note on /);
	hands.press('1');
	for (const stroke of ['A', 'm', 'f3', 'alt+x']) {
		hands.press(stroke);
		assert.match(hands.ui().message?.text ?? '', /does nothing in overview: \? shows every key$/, stroke);
	}
	hands.press('f1');
	assert.equal(hands.ui().view, 'help');
	hands.press('f10');
	assert.deepEqual(hands.ui().mode, {kind: 'ask', question: {kind: 'leave'}});
});

test('in the help / looks for a text, n goes on to the next place', () => {
	const hands = createHands({view: 'help'});
	hands.press('/', ...'constraint', 'enter');
	assert.match(hands.ui().message?.text ?? '', /^"constraint": 1 of \d+ lines$/);
	assert.ok(
		hands.text().some(line => line.includes('INFEASIBLE')),
		'the place is in view',
	);
	hands.press('n');
	assert.match(hands.ui().message?.text ?? '', /^"constraint": 2 of/);
	hands.press('/', 'ctrl+u', ...'nowhere', 'enter');
	assert.match(hands.ui().message?.text ?? '', /"nowhere" is not in the help/);
});

test('^Z and ^L work over lists and questions, and are text of an attached terminal', () => {
	const hands = createHands({atMs: 62_000});
	for (const opener of ['q', 's', ':', '/', 'R']) {
		hands.press(opener, 'ctrl+z', 'ctrl+l', 'escape');
		assert.deepEqual(hands.asked.splice(0), [{kind: 'suspend'}, {kind: 'redraw'}], opener);
	}
	hands.press('a', 'ctrl+z', 'f1');
	assert.deepEqual(hands.asked, [
		{kind: 'type', data: '\u001A'},
		{kind: 'type', data: '\u001BOP'},
	]);
});

test('at 80 columns every tab has its title', () => {
	const hands = createHands();
	const tabs = hands.text().at(-2) ?? '';
	assert.match(tabs, /^ 1 over 2 trials 3 trial 4 scatter 5 heat 6 hist 7 curves 8 impact 9 time 0 log/);
	hands.press('9');
	assert.match(hands.text().at(-2) ?? '', /8 impact 9 time 0 log/);
	assert.match(
		createHands({size: {columns: 120, rows: 30}})
			.text()
			.at(-2) ?? '',
		/ 5 heatmap .* 9 timeline {2}0 log/,
	);
});
