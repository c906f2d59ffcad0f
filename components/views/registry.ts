import type {ViewId} from '../../source/domain/view/view-table.ts';
import {PLOTS} from '../../source/plot/registry.ts';
import type {ViewDefinition} from '../context.ts';
import {compare} from './compare.ts';
import {help} from './help.ts';
import {leaderboard} from './leaderboard.ts';
import {log} from './log.ts';
import {overview} from './overview.ts';
import {plotView} from './plot-view.ts';
import {probes} from './probes.ts';
import {settings} from './settings.ts';
import {sweep} from './sweep.ts';
import {trial} from './trial.ts';

/** Every view; all plots are among them. */
export const VIEWS: readonly ViewDefinition[] = [
	overview,
	leaderboard,
	trial,
	...PLOTS.map(plotView),
	compare,
	probes,
	sweep,
	settings,
	log,
	help,
];

/** The view of an id. */
export function findView(id: ViewId): ViewDefinition {
	return VIEWS.find(view => view.id === id) ?? overview;
}
