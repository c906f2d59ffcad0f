import {type Story, largeSweep, sceneStory, viewStories} from '../story.tsx';

/** The scatter matrix in every state, large and coloured. */
export const stories: readonly Story[] = [
	...viewStories('scatter-matrix'),
	sceneStory('large, by type', {
		view: 'scatter-matrix',
		atMs: 700_000,
		demo: {change: largeSweep},
		actions: [{kind: 'plot', plot: 'scatter-matrix', change: {color: 'type'}}],
	}),
];
