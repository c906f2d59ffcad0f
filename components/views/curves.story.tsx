import type {Story} from '../story.tsx';
import {plotStories} from '../study-story.tsx';

/** The curves in every state. */
export const stories: readonly Story[] = plotStories('curves');
