import {type OptunaDistribution, readOptunaDistribution} from '../../domain/foreign/optuna-distribution.ts';
import type {Domain} from '../../domain/space.ts';
import {parseLooseJson} from '../loose-json.ts';

export type {OptunaDistribution} from '../../domain/foreign/optuna-distribution.ts';

/** Reads a distribution as Optuna stores it: a JSON text. Undefined for an unknown one. */
function parseDistribution(json: string, where: string): OptunaDistribution | undefined {
	return readOptunaDistribution(parseLooseJson(json, where));
}

/** Whether a later distribution of a parameter is one that Optuna takes beside an earlier one. */
export function isCompatible(earlier: OptunaDistribution, later: OptunaDistribution): boolean {
	if (earlier.name !== later.name || earlier.isLog !== later.isLog) return false;
	if (earlier.domain.kind !== 'choice' || later.domain.kind !== 'choice') return true;
	return JSON.stringify(earlier.domain.values) === JSON.stringify(later.domain.values);
}

/** The domain that holds the values of both; the earlier one where they are of different kinds. */
export function joinDomains(earlier: Domain, later: Domain): Domain {
	if (earlier.kind === 'integer' && later.kind === 'integer')
		return {...earlier, min: Math.min(earlier.min, later.min), max: Math.max(earlier.max, later.max)};
	if (earlier.kind === 'real' && later.kind === 'real')
		return {...earlier, min: Math.min(earlier.min, later.min), max: Math.max(earlier.max, later.max)};
	return earlier;
}

/** Distributions by their text: a study has a handful, and each is stored once a trial. */
export function createDistributionCache(where: string): (json: string) => OptunaDistribution | undefined {
	const known = new Map<string, OptunaDistribution | undefined>();
	return json => {
		if (known.has(json)) return known.get(json);
		const distribution = parseDistribution(json, where);
		known.set(json, distribution);
		return distribution;
	};
}
