import {sceneStory, type Story, viewStories} from '../story.tsx';

const FILES = [
	{kind: 'file-loaded', file: 'sweep', lines: ['name = "gemm"', '[parameters]', 'type = ["half", "float", "double"]']},
	{kind: 'file-loaded', file: 'packages', lines: ['# sweeptop 0.1.0', 'libc6 2.39-0ubuntu8']},
] as const;

/** The sweep in every state; then scrolled to its files. */
export const stories: readonly Story[] = [
	...viewStories('sweep'),
	sceneStory('scrolled to the files', {
		view: 'sweep',
		atMs: 600_000,
		demo: {
			change: sweep => ({...sweep, budget: {timeMs: 600_000, energyJ: 20_000, failures: 5, target: 'flops > 2e9'}}),
		},
		actions: [...FILES, {kind: 'scroll', top: 18}],
	}),
	sceneStory('with budgets', {
		view: 'sweep',
		atMs: 63_000,
		demo: {
			change: sweep => ({...sweep, budget: {timeMs: 70_000, energyJ: 20_000, failures: 5, target: 'flops > 2e9'}}),
		},
		actions: FILES,
	}),
];
