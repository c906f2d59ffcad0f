import type {Story} from '../story.tsx';
import {plotStories} from '../study-story.tsx';

/** Parallel coordinates in every state. */
export const stories: readonly Story[] = plotStories('parallel');
