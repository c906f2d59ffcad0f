import {type Intent, ui} from '../store/intent.ts';
import {REPLAY_SPEEDS} from '../store/recording.ts';
import type {ReplayMode} from '../store/ui-state.ts';
import type {Binding, KeyContext} from './binding.ts';
import {MOVE_BINDINGS} from './move.ts';
import {VIEW_BINDINGS} from './views.ts';

const CLOSE: Intent = ui({kind: 'mode', mode: {kind: 'browse'}});

function inReplay(
	change: (mode: ReplayMode) => Partial<Pick<ReplayMode, 'atMs' | 'playing' | 'speed'>>,
): Binding['run'] {
	return ({ui: {mode}}: KeyContext) => (mode.kind === 'replay' ? [ui({kind: 'replay', change: change(mode)})] : []);
}

/** The time when a trial ended before or after this one; the ends of the recording beyond the last. */
function stopBeside({recording: {stops, fromMs, toMs}, atMs}: ReplayMode, by: 1 | -1): number {
	return by === 1 ? (stops.find(stop => stop > atMs) ?? toMs) : (stops.findLast(stop => stop < atMs) ?? fromMs);
}

function speedBeside(speed: number, by: 1 | -1): number {
	return by === 1
		? (REPLAY_SPEEDS.find(known => known > speed) ?? speed)
		: (REPLAY_SPEEDS.findLast(known => known < speed) ?? speed);
}

const OWN: readonly Binding[] = [
	{
		id: 'replay-play',
		keys: ['space'],
		title: 'play or pause; at the end, from the start again',
		foot: 'play, pause',
		run: inReplay(({playing, atMs, recording}) => ({
			playing: !playing,
			...(!playing && atMs >= recording.toMs ? {atMs: recording.fromMs} : {}),
		})),
	},
	{
		id: 'replay-previous',
		keys: ['['],
		title: 'back to the end of the trial before',
		foot: 'step',
		footKeys: '[ ]',
		run: inReplay(mode => ({playing: false, atMs: stopBeside(mode, -1)})),
	},
	{
		id: 'replay-next',
		keys: [']'],
		title: 'on to the end of the next trial',
		run: inReplay(mode => ({playing: false, atMs: stopBeside(mode, 1)})),
	},
	{
		id: 'replay-slower',
		keys: ['-'],
		title: 'slower',
		foot: 'speed',
		footKeys: '- +',
		run: inReplay(({speed}) => ({speed: speedBeside(speed, -1)})),
	},
	{
		id: 'replay-faster',
		keys: ['+', '='],
		title: 'faster',
		run: inReplay(({speed}) => ({speed: speedBeside(speed, 1)})),
	},
	{
		id: 'replay-start',
		keys: ['home'],
		title: 'to the first event',
		foot: 'ends',
		footKeys: 'home end',
		run: inReplay(({recording}) => ({playing: false, atMs: recording.fromMs})),
	},
	{
		id: 'replay-end',
		keys: ['end'],
		title: 'to the last event',
		run: inReplay(({recording}) => ({playing: false, atMs: recording.toMs})),
	},
	{
		id: 'replay-leave',
		keys: ['w', 'escape', 'q', 'ctrl+c'],
		title: 'back to the present',
		foot: 'back',
		run: () => [CLOSE],
	},
];

/** Keys of a replay: its own, and those that open a view or move in it. */
export const REPLAY_BINDINGS: readonly Binding[] = [
	...OWN,
	...[...VIEW_BINDINGS.filter(({id}) => id.startsWith('view-') || id === 'enter'), ...MOVE_BINDINGS].flatMap(
		(binding): readonly Binding[] => {
			const {foot: _foot, ...rest} = binding;
			const taken = OWN.flatMap(({keys}) => keys);
			return [{...rest, keys: binding.keys.filter(key => !taken.includes(key))}];
		},
	),
];
