import {RE2JS} from 're2js';
import {assertNever, messageOf} from '../domain/errors.ts';
import type {Heard, Listener} from '../domain/listener.ts';
import {parseNumber} from '../domain/number.ts';
import {scalarOfText} from '../domain/text/scalar-text.ts';
import type {Params} from '../domain/space.ts';
import type {WatchPattern} from '../domain/sweep.ts';
import {heardValues} from './heard-values.ts';
import {createBegunTrials, createValueTrials, type PatternTrials} from './pattern-trials.ts';

/** Groups with a meaning of their own; all others are named after a parameter or a metric. */
const RESERVED = new Set(['trial', 'step', 'why', 'total', 'name', 'value']);

type Compiled = WatchPattern & {readonly regex: RE2JS; readonly groups: readonly string[]};

/** The first mistake in patterns of a person, as a sentence; undefined where there is none. */
export function mistakeInPattern({pattern, params, event}: WatchPattern): string | undefined {
	const groups = compile(pattern);
	if (typeof groups === 'string') return groups;
	const absent = params.find(name => !groups.names.includes(name));
	if (absent !== undefined) return `it has no group (?<${absent}>…) for the parameter ${absent}`;
	if (event === 'plan' && !groups.names.includes('total')) return 'a plan needs a group (?<total>…)';
	if (event === 'value' && groups.names.length === 0) return 'it has no named group: write (?<loss>…)';
	return undefined;
}

function compile(pattern: string): {readonly regex: RE2JS; readonly names: readonly string[]} | string {
	try {
		const regex = RE2JS.compile(pattern);
		return {regex, names: Object.keys(regex.namedGroups())};
	} catch (error) {
		return `it is no regular expression: ${messageOf(error)}`;
	}
}

/**
 * A listener for patterns of a person, matched in linear time. All that match a line read it, in their order, up to one
 * that ends a trial; what one has named the others do not name again. Groups `trial` (counts from 0 or 1, as the first
 * one that is seen), `step`, `why`, `total`, and the pair `name` and `value` have a meaning; others are parameters where
 * the pattern lists them, else metrics. Without a pattern of the end trials end as others begin.
 * @throws Error for a pattern that {@link mistakeInPattern} objects to.
 */
export function createPatternListener(patterns: readonly WatchPattern[]): Listener {
	const compiled = patterns.map((pattern): Compiled => {
		const made = compile(pattern.pattern);
		if (typeof made === 'string') throw new Error(`${pattern.name}: ${made}`);
		return {...pattern, regex: made.regex, groups: made.names};
	});
	const trials = openTrials(compiled);
	let base: number | undefined;
	const trialPart = (text: string | undefined): {readonly trial?: number} => {
		const number = text === undefined ? undefined : parseNumber(text);
		if (number === undefined || !Number.isSafeInteger(number) || number < 0) return {};
		base ??= number === 0 ? 0 : 1;
		return {trial: number - base + 1};
	};
	return {
		line: text => {
			const matches = matchesOf(compiled, text);
			// Where one of them says which trial it is, the line is about that one.
			const trial = trialPart(matches.map(({found}) => found.get('trial')).find(word => word !== undefined));
			const heard = matches.flatMap(({pattern, found}) => readMatch(pattern, found, trial));
			return heard.length === 0 ? [] : trials.take(heard);
		},
		end: trials.end,
	};
}

/** By what the patterns can tell of a trial's end: all; else its start or its number; else values only. */
function openTrials(patterns: readonly Compiled[]): PatternTrials {
	if (patterns.some(({event}) => event === 'end')) return {take: heard => heard, end: () => []};
	const areBegun = patterns.some(({event, groups}) => event === 'start' || groups.includes('trial'));
	return areBegun ? createBegunTrials() : createValueTrials();
}

type Match = {readonly pattern: Compiled; readonly found: ReadonlyMap<string, string>};

/** Those of the patterns that read a line, each with what no other has named before: a parameter is no metric too. */
function matchesOf(patterns: readonly Compiled[], text: string): readonly Match[] {
	const matches: Match[] = [];
	for (const pattern of patterns) {
		const isBegun = pattern.event === 'start' && matches.some(match => match.pattern.event === 'start');
		const found = isBegun || !pattern.regex.test(text) ? undefined : groupsOf(pattern, text);
		if (found === undefined) continue;
		matches.push({pattern, found});
		if (pattern.event === 'end' || pattern.event === 'fail') break;
	}
	if (matches.length < 2) return matches;
	const named = new Set(matches.flatMap(({pattern}) => pattern.params));
	return matches.map(({pattern, found}) => ({pattern, found: withoutNamed(pattern, found, named)}));
}

/** Takes out the metrics that have been named, and notes the others. */
function withoutNamed(
	{params}: Compiled,
	found: ReadonlyMap<string, string>,
	named: Set<string>,
): ReadonlyMap<string, string> {
	const isNews = (name: string): boolean => !named.has(name) && named.add(name).has(name);
	const pair = found.get('name') ?? 'value';
	return new Map(
		[...found].filter(([group]) => {
			if (group === 'value') return isNews(pair);
			return RESERVED.has(group) || params.includes(group) || isNews(group);
		}),
	);
}

function groupsOf({regex, groups}: Compiled, text: string): ReadonlyMap<string, string> | undefined {
	const matcher = regex.matcher(text);
	if (!matcher.find()) return undefined;
	return new Map(
		groups.flatMap(name => {
			const value = matcher.group(name);
			return value === null || value === undefined ? [] : [[name, value] as const];
		}),
	);
}

function readMatch(
	{event, params: names}: Compiled,
	found: ReadonlyMap<string, string>,
	trial: {readonly trial?: number},
): readonly Heard[] {
	const params: Params = Object.fromEntries(
		names.flatMap(name => {
			const text = found.get(name);
			return text === undefined ? [] : [[name, scalarOfText(text)] as const];
		}),
	);
	const metrics = metricsOf(found, names);
	const step = parseNumber(found.get('step') ?? '');
	switch (event) {
		case 'plan': {
			const total = parseNumber(found.get('total') ?? '');
			return total === undefined ? [] : [{kind: 'plan', trials: total}];
		}
		case 'start':
			return [{kind: 'trial-started', ...trial, params}];
		case 'value':
			return [
				...(Object.keys(params).length === 0 ? [] : [{kind: 'params', ...trial, params} as const]),
				...heardValues(metrics, {...trial, step}),
			];
		case 'end':
			return [{kind: 'trial-ended', ...trial, state: 'complete', params, metrics}];
		case 'fail':
			return [
				{
					kind: 'trial-ended',
					...trial,
					state: 'failed',
					why: found.get('why') ?? 'the program says that it failed',
					params,
					metrics,
				},
			];
		default:
			return assertNever(event);
	}
}

function metricsOf(found: ReadonlyMap<string, string>, params: readonly string[]): ReadonlyMap<string, number> {
	const entries = [...found].flatMap(([name, text]) => {
		const value = RESERVED.has(name) || params.includes(name) ? undefined : parseNumber(text);
		return value === undefined ? [] : [[name, value] as const];
	});
	const name = found.get('name');
	const value = parseNumber(found.get('value') ?? '');
	if (value !== undefined) entries.push([name ?? 'value', value]);
	return new Map(entries);
}
