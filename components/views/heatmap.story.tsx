import {type Story, largeSweep, sceneStory, viewStories} from '../story.tsx';

/** The heatmap in every state, large, as a ratio and with lines of equal value. */
export const stories: readonly Story[] = [
	...viewStories('heatmap'),
	sceneStory('large, with isolines', {
		view: 'heatmap',
		atMs: 700_000,
		demo: {change: largeSweep},
		actions: [{kind: 'plot', plot: 'heatmap', change: {x: 'n', y: 'block', isolines: true}}],
	}),
	sceneStory('ratio', {
		view: 'heatmap',
		atMs: 600_000,
		actions: [
			{
				kind: 'plot',
				plot: 'heatmap',
				change: {ratio: {parameter: 'type', numerator: 'half', denominator: 'float'}, isolines: true},
			},
		],
	}),
	sceneStory('count of one slice', {
		view: 'heatmap',
		atMs: 600_000,
		actions: [{kind: 'plot', plot: 'heatmap', change: {fix: {block: 32}, aggregate: 'count'}}],
	}),
];
