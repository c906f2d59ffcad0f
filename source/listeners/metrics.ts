import type {ListenerDefinition, NameRoles} from '../domain/listener.ts';
import {parseNumber} from '../domain/number.ts';
import {createLineTrials} from './line-trials.ts';
import {createRowBuilder} from './row-builder.ts';
import {readTrialWord, STEPS} from './trial-word.ts';

/** A name, `=` or `:`, a number or a word; not within a longer name or an option. */
const PAIR = /(?<![\w./-])([A-Za-z_][\w./-]*)["']?\s{0,8}[=:]\s{0,8}([+-]?[\w.+-]+)(?![\w:/])/g;

/**
 * `name=value` and `name: value`, as Katib's collector of the standard output takes them. Too common to be guessed. Lines
 * with a trial's number or with parameters are read as flat JSON lines are.
 */
export const metricsListener: ListenerDefinition = {
	id: 'metrics',
	title: '`name=value` and `name: value` (a trial ends where a name comes again)',
	recognise: () => false,
	create: roles => {
		const rows = createRowBuilder();
		const trials = createLineTrials();
		const hasPlace = (roles?.params.length ?? 0) > 0;
		let isNamed = false;
		return {
			line: (text, {rewritten}) => {
				if (rewritten || !/[=:]/.test(text)) return [];
				const pairs = readPairs(text, roles);
				if (pairs.size === 0) return [];
				const word = readTrialWord(pairs, !hasPlace, roles);
				isNamed ||= word.name !== undefined || word.params !== undefined;
				if (isNamed) return trials.take(word);
				const values = [...pairs].filter(([name]) => !STEPS.includes(name));
				return values.length === 0 ? [] : rows.add(onlyNumbers(values), word.step);
			},
			end: isGood => (isGood ? [...rows.end(), ...trials.end(isGood)] : []),
		};
	},
};

/** Texts only of what the person says is a parameter: prose is full of colons. */
function readPairs(text: string, roles: NameRoles | undefined): ReadonlyMap<string, number | string> {
	return new Map(
		[...text.matchAll(PAIR)].flatMap(([, name = '', word = '']) => {
			const value = parseNumber(word) ?? (roles?.params.includes(name) === true ? word : undefined);
			return value === undefined ? [] : [[name, value] as const];
		}),
	);
}

function onlyNumbers(values: readonly (readonly [string, number | string])[]): readonly (readonly [string, number])[] {
	return values.flatMap(([name, value]) => (typeof value === 'number' ? [[name, value] as const] : []));
}
