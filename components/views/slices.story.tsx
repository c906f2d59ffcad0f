import {type Story, largeSweep, sceneStory, viewStories} from '../story.tsx';

/** The slices in every state, through a large sweep, and where the choice is ambiguous. */
export const stories: readonly Story[] = [
	...viewStories('slices'),
	sceneStory('large', {view: 'slices', atMs: 700_000, demo: {change: largeSweep}}),
	sceneStory('ambiguous', {
		view: 'slices',
		atMs: 600_000,
		actions: [{kind: 'plot', plot: 'slices', change: {x: 'n', color: 'none', fix: {type: '*'}}}],
	}),
];
