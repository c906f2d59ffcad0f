import type {Story} from '../story.tsx';
import {plotStories} from '../study-story.tsx';

/** The front in every state. */
export const stories: readonly Story[] = plotStories('pareto');
