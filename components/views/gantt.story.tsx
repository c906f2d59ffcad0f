import type {Story} from '../story.tsx';
import {plotStories} from '../study-story.tsx';

/** A gantt chart in every state. */
export const stories: readonly Story[] = plotStories('gantt');
