import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ViewId} from '../../source/domain/view/view-table.ts';
import {activeBindings} from '../../source/keymap/dispatch.ts';
import {TIME_VIEWS} from '../../source/keymap/time.ts';
import {createRecording} from '../../source/store/recording.ts';
import type {UiState} from '../../source/store/ui-state.ts';
import {createHands, type Hands} from '../helpers/screen-hands.ts';

/** A finished demo that can be played again. */
function createTimeHands(view: ViewId, ui: Partial<UiState> = {}): Hands {
	return createHands({view, ui, atMs: 600_000, abilities: {export: false, copy: false, replay: true}});
}

test('timeline and probes are zoomed, panned and pointed at together', () => {
	assert.ok(TIME_VIEWS.includes('timeline') && TIME_VIEWS.includes('probes'));
	const hands = createTimeHands('timeline');
	hands.press('>');
	assert.match(hands.ui().message?.text ?? '', /all of the run is in view/);
	hands.press('+');
	const zoomed = hands.ui().time.window;
	assert.ok(zoomed !== undefined);
	hands.press('>', '.');
	const {window, instantMs} = hands.ui().time;
	assert.ok(window !== undefined && instantMs !== undefined);
	assert.ok(Math.abs(window.fromMs - zoomed.fromMs - (zoomed.toMs - zoomed.fromMs) / 4) < 1e-6);
	assert.ok(Math.abs(instantMs - (window.fromMs + window.toMs) / 2) < 1e-6);
	hands.press('.');
	assert.ok((hands.ui().time.instantMs ?? 0) > instantMs);
	hands.press(':', ...'view-probes', 'enter');
	assert.equal(hands.ui().view, 'probes');
	assert.deepEqual(hands.ui().time.window, window, 'the other view shows the same time');
	hands.press('-', '-', '-');
	assert.equal(hands.ui().time.window, undefined);
	hands.press('backspace');
	assert.deepEqual(hands.ui().time, {window: undefined, instantMs: undefined});
});

test('in a replay every key has one meaning, in every view, and none of them acts on the sweep', () => {
	const probe = createTimeHands('overview');
	const recording = createRecording(probe.events());
	assert.ok(recording !== undefined);
	const mode = {kind: 'replay', recording, atMs: recording.fromMs, playing: false, speed: 10} as const;
	for (const view of ['overview', 'leaderboard', 'heatmap', 'timeline', 'probes', 'log'] as const) {
		const keys = activeBindings({view, mode}).flatMap(binding => binding.keys);
		assert.deepEqual(
			keys.filter((key, index) => keys.indexOf(key) !== index),
			[],
			view,
		);
		const hands = createTimeHands(view, {mode});
		hands.press('X', 'r', 'R', 'p', 'n', 'd', 'e', 'Y', 'a');
		assert.deepEqual(hands.asked, [], view);
	}
});

test('steps, speed and ends of a replay', () => {
	const probe = createTimeHands('overview');
	const recording = createRecording(probe.events());
	assert.ok(recording !== undefined);
	const hands = createTimeHands('overview', {
		mode: {kind: 'replay', recording, atMs: recording.fromMs, playing: true, speed: 10},
	});
	const mode = () => {
		const now = hands.ui().mode;
		assert.ok(now.kind === 'replay');
		return now;
	};
	hands.press(']', ']');
	assert.deepEqual([mode().atMs, mode().playing], [recording.stops[1], false]);
	hands.press('[', '[');
	assert.equal(mode().atMs, recording.fromMs);
	hands.press('+');
	assert.equal(mode().speed, 20);
	hands.press('-', '-');
	assert.equal(mode().speed, 5);
	hands.press('end');
	assert.equal(mode().atMs, recording.toMs);
	hands.press('space');
	assert.deepEqual([mode().atMs, mode().playing], [recording.fromMs, true], 'from the end it begins anew');
	hands.press('2', 'j', 'enter');
	assert.equal(hands.ui().view, 'trial');
	assert.equal(mode().kind, 'replay');
	hands.press('escape');
	assert.equal(hands.ui().mode.kind, 'browse');
	hands.press('w');
	assert.deepEqual(hands.asked, [{kind: 'replay'}]);
});

test('enter chooses the setting under the cursor', () => {
	const hands = createTimeHands('settings');
	hands.press('j', 'j', 'enter');
	assert.deepEqual(hands.asked, [{kind: 'setting', option: {setting: 'theme', value: 'contrast'}}]);
});
