import {sceneStory, type Story, viewStories} from '../story.tsx';

const CLOSE_UP = {kind: 'time', change: {window: {fromMs: 20_000, toMs: 60_000}, instantMs: 31_000}} as const;

/** The channels in every state; then as charts, zoomed in, with the cross-hair. */
export const stories: readonly Story[] = [
	...viewStories('probes'),
	sceneStory('zoomed, with the cross-hair', {view: 'probes', atMs: 600_000, actions: [CLOSE_UP]}),
	sceneStory('charts', {view: 'probes', atMs: 600_000, actions: [CLOSE_UP, {kind: 'focus', pane: 'side'}]}),
];
