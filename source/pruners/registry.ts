import {UserError} from '../domain/errors.ts';
import {nearestName} from '../domain/text/nearest.ts';
import type {PrunerDefinition} from '../domain/pruner.ts';
import {asha} from './asha.ts';
import {cap} from './cap.ts';
import {hyperband} from './hyperband.ts';
import {median} from './median.ts';
import {none} from './none.ts';
import {patient} from './patient.ts';
import {percentile} from './percentile.ts';
import {slow} from './slow.ts';
import {threshold} from './threshold.ts';
import {wilcoxon} from './wilcoxon.ts';

/** Every pruner that a sweep file may name. */
export const PRUNERS = [
	none,
	median,
	percentile,
	asha,
	hyperband,
	patient,
	threshold,
	wilcoxon,
	slow,
	cap,
] as const satisfies readonly PrunerDefinition[];

/** Id of a pruner. */
export type PrunerId = (typeof PRUNERS)[number]['id'];

/**
 * A pruner by id or alias.
 * @throws UserError where there is none; it lists those that there are.
 */
export function findPruner(name: string): PrunerDefinition {
	const all: readonly PrunerDefinition[] = PRUNERS;
	const found = all.find(pruner => pruner.id === name || pruner.aliases.includes(name));
	if (found !== undefined) return found;
	const names = all.flatMap(pruner => [pruner.id, ...pruner.aliases]);
	const nearest = nearestName(name, names);
	throw new UserError(
		`there is no pruner "${name}"`,
		`${nearest === undefined ? '' : `did you mean "${nearest}"? `}pruners: ${names.join(', ')}`,
	);
}
