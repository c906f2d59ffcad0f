import {type Story, largeSweep, sceneStory, viewStories} from '../story.tsx';

/** The scatter in every state, and full of what can be chosen. */
export const stories: readonly Story[] = [
	...viewStories('scatter'),
	sceneStory('two objectives', {view: 'scatter', atMs: 700_000, demo: {change: largeSweep}}),
	sceneStory('size and marks', {
		view: 'scatter',
		atMs: 600_000,
		actions: [
			{kind: 'mark', trial: 3},
			{kind: 'mark', trial: 4},
			{kind: 'select', trial: 8},
			{kind: 'plot', plot: 'scatter', change: {x: 'energy_j', size: 'temp_max_c', color: 'type', log: new Set(['x'])}},
		],
	}),
	sceneStory('a mistake', {
		view: 'scatter',
		atMs: 600_000,
		actions: [{kind: 'plot', plot: 'scatter', change: {x: 'energyj'}}],
	}),
];
