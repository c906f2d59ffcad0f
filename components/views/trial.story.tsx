import type {UiAction} from '../../source/store/ui-action.ts';
import {type Story, sceneStory, viewStories} from '../story.tsx';

const AGAINST: readonly UiAction[] = [
	{kind: 'select', trial: 15},
	{kind: 'mark', trial: 14},
];

/** A red square on blue, with a corner that is not there. */
function picture(): Uint8Array {
	const pixels = new Uint8Array(16 * 16 * 4);
	for (let pixel = 0; pixel < 256; pixel++) {
		const [x, y] = [pixel % 16, pixel >> 4];
		const inside = x >= 4 && x < 12 && y >= 4 && y < 12;
		pixels.set(inside ? [220, 40, 40, 255] : [30, 60, 200, x > 12 && y > 12 ? 0 : 255], pixel * 4);
	}
	return pixels;
}

const FILES: readonly UiAction[] = [
	...AGAINST,
	{
		kind: 'artifacts-loaded',
		artifacts: {
			trial: 15,
			items: [
				{name: 'trials/000015/e01/artifacts/map.png', bytes: 812},
				{name: 'trials/000015/e01/artifacts/model.bin', bytes: 1_234_567},
			],
			image: {
				name: 'trials/000015/e01/artifacts/map.png',
				raster: {width: 16, height: 16, pixels: picture()},
			},
		},
	},
	{kind: 'scroll', top: 60},
];

/** A trial in every state; against the best and a marked one; scrolled to the files that it left. */
export const stories: readonly Story[] = [
	...viewStories('trial'),
	sceneStory('against the best and a marked one', {view: 'trial', atMs: 600_000, actions: AGAINST}),
	sceneStory('with files and a picture', {view: 'trial', atMs: 600_000, actions: FILES}),
];
