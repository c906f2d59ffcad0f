import type {ReactNode} from 'react';
import type {Sweep} from '../source/domain/sweep.ts';
import type {ViewId} from '../source/domain/view/view-table.ts';
import type {Glyphs} from '../source/plot/cells.ts';
import {createColorScale} from '../source/plot/color-scale.ts';
import {createDemoSession} from '../source/store/demo/demo-session.ts';
import {createDemoWorld, type DemoOptions, type DemoWorld} from '../source/store/demo/demo-world.ts';
import {createModelSelector} from '../source/store/screen-model.ts';
import {reduceUi} from '../source/store/reduce-ui.ts';
import type {UiAction} from '../source/store/ui-action.ts';
import {createUiState} from '../source/store/ui-state.ts';
import type {ColorDepth} from '../source/theme/capabilities.ts';
import {createTheme} from '../source/theme/theme.ts';
import type {Size} from './context.ts';
import {drawFrame} from './frame.ts';
import {createDrawingMemory} from './drawing-memory.ts';
import {Surface} from './surface.tsx';

/** Where a story is printed. */
export type StorySize = Size & {readonly glyphs: Glyphs; readonly depth: ColorDepth};

/** A component in one state. Stories are the gallery, the frame tests and the pictures of the README. */
export type Story = {readonly title: string; readonly render: (size: StorySize) => ReactNode};

/** A moment of the demo, and what the person did. */
export type Scene = {
	readonly demo?: Omit<DemoOptions, 'seed'>;
	/** Virtual time of the demo in ms. */
	readonly atMs: number;
	readonly view: ViewId;
	readonly actions?: readonly UiAction[];
};

/** The whole screen at a moment of the demo with seed 1. */
export function sceneStory(title: string, scene: Scene): Story {
	// The same moment at every size: it is played once.
	let played: DemoWorld | undefined;
	return {
		title,
		render: size => {
			played ??= playTo(scene);
			return <Scenery {...size} scene={scene} world={played} />;
		},
	};
}

function playTo({demo, atMs}: Scene): DemoWorld {
	const world = createDemoWorld({seed: 1, ...demo});
	world.advanceTo(atMs);
	return world;
}

/** A sweep with more values on every axis and two objectives, for plots that should be full. */
export function largeSweep(sweep: Sweep): Sweep {
	const domain = (values: readonly number[]) => ({kind: 'choice', values}) as const;
	return {
		...sweep,
		space: {
			parameters: sweep.space.parameters.map(parameter => {
				if (parameter.name === 'n')
					return {...parameter, domain: domain([64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536])};
				return parameter.name === 'block' ? {...parameter, domain: domain([8, 16, 24, 32, 48, 64])} : parameter;
			}),
			exclude: [],
		},
		objectives: [...sweep.objectives, {metric: 'energy_j', direction: 'minimize'}],
	};
}

function Scenery({
	scene,
	world,
	glyphs,
	depth,
	...size
}: StorySize & {readonly scene: Scene; readonly world: DemoWorld}): ReactNode {
	const session = createDemoSession(world, '/home/ada/sweeps/gemm-20261121-194500-7c1e');
	const select = createModelSelector(() => 0);
	const chosen = (scene.actions ?? []).reduce(reduceUi, createUiState(scene.view));
	const trial = select(session, chosen).selected?.trial ?? 0;
	const ui = reduceUi(chosen, {
		kind: 'output-loaded',
		output: {trial, execution: 1, lines: world.outputOf(trial, 1) ?? []},
	});
	const scale = depth === 'true' || depth === '256' ? createColorScale() : undefined;
	const abilities = {export: true, copy: false};
	const drawing = {
		glyphs,
		scale,
		abilities,
		...createDrawingMemory(),
	};
	return <Surface picture={drawFrame(select(session, ui), drawing, size)} theme={createTheme({depth, glyphs})} />;
}

/** The states that every view is shown in. */
export function viewStories(view: ViewId, actions: readonly UiAction[] = []): readonly Story[] {
	return [
		sceneStory('empty', {view, atMs: 0, demo: {noSensors: true}, actions}),
		sceneStory('running', {view, atMs: 63_000, actions}),
		sceneStory('complete', {view, atMs: 600_000, actions}),
		sceneStory('all failed', {view, atMs: 600_000, demo: {allFail: true, noSensors: true}, actions}),
	];
}
