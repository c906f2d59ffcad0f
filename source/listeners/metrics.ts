import type {Listener, ListenerDefinition, NameRoles} from '../domain/listener.ts';
import type {Params} from '../domain/space.ts';
import {createLineTrials} from './line-trials.ts';
import {isTellingLine, readLineFields} from './line-fields.ts';
import {createRowBuilder} from './row-builder.ts';
import {isParameterName, isResultName} from './result-names.ts';
import {readTrialWord, STEPS, type TrialWord} from './trial-word.ts';

/**
 * `name=value` and `name: value`, as Katib's collector of the standard output takes them, and `step 3 loss 0.5`. Such pairs
 * stand in many a log: unasked, only lines that can hardly be about anything else are read. Lines with a trial's number or
 * with parameters are read as flat JSON lines are.
 */
export const metricsListener: ListenerDefinition = {
	id: 'metrics',
	title: '`name=value`, `name: value`, `step 3 loss 0.5`',
	isLoose: true,
	recognise: isTellingLine,
	create: createMetricsListener,
};

function createMetricsListener(roles?: NameRoles): Listener {
	const rows = createRowBuilder();
	const trials = createLineTrials();
	const hold = createHolder();
	const mayGuess = (roles?.params.length ?? 0) === 0;
	let isNamed = false;
	return {
		line: (text, {rewritten}) => {
			if (rewritten || !/[=:]|\s[\d[.+-]/.test(text)) return [];
			const {fields, isPlain} = readLineFields(text, roles);
			if (fields.size === 0) return [];
			const word = hold(asStart(readTrialWord(fields, mayGuess, roles), roles), isPlain);
			if (word === undefined) return [];
			isNamed ||= word.name !== undefined || word.params !== undefined;
			if (isNamed) return trials.take(word);
			const values = [...fields].filter(([name]) => !STEPS.includes(name));
			return values.length === 0 ? [] : rows.add(onlyNumbers(values), word.step);
		},
		// A trial ends where a name comes again, or with its program.
		end: isGood => (isGood ? [...rows.end(), ...trials.end(isGood)] : []),
	};
}

/**
 * Parameters alone, in the midst of other words, may be what a trial runs with or something that the program mentions:
 * they are kept until values without any come, and undefined is given for their line.
 */
function createHolder(): (word: TrialWord, isPlain: boolean) => TrialWord | undefined {
	let held: Params | undefined;
	let areNamed = false;
	return (word, isPlain) => {
		const {name, params, state, step, metrics} = word;
		areNamed ||= name !== undefined;
		const isAside = params !== undefined && metrics.size === 0 && state === undefined && step === undefined;
		if (isAside && !isPlain && name === undefined) {
			held = areNamed ? undefined : {...held, ...params};
			return undefined;
		}
		const before = held;
		held = undefined;
		return before === undefined || params !== undefined || name !== undefined ? word : {...word, params: before};
	};
}

/**
 * Of a program for which no parameters are named: the numbers of a line that names a trial and has no result are what
 * the trial runs with, where the person said which metrics there are, or where one is called as parameters are.
 */
function asStart(word: TrialWord, roles: NameRoles | undefined): TrialWord {
	const {name, step, state, params, metrics} = word;
	const wanted = [...(roles?.metrics ?? []), ...(roles?.goals ?? [])];
	if ((roles?.params.length ?? 0) > 0 || metrics.size === 0) return word;
	if (name === undefined || step !== undefined || state !== undefined || params !== undefined) return word;
	const names = [...metrics.keys()];
	const isMeasured = names.some(metric => wanted.includes(metric) || isResultName(metric));
	if (isMeasured || !(wanted.length > 0 || names.some(isParameterName))) return word;
	return {...word, params: Object.fromEntries(metrics), metrics: new Map()};
}

function onlyNumbers(values: readonly (readonly [string, number | string])[]): readonly (readonly [string, number])[] {
	return values.flatMap(([name, value]) => (typeof value === 'number' ? [[name, value] as const] : []));
}
