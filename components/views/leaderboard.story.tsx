import type {UiAction} from '../../source/store/ui-action.ts';
import {type Story, sceneStory, viewStories} from '../story.tsx';
import {studyStory} from '../study-story.tsx';

const SORTED: readonly UiAction[] = [
	{
		kind: 'table',
		change: 'sort',
		sort: [
			{column: 'type', descending: false},
			{column: 'n', descending: true},
		],
	},
	{kind: 'table', change: 'freeze', count: 2},
	{kind: 'table', change: 'scroll', to: 2},
	{kind: 'table', change: 'column', column: 'energy_j', to: {style: 'bar'}},
];

const TYPING: readonly UiAction[] = [
	{kind: 'mode', mode: {kind: 'field', field: 'filter', input: {text: 'type:half n>', caret: 12}, error: ''}},
];

const RAW: readonly UiAction[] = [
	{kind: 'table', change: 'raw'},
	{kind: 'filter', text: '-has:flags type:/^(half|float)$/'},
	{kind: 'mark', trial: 8},
	{kind: 'mark', trial: 14},
];

/** The leaderboard in every state; sorted by two columns and scrolled; with a mistake in its filter; filtered, raw. */
export const stories: readonly Story[] = [
	...viewStories('leaderboard'),
	sceneStory('sorted by two, scrolled', {view: 'leaderboard', atMs: 600_000, actions: SORTED}),
	sceneStory('a mistake in the filter', {view: 'leaderboard', atMs: 600_000, actions: TYPING}),
	sceneStory('filtered, raw, marked', {view: 'leaderboard', atMs: 600_000, actions: RAW}),
	studyStory('two objectives', 'leaderboard'),
];
