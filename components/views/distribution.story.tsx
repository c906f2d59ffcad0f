import type {Story} from '../story.tsx';
import {plotStories} from '../study-story.tsx';

/** The spread of a figure in every state. */
export const stories: readonly Story[] = plotStories('distribution');
