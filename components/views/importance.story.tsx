import type {Story} from '../story.tsx';
import {plotStories} from '../study-story.tsx';

/** The importance of parameters in every state. */
export const stories: readonly Story[] = plotStories('importance');
