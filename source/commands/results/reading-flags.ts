import type {Direction, Objective} from '../../domain/metric.ts';
import {splitNames} from '../../domain/text/split-names.ts';
import type {ReadingChoice} from './as-chosen.ts';
import type {FlagFor} from '../command.ts';

/** Options of every command that reads results: what the person knows of them, or wants worked out. */
export type ReadingFlags = {
	/** `NAME=EXPRESSION`, each. */
	readonly formula: readonly string[];
	/** Metrics, or several with commas between. */
	readonly minimize: readonly string[];
	readonly maximize: readonly string[];
};

/** Their declarations. */
export const READING_FLAGS = {
	minimize: {kind: 'list', value: 'METRIC', summary: 'what is searched for, in place of what the run says'},
	maximize: {kind: 'list', value: 'METRIC', summary: 'the same, more is better'},
	formula: {
		kind: 'list',
		value: 'NAME=EXPRESSION',
		summary: 'a metric worked out from parameters, metrics and columns',
	},
} as const satisfies Readonly<Record<keyof ReadingFlags, FlagFor<readonly string[]>>>;

/** How results are read. Throws UserError for a mistake in a formula, with its place. */
export async function readingOf(flags: ReadingFlags): Promise<ReadingChoice> {
	const objectives = objectivesOf({minimize: namesIn(flags.minimize), maximize: namesIn(flags.maximize)});
	const aims = objectives.length === 0 ? {} : {objectives};
	if (flags.formula.length === 0) return aims;
	const {parseFormulas} = await import('./parse-formulas.ts');
	return {...aims, derived: parseFormulas(flags.formula)};
}

/** The objectives that metrics named for each direction are. */
export function objectivesOf({
	minimize,
	maximize,
}: Readonly<Record<Direction, readonly string[]>>): readonly Objective[] {
	return [
		...minimize.map((metric): Objective => ({metric, direction: 'minimize'})),
		...maximize.map((metric): Objective => ({metric, direction: 'maximize'})),
	];
}

function namesIn(texts: readonly string[]): readonly string[] {
	return texts.flatMap(splitNames).filter(name => name !== '');
}
