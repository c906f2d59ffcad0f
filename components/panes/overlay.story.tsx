import {sceneStory, type Story} from '../story.tsx';

/** Modes that lay something over a view or ask in the foot lines. */
export const stories: readonly Story[] = [
	sceneStory('palette', {
		view: 'overview',
		atMs: 63_000,
		actions: [{kind: 'mode', mode: {kind: 'palette', input: {text: 'sort', caret: 4}, selected: 1}}],
	}),
	sceneStory('columns', {
		view: 'leaderboard',
		atMs: 63_000,
		actions: [
			{
				kind: 'mode',
				mode: {
					kind: 'pick',
					pick: 'columns',
					options: ['trial', 'flops', 'latency', 'type', 'n', 'state'],
					selected: 2,
				},
			},
		],
	}),
	sceneStory('filter', {
		view: 'leaderboard',
		atMs: 63_000,
		actions: [
			{kind: 'mode', mode: {kind: 'field', field: 'filter', input: {text: 'type:half n>=256', caret: 16}, error: ''}},
		],
	}),
	sceneStory('question', {
		view: 'overview',
		atMs: 63_000,
		actions: [{kind: 'mode', mode: {kind: 'ask', question: {kind: 'leave'}}}],
	}),
	sceneStory('results are replaced', {
		view: 'leaderboard',
		atMs: 63_000,
		actions: [
			{kind: 'mark', trial: 1},
			{kind: 'mode', mode: {kind: 'ask', question: {kind: 'rerun', targets: {trials: [1], areMarked: true}}}},
		],
	}),
	sceneStory('tags', {
		view: 'leaderboard',
		atMs: 63_000,
		actions: [
			{
				kind: 'mode',
				mode: {
					kind: 'field',
					field: 'tag',
					input: {text: 'night', caret: 5},
					error: '',
					targets: {trials: [1, 8], areMarked: true},
				},
			},
		],
	}),
	sceneStory('page', {
		view: 'trial',
		atMs: 63_000,
		actions: [
			{
				kind: 'mode',
				mode: {kind: 'page', title: 'command of #8', lines: ['./gemm --type=float -n 512 --block=64'], top: 0},
			},
		],
	}),
];
