import type {ViewId} from '../../source/store/ui-state.ts';
import type {ViewDefinition} from '../context.ts';
import {heatmap} from './heatmap.ts';
import {help} from './help.ts';
import {leaderboard} from './leaderboard.ts';
import {log} from './log.ts';
import {overview} from './overview.ts';
import {scatter} from './scatter.ts';
import {trial} from './trial.ts';

/** Every view, in the order of the number keys. */
export const VIEWS = [
	overview,
	leaderboard,
	trial,
	scatter,
	heatmap,
	log,
	help,
] as const satisfies readonly ViewDefinition[];

/** The view of an id. */
export function findView(id: ViewId): ViewDefinition {
	return VIEWS.find(view => view.id === id) ?? overview;
}
