import {sceneStory, type Story, viewStories} from '../story.tsx';

/** The timeline in every state; then zoomed in, with the cross-hair. */
export const stories: readonly Story[] = [
	...viewStories('timeline'),
	sceneStory('zoomed, with the cross-hair', {
		view: 'timeline',
		atMs: 600_000,
		actions: [{kind: 'time', change: {window: {fromMs: 20_000, toMs: 60_000}, instantMs: 31_000}}],
	}),
];
