import {counted} from '../domain/text/counted.ts';
import {type Intent, say, ui} from '../store/intent.ts';
import type {ViewId} from '../domain/view/view-table.ts';
import type {Binding, KeyContext} from './binding.ts';
import {openField} from './open-field.ts';

/** Views that are looked through for a text. */
const TEXTS: readonly ViewId[] = ['log', 'help'];

/** What is looked through. */
function placeOf({ui: {view}}: KeyContext): string {
	return view === 'log' ? 'this output' : 'the help';
}

/** Goes to the first place of a text, in an output to the last one; an empty text ends the search. */
export function searchFor(text: string, context: KeyContext): readonly Intent[] {
	if (text === '') return [ui({kind: 'search', text, line: undefined})];
	const line = context.foundLines(text).at(context.ui.view === 'log' ? -1 : 0);
	if (line === undefined)
		return [ui({kind: 'search', text, line}), say(`"${text}" is not in ${placeOf(context)}`, 'warning')];
	return show(text, line, context);
}

/** The line in the middle of the view. */
function show(text: string, line: number, context: KeyContext): readonly Intent[] {
	const lines = context.scrollLines();
	const most = Math.max(0, lines - context.pageRows);
	// An output is scrolled from its end, a text from its start.
	const before = context.ui.view === 'log' ? lines - 1 - line : line;
	const top = before - Math.floor(context.pageRows / 2);
	const found = context.foundLines(text);
	return [
		ui({kind: 'search', text, line}),
		ui({kind: 'scroll', top: Math.max(0, Math.min(most, top))}),
		say(`"${text}": ${found.indexOf(line) + 1} of ${counted(found.length, 'line')}`),
	];
}

/** The next place below, or above; past the end it begins again at the other one. */
function goOn(context: KeyContext, by: 1 | -1): readonly Intent[] {
	const {text, line} = context.ui.search;
	if (text === '') return [openField('search')];
	const found = context.foundLines(text);
	const from = line ?? (by > 0 ? -1 : Number.POSITIVE_INFINITY);
	const next = by > 0 ? (found.find(at => at > from) ?? found[0]) : (found.findLast(at => at < from) ?? found.at(-1));
	return next === undefined ? [say(`"${text}" is not in ${placeOf(context)}`, 'warning')] : show(text, next, context);
}

/** Keys that look for a text: in the log and in the help. */
export const LOG_BINDINGS: readonly Binding[] = [
	{
		id: 'search',
		keys: ['/'],
		title: 'look for a text in the output, or in the help',
		foot: 'search',
		views: TEXTS,
		run: ({ui: {search}}) => [openField('search', search.text)],
	},
	{id: 'search-next', keys: ['n'], title: 'next place of the text', foot: 'next', views: TEXTS, run: c => goOn(c, 1)},
	{id: 'search-previous', keys: ['N'], title: 'previous place of the text', views: TEXTS, run: c => goOn(c, -1)},
];
