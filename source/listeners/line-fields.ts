import type {NameRoles} from '../domain/listener.ts';
import {parseNumber} from '../domain/number.ts';
import {type LinePair, readLeadingPairs, readLinePairs} from './line-pairs.ts';
import {isResultName, isVerdictName} from './result-names.ts';
import {parseBar} from './tqdm-bar.ts';
import {isAboutLine, NAMES, STEPS} from './trial-word.ts';

/** What a line says, by name. */
export type LineFields = {
	readonly fields: ReadonlyMap<string, number | string>;
	/** The line is nothing but pairs. */
	readonly isWhole: boolean;
	/** It is whole, and no logger's words stand before it. */
	readonly isPlain: boolean;
	/** A pair has a mark between its name and its value. */
	readonly isMarked: boolean;
};

/**
 * The fields of a line. Texts only where the whole line is made of `name=value`, or of what the person says is a
 * parameter: prose is full of colons. Without a mark (`step 3 loss 0.5`) only known names, and what stands beside them
 * where the line has nothing else.
 */
export function readLineFields(text: string, roles?: NameRoles): LineFields {
	const {leading, isWhole, isStamped, marked} = readLinePairs(text);
	const named = namesOf(roles);
	const nameOf = ({name}: LinePair): string => {
		const lower = name.toLowerCase();
		return !named.has(name) && (STEPS.includes(lower) || NAMES.includes(lower)) ? lower : name;
	};
	const isKnown = (pair: LinePair): boolean =>
		named.has(pair.name) || STEPS.includes(nameOf(pair)) || isTrialName(nameOf(pair));
	const [first] = leading;
	const takesAll = isWhole && first !== undefined && isKnown(first);
	const taken = leading.filter(pair => pair.mark !== ' ' || takesAll || isKnown(pair));
	const fields = new Map(
		[...taken, ...marked].flatMap(pair => {
			const isText = roles?.params.includes(pair.name) === true || (isWhole && pair.mark === '=');
			const value = parseNumber(pair.text) ?? (isText ? pair.text : undefined);
			return value === undefined ? [] : [[nameOf(pair), value] as const];
		}),
	);
	return {fields, isWhole, isPlain: isWhole && !isStamped, isMarked: marked.length > 0};
}

/**
 * Whether a line can hardly be about anything but a trial: it has a name that the person gave, or it is all pairs, of
 * which one names the trial, or one is surely a result and another a step or a parameter.
 */
export function isTellingLine(text: string, roles?: NameRoles): boolean {
	if (!/[=:]|\s[\d[.+-]/.test(text) || parseBar(text) !== undefined) return false;
	const named = namesOf(roles);
	const mayBeAsked = [...named].some(name => text.includes(name));
	// Of most lines this is all that is read.
	if (!mayBeAsked && !readLeadingPairs(text).isWhole) return false;
	const {fields, isWhole, isMarked} = readLineFields(text, roles);
	const names = [...fields.keys()];
	const isAsked = names.some(name => named.has(name));
	// A summary tells of a trial that was heard of.
	if (isAsked) return isWhole || !/\bbest\b/i.test(text);
	if (!isWhole) return false;
	const hasVerdict = names.some(name => isVerdictName(name) && typeof fields.get(name) === 'number');
	if (names.some(isTrialName)) return names.length === 1 ? named.size > 0 : isMarked || hasVerdict;
	if (!hasVerdict || names.some(name => COUNTER.test(name))) return false;
	return names.some(name => STEPS.includes(name) || !(isResultName(name) || isAboutLine(name)));
}

/** What a program may count within a trial, though not always: neither a step nor a parameter for sure. */
const COUNTER = /^(?:i|it|t|idx|index|batch|batch_idx|round|gen|generation|episode|fold|attempt|retry)$/i;

function namesOf(roles: NameRoles | undefined): ReadonlySet<string> {
	return new Set([...(roles?.params ?? []), ...(roles?.metrics ?? []), ...(roles?.goals ?? [])]);
}

/** `number` alone may count anything. */
function isTrialName(name: string): boolean {
	return name !== 'number' && NAMES.includes(name);
}
