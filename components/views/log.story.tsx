import {type Story, viewStories} from '../story.tsx';

/** The log in every state. */
export const stories: readonly Story[] = viewStories('log');
