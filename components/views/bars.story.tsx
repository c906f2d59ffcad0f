import type {Story} from '../story.tsx';
import {plotStories} from '../study-story.tsx';

/** Bars in every state. */
export const stories: readonly Story[] = plotStories('bars');
