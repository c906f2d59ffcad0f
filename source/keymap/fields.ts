import {assertNever} from '../domain/errors.ts';
import {nameTrials} from '../domain/trial/name-trials.ts';
import {parseNumber} from '../domain/number.ts';
import {parseParams} from '../domain/space/parse-params.ts';
import {parseTags} from '../domain/trial/trial-notes.ts';
import {type Intent, say, ui} from '../store/intent.ts';
import {parseSort} from '../store/table-choice.ts';
import type {Mode} from '../store/ui-state.ts';
import {searchFor} from './log.ts';
import {openField} from './open-field.ts';
import {actedOn, type KeyContext} from './binding.ts';

const CLOSE: Intent = ui({kind: 'mode', mode: {kind: 'browse'}});

type OpenField = Extract<Mode, {kind: 'field'}>;

/** Does what was typed into the open field, or says in it what is wrong. */
export function applyField(context: KeyContext): readonly Intent[] {
	const {mode} = context.ui;
	if (mode.kind !== 'field') return [];
	const applied = apply(mode, mode.input.text.trim(), context);
	return typeof applied === 'string' ? [ui({kind: 'field-error', error: applied})] : [CLOSE, ...applied];
}

/** What a text asks for, or what is wrong with it. */
function apply({field, targets}: OpenField, text: string, context: KeyContext): readonly Intent[] | string {
	switch (field) {
		case 'filter':
			return context.filterProblem()?.text ?? [ui({kind: 'filter', text})];
		case 'search':
			return searchFor(text, context);
		case 'enqueue':
			return enqueue(text, context);
		case 'sort-by':
			return sortBy(text, context);
		case 'format':
			return format(text, context);
		case 'range':
			return range(text, context);
		case 'tag':
			return tag(text, targets?.trials ?? []);
		case 'note':
			return note(text, targets?.trials ?? []);
		default:
			return assertNever(field);
	}
}

function enqueue(text: string, context: KeyContext): readonly Intent[] | string {
	const params = parseAssignments(text);
	if (params === undefined) return 'write name=value, with blanks between';
	const missing = context.unknownParameters(Object.keys(params));
	if (missing !== undefined) return missing;
	const {sweep} = context.state;
	const parsed = sweep === undefined ? undefined : parseParams(sweep.space, params);
	if (parsed !== undefined && 'problem' in parsed) return parsed.problem;
	return [{kind: 'command', command: {command: 'enqueue', params}, done: `queued: ${text}`}];
}

/** `lr=0.1 opt='a b'` as a record; undefined when something is no assignment. */
function parseAssignments(text: string): Readonly<Record<string, string>> | undefined {
	const assignment = /\s*([^\s=]+)=(?:'([^']*)'|"([^"]*)"|(\S*))(?=\s|$)/y;
	const entries: (readonly [string, string])[] = [];
	while (assignment.lastIndex < text.length) {
		const match = assignment.exec(text);
		if (match === null) return undefined;
		entries.push([match[1] ?? '', match[2] ?? match[3] ?? match[4] ?? '']);
	}
	return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function sortBy(text: string, context: KeyContext): readonly Intent[] | string {
	if (text === '') return [ui({kind: 'table', change: 'sort', sort: []})];
	const sort = parseSort(text);
	if (sort === undefined) return 'write names with commas between, a - before one that falls: -acc,lr';
	const unknown = sort.find(key => !isColumn(key.column, context));
	return unknown === undefined ? [ui({kind: 'table', change: 'sort', sort})] : `no column is called ${unknown.column}`;
}

function isColumn(name: string, context: KeyContext): boolean {
	return context.columns().some(column => column.id === name);
}

/** `NAME FORMAT`, or `NAME` alone for the format of the data. */
function format(text: string, context: KeyContext): readonly Intent[] | string {
	const [column = '', wanted = '', ...rest] = text.split(/\s+/);
	if (!isColumn(column, context)) return `no column is called ${column}`;
	if (rest.length > 0 || !/^(?:\.?\d*[fegd%])?$/.test(wanted)) return 'write NAME and a format as .4f .3g .2e d %';
	const to = wanted === '' ? {format: undefined} : {format: wanted};
	return [ui({kind: 'table', change: 'column', column, to})];
}

/** `NAME LOW HIGH`, or `NAME` alone for the range of the data. */
function range(text: string, context: KeyContext): readonly Intent[] | string {
	const [column = '', ...words] = text.split(/\s+/);
	if (!isColumn(column, context)) return `no column is called ${column}`;
	if (words.length === 0) return [ui({kind: 'table', change: 'column', column, to: {range: undefined}})];
	const [low, high] = words.map(parseNumber);
	if (words.length !== 2 || low === undefined || high === undefined || !(low < high))
		return 'write NAME, the value at the left end and a larger one at the right end';
	return [ui({kind: 'table', change: 'column', column, to: {range: {low, high}}})];
}

function tag(text: string, trials: readonly number[]): readonly Intent[] | string {
	const tags = parseTags(text);
	if (tags === undefined) return 'write words with blanks between; a - before one takes it away';
	return [{kind: 'command', command: {command: 'tag-trial', trials, ...tags}, done: `tagged ${nameTrials(trials)}`}];
}

function note(text: string, trials: readonly number[]): readonly Intent[] {
	const done = text === '' ? `no note any more on ${nameTrials(trials)}` : `noted on ${nameTrials(trials)}`;
	return [{kind: 'command', command: {command: 'note-trial', trials, note: text}, done}];
}

/** Opens the field for tags or the note of the trials that a key acts on, with what the only one has. */
export function openNotes(context: KeyContext, field: 'tag' | 'note'): readonly Intent[] {
	const targets = actedOn(context);
	const {trials} = targets;
	if (trials.length === 0) return [say('no trial is under the cursor')];
	const only = trials.length === 1 ? context.state.trials[(trials[0] ?? 0) - 1] : undefined;
	return [openField(field, field === 'note' ? (only?.note ?? '') : '', targets)];
}
