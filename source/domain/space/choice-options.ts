import {UserError} from '../errors.ts';
import {nearestName} from '../text/nearest.ts';
import {own} from '../record.ts';
import type {Scalar} from '../space.ts';

/** Options of a sampler or pruner, as the sweep file gives them. */
export type ChoiceOptions = Readonly<Record<string, Scalar>>;

/** An option has a value that its sampler or pruner does not take. */
class OptionError extends UserError {
	/** Its name, as in the sweep file. */
	readonly option: string;
	constructor(owner: string, option: string, problem: string, hint = '') {
		super(`${owner}.${option} ${problem}`, hint);
		this.option = option;
	}
}

/** The option that a mistake is about, where it is one of a sampler or pruner. */
export function optionOf(error: UserError): string | undefined {
	return error instanceof OptionError ? error.option : undefined;
}

/** @throws UserError where an option is given that the sampler or pruner does not have; it lists those that it has. */
export function refuseUnknownOptions(
	kind: 'sampler' | 'pruner',
	definition: {readonly id: string; readonly options: Readonly<Record<string, string>>},
	options: ChoiceOptions,
): void {
	const known = Object.keys(definition.options);
	const unknown = Object.keys(options).find(name => !known.includes(name));
	if (unknown === undefined) return;
	const nearest = nearestName(unknown, known);
	throw new UserError(
		`${kind} "${definition.id}" has no option "${unknown}"`,
		`${nearest === undefined ? '' : `did you mean "${nearest}"? `}options: ${known.length === 0 ? 'none' : known.join(', ')}`,
	);
}

/** An option that is true or false. @throws UserError for any other value. */
export function readBoolean(owner: string, options: ChoiceOptions, name: string, standard: boolean): boolean {
	const value = own(options, name) ?? standard;
	if (typeof value === 'boolean') return value;
	throw new OptionError(owner, name, `must be true or false, not ${JSON.stringify(value)}`);
}

/** An option that is a whole number of at least `least`. @throws UserError for any other value. */
export function readWhole(
	owner: string,
	options: ChoiceOptions,
	name: string,
	standard: number,
	least: number,
): number {
	const value = own(options, name) ?? standard;
	if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
	throw new OptionError(owner, name, `must be a whole number of at least ${least}, not ${JSON.stringify(value)}`);
}

/** As {@link readWhole}, or undefined for the word `auto`, which is the standard. @throws UserError for any other value. */
export function readWholeOrAuto(
	owner: string,
	options: ChoiceOptions,
	name: string,
	least: number,
): number | undefined {
	const value = own(options, name) ?? 'auto';
	return value === 'auto' ? undefined : readWhole(owner, options, name, least, least);
}

/** An option that is a number from `least` to `most`. @throws UserError for any other value. */
export function readNumber(
	owner: string,
	options: ChoiceOptions,
	name: string,
	{standard, least, most}: {readonly standard: number; readonly least: number; readonly most: number},
): number {
	const value = own(options, name) ?? standard;
	if (typeof value === 'number' && value >= least && value <= most) return value;
	throw new OptionError(owner, name, `must be a number from ${least} to ${most}, not ${JSON.stringify(value)}`);
}

/** An option that is one of a few words; the first is the standard. @throws UserError for any other; it lists them. */
export function readWord<W extends string>(
	owner: string,
	options: ChoiceOptions,
	name: string,
	words: readonly [W, ...W[]],
): W {
	const value = own(options, name) ?? words[0];
	const word = words.find(candidate => candidate === value);
	if (word !== undefined) return word;
	throw new OptionError(owner, name, `has no ${JSON.stringify(value)}`, `valid: ${words.join(', ')}`);
}
