import type {ReactNode} from 'react';
import type {ViewId} from '../source/domain/view/view-table.ts';
import {createColorScale} from '../source/plot/color-scale.ts';
import {createDemoStudy, createStudySession, type StudyOptions} from '../source/store/demo/demo-study.ts';
import {reduceUi} from '../source/store/reduce-ui.ts';
import {createModelSelector} from '../source/store/screen-model.ts';
import type {UiAction} from '../source/store/ui-action.ts';
import {createUiState} from '../source/store/ui-state.ts';
import {createTheme} from '../source/theme/theme.ts';
import {drawFrame} from './frame.ts';
import {createDrawingMemory} from './drawing-memory.ts';
import {createPlotSelectors} from './plot-selectors.ts';
import {viewStories, type Story, type StorySize} from './story.tsx';
import {Surface} from './surface.tsx';

const TYPICAL: StudyOptions = {seed: 3, trials: 300};
/** More trials, parameters and longer names than anyone wants to look at. */
const EXTREME: StudyOptions = {seed: 4, trials: 800, idleParameters: 9, steps: 4};

/** A finished search in a view. */
export function studyStory(
	title: string,
	view: ViewId,
	study: StudyOptions = TYPICAL,
	actions: readonly UiAction[] = [],
): Story {
	const state = createDemoStudy(study);
	const session = createStudySession(state, '/home/ada/sweeps/digits-20261121-194500-7c1e');
	const chosen = actions.reduce(reduceUi, createUiState(view));
	// One selector for all sizes: what was computed at one is not computed again at the next.
	const plots = createPlotSelectors();
	const render = ({glyphs, depth, ...size}: StorySize): ReactNode => {
		const scale = depth === 'true' || depth === '256' ? createColorScale() : undefined;
		const abilities = {export: true, copy: false};
		const drawing = {...createDrawingMemory(), glyphs, scale, abilities, plots};
		const model = createModelSelector(() => 0)(session, chosen);
		return <Surface picture={drawFrame(model, drawing, size)} theme={createTheme({depth, glyphs})} />;
	};
	return {title, render};
}

/** A plot in the states of the demo, after a search, and after one that is too large. */
export function plotStories(view: ViewId, actions: readonly UiAction[] = []): readonly Story[] {
	return [
		...viewStories(view, actions),
		studyStory('search', view, TYPICAL, actions),
		studyStory('extreme', view, EXTREME, actions),
	];
}
