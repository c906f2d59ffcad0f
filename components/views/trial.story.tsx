import {type Story, viewStories} from '../story.tsx';

/** The trial in every state. */
export const stories: readonly Story[] = viewStories('trial');
