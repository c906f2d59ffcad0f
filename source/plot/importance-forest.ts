import {type Fanova, fanova} from '../domain/importance/fanova.ts';
import type {Reached} from '../domain/importance/fanova-space.ts';
import type {Importance} from '../domain/importance/importance.ts';
import {own} from '../domain/record.ts';
import type {Space} from '../domain/space.ts';
import {createUniform} from '../domain/importance/uniform.ts';

/** Complete trials from which on importances are shown: below, the best tenth is a single trial. */
export const LEAST_TRIALS = 10;

const SEED = 1;

/** An importance, and of how many trials it is where some lack the parameter. */
type ForestImportance = Importance & {readonly among?: number};

/**
 * Importances by fANOVA, largest first. A forest needs a value of each parameter in each trial, so one that some trials
 * lack (a parameter with a condition) is looked at among the trials that have it, which is a forest of its own; one that
 * fewer than {@link LEAST_TRIALS} have is left out.
 */
export function forestImportances(
	space: Space,
	reached: readonly Reached[],
): {readonly rows: readonly ForestImportance[]; readonly interactions: number | undefined} {
	const whole = grow(space, reached);
	const rows: ForestImportance[] = [...(whole?.importances ?? [])];
	for (const {names, trials} of partialTrials(space, reached)) {
		const found = trials.length < LEAST_TRIALS ? undefined : grow(space, trials);
		for (const {name, importance} of found?.importances ?? [])
			if (names.has(name)) rows.push({name, importance, among: trials.length});
	}
	return {
		rows: rows.toSorted((a, b) => b.importance - a.importance || (a.name < b.name ? -1 : 1)),
		interactions: whole?.interactions,
	};
}

function grow(space: Space, trials: readonly Reached[]): Fanova | undefined {
	return fanova(space, trials, createUniform(SEED));
}

type PartialTrials = {readonly names: Set<string>; readonly trials: readonly Reached[]};

/** The parameters that only some trials have, those that the same trials have together. */
function partialTrials({parameters}: Space, reached: readonly Reached[]): readonly PartialTrials[] {
	const groups = new Map<string, PartialTrials>();
	for (const {name} of parameters) {
		const has = reached.map(({params}) => own(params, name) !== undefined);
		if (has.every(Boolean)) continue;
		const key = has.map(Number).join('');
		const group = groups.get(key) ?? {names: new Set<string>(), trials: reached.filter((_, index) => has[index])};
		groups.set(key, group);
		group.names.add(name);
	}
	return [...groups.values()];
}
