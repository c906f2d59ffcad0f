import {type Story, viewStories} from '../story.tsx';

/** The leaderboard in every state. */
export const stories: readonly Story[] = viewStories('leaderboard');
