import type {UiAction} from '../../source/store/ui-action.ts';
import {type Story, sceneStory, viewStories} from '../story.tsx';
import {studyStory} from '../study-story.tsx';

const MARKS: readonly UiAction[] = [8, 14, 15].map(trial => ({kind: 'mark', trial}));
const SIX: readonly UiAction[] = [20, 1, 5, 9, 14, 8].map(trial => ({kind: 'mark', trial}));

const LOGARITHMIC: UiAction = {kind: 'plot', plot: 'curves', change: {log: new Set(['y'])}};

/** Compared trials: none marked, then three and six of them, and three with curves, logarithmic. */
export const stories: readonly Story[] = [
	...viewStories('compare').slice(0, 1),
	sceneStory('three', {view: 'compare', atMs: 600_000, actions: MARKS}),
	sceneStory('six', {view: 'compare', atMs: 600_000, actions: SIX}),
	studyStory('curves', 'compare', {seed: 3, trials: 30}, [...MARKS, LOGARITHMIC]),
];
