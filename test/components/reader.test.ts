import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createDrawingMemory} from '../../components/drawing-memory.ts';
import {readScreen} from '../../components/reader.ts';
import {createSpeech} from '../../source/commands/screen/screen-speech.ts';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import {VIEW_IDS, type ViewId} from '../../source/domain/view/view-table.ts';
import {sayDuration, sayQuantity, sayUnit} from '../../source/plot/spoken.ts';
import {createDemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoStudy, createStudySession} from '../../source/store/demo/demo-study.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import {createModelSelector} from '../../source/store/screen-model.ts';
import type {Session} from '../../source/store/session.ts';
import {createUiState, type UiState} from '../../source/store/ui-state.ts';

function read(view: ViewId, atMs: number, ui: Partial<UiState> = {}): readonly string[] {
	const world = createDemoWorld({seed: 1});
	world.advanceTo(atMs);
	return readSession(createDemoSession(world, '/runs/x'), view, ui);
}

function readSession(session: Session, view: ViewId, ui: Partial<UiState> = {}): readonly string[] {
	const model = createModelSelector(() => 0)(session, {...createUiState(view), ...ui});
	const drawing = {
		glyphs: 'unicode',
		scale: undefined,
		abilities: {export: true, copy: false},
		...createDrawingMemory(),
	} as const;
	return readScreen(model, drawing, {columns: 80, rows: 24});
}

test('units and times are words', () => {
	assert.deepEqual(['W', 'ms', 'GiB', '°C', '%', 'FLOP/J', 'GFLOP/s', 'kJ', 'Wh', 'images/s', 'min', ''].map(sayUnit), [
		'watts',
		'milliseconds',
		'gibibytes',
		'degrees Celsius',
		'percent',
		'FLOP per joule',
		'giga FLOP per second',
		'kilojoules',
		'watt hours',
		'images per second',
		'minutes',
		'',
	]);
	assert.equal(sayQuantity(1.32e9, 'FLOP/J'), '1.32 giga FLOP per joule');
	assert.equal(sayQuantity(-4, '°C'), 'minus 4.00 degrees Celsius');
	assert.equal(sayQuantity(undefined, 'W'), 'no value');
	assert.deepEqual([0, 1000, 185_000, 7_260_000].map(sayDuration), [
		'0 seconds',
		'1 second',
		'3 minutes 5 seconds',
		'2 hours 1 minute',
	]);
});

test('the overview is said in sentences: progress, the best trial, each sensor, what runs', () => {
	const lines = read('overview', 62_000);
	assert.match(
		lines[0] ?? '',
		/^gemm is running: 2\d of 51 trials ended, \d failed, after 1 minute 2 seconds, about .* left, 1\.\d+ kilojoules spent\.$/,
	);
	assert.match(
		lines[1] ?? '',
		/^Best is trial 8: flops_per_watt 383 mega FLOP per joule, with type float, n 512, block 64, rounds 8\.$/,
	);
	assert.ok(
		lines.some(line => /^temp \d+\.\d degrees Celsius\.$/.test(line)),
		lines.join('\n'),
	);
	assert.ok(
		lines.some(line => /^Trial \d+ runs for \d seconds?: type /.test(line)),
		lines.join('\n'),
	);
});

test('every view is said without a drawn character, in every state', () => {
	for (const view of VIEW_IDS) {
		for (const atMs of [0, 62_000, 600_000]) {
			const lines = read(view, atMs);
			assert.ok(lines.length >= 3, view);
			for (const line of lines)
				assert.doesNotMatch(line, /[\u2500-\u25FF\u2800-\u28FF\u0000-\u001F]/, `${view}: ${line}`);
		}
	}
});

test('an objective that is a column of ours is said with its value and unit', () => {
	const session = createStudySession(createDemoStudy({seed: 3, trials: 20, steps: 4}), '/runs/x');
	const lines = readSession(session, 'leaderboard');
	assert.ok(
		lines.some(line =>
			/^(?:Cursor on t|T)rial \d+, on the front of \d+: loss \d\.\d+, energy_j \d+\.\d joules,/.test(line),
		),
		lines.join('\n'),
	);
});

test('where a trial stands is said as the trial view says it, and of one that diverged that it did', () => {
	const state = createDemoStudy({seed: 3, trials: 300, steps: 4});
	const session = createStudySession(state, '/runs/x');
	const wordsOf = (trial: number): string => {
		const lines = readSession(session, 'leaderboard', {cursor: trial});
		return /^Cursor on trial \d+, (.*?): /.exec(lines.find(line => line.startsWith('Cursor on')) ?? '')?.[1] ?? '';
	};
	const {pareto, order, rankOf, diverged} = rankTrials(state);
	const [first = 0] = pareto;
	const [last = 0] = diverged;
	const second = order.find(trial => rankOf(trial) === 2) ?? 0;
	assert.match(wordsOf(first), new RegExp(`^(?:knee of|on) the front of ${pareto.length}$`));
	assert.deepEqual([wordsOf(second), wordsOf(last)], ['front 2', 'diverged']);
});

test('what is run before an execution is said with its own time', () => {
	const world = createDemoWorld({seed: 1});
	world.advanceTo(62_000);
	const state = world.state();
	const trials = state.trials.map(trial =>
		trial?.state === 'running'
			? {...trial, preparing: {step: 'setup' as const, sinceMonoMs: state.lastMonoMs - 12_000}}
			: trial,
	);
	const session = {
		...createDemoSession(world, '/runs/x'),
		state: () => ({...state, trials}),
		nowMonoMs: () => state.lastMonoMs,
	};
	const lines = readSession(session, 'overview');
	assert.ok(
		lines.some(line => /^Trial \d+ runs setup for 12 seconds: type /.test(line)),
		lines.join('\n'),
	);
});

test('what is asked or typed is said first', () => {
	const [first = ''] = read('overview', 62_000, {mode: {kind: 'ask', question: {kind: 'leave'}}});
	assert.match(first, /^The sweep runs\. Leave it running, or end it\?$/);
	const palette = read('overview', 62_000, {
		mode: {kind: 'palette', input: {text: 'view-heat', caret: 9}, selected: 0},
	});
	assert.ok(
		palette.some(line => line.startsWith('view-heatmap')),
		palette.join('\n'),
	);
});

test('news is said when it is new and speech has had its time; an answer at once and whole', () => {
	const spoken: string[] = [];
	let nowMs = 0;
	const speech = createSpeech(
		text => void spoken.push(text),
		() => nowMs,
	);
	speech.say(['a', 'b'], true);
	nowMs = 500;
	speech.say(['a', 'c'], false);
	nowMs = 11_000;
	speech.say(['a', 'b'], false);
	speech.say(['a', 'd'], false);
	nowMs = 22_000;
	speech.say(['a', 'd'], false);
	speech.say(['a', 'd'], true);
	assert.deepEqual(spoken, ['a\r\nb\r\n', 'd\r\n', 'a\r\nd\r\n']);
});
