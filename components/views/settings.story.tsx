import {DEFAULT_SETTINGS} from '../../source/domain/settings.ts';
import {sceneStory, type Story} from '../story.tsx';

/** The settings as they begin, and further down with others chosen. */
export const stories: readonly Story[] = [
	sceneStory('as they begin', {view: 'settings', atMs: 63_000}),
	sceneStory('others chosen', {
		view: 'settings',
		atMs: 63_000,
		actions: [
			{
				kind: 'settings',
				settings: {...DEFAULT_SETTINGS, theme: 'gruvbox', temperature: 'kelvin', energy: 'watt-hours'},
			},
			{kind: 'scroll', top: 19},
		],
	}),
];
