import type {UiAction} from '../../source/store/ui-action.ts';
import {type Story, sceneStory, viewStories} from '../story.tsx';

const MARKS: readonly UiAction[] = [8, 14, 15].map(trial => ({kind: 'mark', trial}));
const SIX: readonly UiAction[] = [20, 1, 5, 9, 14, 8].map(trial => ({kind: 'mark', trial}));

/** Compared trials: none marked, then three and six of them. */
export const stories: readonly Story[] = [
	...viewStories('compare').slice(0, 1),
	sceneStory('three', {view: 'compare', atMs: 600_000, actions: MARKS}),
	sceneStory('six', {view: 'compare', atMs: 600_000, actions: SIX}),
];
