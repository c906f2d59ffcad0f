import {type Story, viewStories} from '../story.tsx';

/** The scatter in every state. */
export const stories: readonly Story[] = viewStories('scatter');
