import {type Story, viewStories} from '../story.tsx';

/** The heatmap in every state. */
export const stories: readonly Story[] = viewStories('heatmap');
