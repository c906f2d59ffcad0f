import assert from 'node:assert/strict';
import {test} from 'node:test';
import {BINDINGS} from '../../source/keymap/dispatch.ts';
import type {Link} from '../../source/store/session.ts';
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

test('no key names a command for a run over ssh that takes no URL', () => {
	const runDirectory = 'ssh://orin/last';
	const links: readonly Link[] = [
		{kind: 'live', role: 'control'},
		{kind: 'live', role: 'view'},
		{kind: 'file', path: runDirectory},
	];
	let named = 0;
	for (const link of links) {
		const hands = createHands({atMs: 600_000, runDirectory, link});
		for (const binding of BINDINGS) {
			const why = binding.whyNot?.(hands.context()) ?? '';
			assert.doesNotMatch(why, /sweeptop (?!attach )\S+ ssh:/, binding.id);
			if (why.includes('ssh -t orin sweeptop') || why.includes('ssh orin sweeptop')) named += 1;
		}
		assert.doesNotMatch(hands.text().join('\n'), /sweeptop (?!attach )\S+ ssh:/);
	}
	assert.ok(named > 3, 'what would do it there is named');
	const ended = createHands({atMs: 600_000, runDirectory, link: {kind: 'file', path: runDirectory}});
	ended.press('R');
	assert.match(
		ended.ui().message?.text ?? '',
		/^this run has ended on another machine: ssh -t orin sweeptop rerun last --failed$/,
	);
});
