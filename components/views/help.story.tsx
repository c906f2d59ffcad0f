import {type Story, viewStories} from '../story.tsx';

/** The help in every state. */
export const stories: readonly Story[] = viewStories('help');
