import {type Story, viewStories} from '../story.tsx';

/** The overview in every state. */
export const stories: readonly Story[] = viewStories('overview');
