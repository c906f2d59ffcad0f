import type {Story} from '../story.tsx';
import {plotStories} from '../study-story.tsx';

/** The matrix of correlations in every state. */
export const stories: readonly Story[] = plotStories('correlation');
