import type {Story} from '../story.tsx';
import {plotStories} from '../study-story.tsx';

/** The best so far in every state. */
export const stories: readonly Story[] = plotStories('history');
