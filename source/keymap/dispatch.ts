import {PLOT_IDS, type ViewId, viewRow} from '../domain/view/view-table.ts';
import {type Intent, say, ui} from '../store/intent.ts';
import {paletteFilter} from '../store/text-field.ts';
import type {UiState} from '../store/ui-state.ts';
import type {Binding, KeyContext} from './binding.ts';
import {LOG_BINDINGS} from './log.ts';
import {modeBindings} from './modes.ts';
import {MOVE_BINDINGS} from './move.ts';
import {PLOT_BINDINGS} from './plot.ts';
import {FUNCTION_KEYS, strokeLabel, typedText} from './stroke.ts';
import {SETTINGS_BINDINGS} from './settings.ts';
import {SWEEP_BINDINGS} from './sweep.ts';
import {FILTER_VIEWS, TABLE_BINDINGS} from './table.ts';
import {TIME_BINDINGS} from './time.ts';
import {VIEW_BINDINGS} from './views.ts';
import {ZOOM_BINDINGS} from './zoom.ts';

/** Every action of the views: the one table behind keys, foot lines, help and palette. */
export const BINDINGS: readonly Binding[] = [
	...VIEW_BINDINGS,
	...MOVE_BINDINGS,
	...TABLE_BINDINGS,
	...PLOT_BINDINGS,
	...TIME_BINDINGS,
	...ZOOM_BINDINGS,
	...SETTINGS_BINDINGS,
	...SWEEP_BINDINGS,
	...LOG_BINDINGS,
];

/** Bindings that work now: those of the mode, or of the view. */
export function activeBindings({mode, view}: Pick<UiState, 'mode' | 'view'>): readonly Binding[] {
	if (mode.kind !== 'browse')
		return modeBindings(mode).filter(binding => binding.views === undefined || binding.views.includes(view));
	return BINDINGS.filter(binding => binding.views === undefined || binding.views.includes(view));
}

/** More views than this are counted: a foot line of 80 columns has room for no more. */
const NAMED_VIEWS = 4;

/** Views by the names that the foot line gives them; all plots together by one. */
function titlesOf(views: readonly ViewId[]): string {
	const all = PLOT_IDS.every(plot => views.includes(plot));
	const others = all ? views.filter(view => !PLOT_IDS.some(plot => plot === view)) : views;
	const titles = [...others.map(view => viewRow(view).title), ...(all ? ['every plot'] : [])];
	const rest = titles.length - NAMED_VIEWS;
	return rest <= 0 ? titles.join(', ') : `${titles.slice(0, NAMED_VIEWS).join(', ')} and ${rest} more`;
}

/** What a key asks for now. One that is disabled, or means something elsewhere or nothing at all, says so. */
export function dispatch(stroke: string, context: KeyContext): readonly Intent[] {
	const {mode} = context.ui;
	const binding = activeBindings(context.ui).find(candidate => candidate.keys.includes(stroke));
	if (binding !== undefined) return [...clearing(context), ...perform(binding, context)];
	if (mode.kind === 'browse') return [say(placesOf(stroke, context))];
	const everywhere = BINDINGS.find(({inModes, keys}) => inModes === true && keys.includes(stroke));
	if (everywhere !== undefined && mode.kind !== 'attach') return perform(everywhere, context);
	if (mode.kind === 'palette' && stroke === 'enter') return runSelected(context);
	if (mode.kind === 'attach') return [{kind: 'type', data: bytesOf(stroke)}];
	const text = typedText(stroke);
	const typing = mode.kind === 'field' || mode.kind === 'palette';
	if (!typing) return [say(`${strokeLabel(stroke, 'ascii')} does nothing here: ${keysOf(context)}`)];
	return text === undefined ? [] : [ui({kind: 'edit', edit: {kind: 'insert', text}})];
}

/** Where a key works that does nothing here: the views first, a long title may be cut. */
function placesOf(stroke: string, {ui: {view}}: KeyContext): string {
	const elsewhere = BINDINGS.find(candidate => candidate.keys.includes(stroke));
	const label = strokeLabel(stroke, 'ascii');
	if (elsewhere?.views === undefined) return `${label} does nothing in ${viewRow(view).title}: ? shows every key`;
	return `${label} works in ${titlesOf(elsewhere.views)}: ${elsewhere.title}`;
}

/** The keys of an open list, text or question, with what they do. */
function keysOf({ui: state}: KeyContext): string {
	const named = activeBindings(state).flatMap(({foot, footKeys, keys}) =>
		foot === undefined ? [] : [`${footKeys ?? strokeLabel(keys[0] ?? '', 'ascii')} ${foot}`],
	);
	return named.join(', ');
}

/** A paste goes into a field or to an attached terminal; elsewhere its letters are no keys. */
export function dispatchPaste(text: string, context: KeyContext): readonly Intent[] {
	const {mode} = context.ui;
	if (mode.kind === 'field' || mode.kind === 'palette') return [ui({kind: 'edit', edit: {kind: 'insert', text}})];
	return mode.kind === 'attach' ? [{kind: 'type', data: text}] : [say('a paste is ignored here: / opens a field')];
}

/** Runs a binding, or says why it cannot. */
export function perform(binding: Binding, context: KeyContext): readonly Intent[] {
	const why = binding.whyNot?.(context);
	return why === undefined ? binding.run(context) : [say(why, 'warning')];
}

/** The message of the last key goes with the next one. */
function clearing(context: KeyContext): readonly Intent[] {
	return context.ui.message === undefined ? [] : [ui({kind: 'clear-message'})];
}

/** Actions whose name or title has every word: first the one of this very name, then names that begin with it. */
export function paletteMatches(text: string): readonly Binding[] {
	const words = text
		.toLowerCase()
		.split(/\s+/)
		.filter(word => word !== '');
	const fits = BINDINGS.filter(({id, title}) => words.every(word => `${id} ${title}`.toLowerCase().includes(word)));
	const wanted = words.join('-');
	return fits.toSorted((a, b) => nameRank(a, wanted) - nameRank(b, wanted));
}

/** How well an action answers to a name, best first: a view also by its title and without `view-`. */
function nameRank({id, title}: Binding, wanted: string): number {
	const names = id.startsWith('view-') ? [id, id.slice(5), title.slice(0, title.indexOf(':'))] : [id];
	if (names.includes(wanted)) return 0;
	if (names.some(name => name.startsWith(wanted))) return 1;
	return id.includes(wanted) ? 2 : 3;
}

/** Filters by what was typed into the palette behind a `/`, in a view that shows the trials. */
function filterFrom(text: string, context: KeyContext): readonly Intent[] {
	const problem = context.filterProblem();
	if (problem !== undefined) return [say(problem.text, 'error')];
	const inTable = FILTER_VIEWS.includes(context.ui.view);
	return [ui({kind: 'filter', text}), ...(inTable ? [] : [ui({kind: 'open-view', view: 'leaderboard'})])];
}

function runSelected(context: KeyContext): readonly Intent[] {
	const {mode} = context.ui;
	if (mode.kind !== 'palette') return [];
	const close = ui({kind: 'mode', mode: {kind: 'browse'}});
	const filter = paletteFilter(mode.input.text);
	if (filter !== undefined) return [close, ...filterFrom(filter, context)];
	const found = paletteMatches(mode.input.text);
	const binding = found[Math.min(mode.selected, found.length - 1)];
	if (binding === undefined) return [close, say(`no action is called "${mode.input.text}"`, 'warning')];
	const elsewhere = binding.views !== undefined && !binding.views.includes(context.ui.view);
	if (elsewhere) return [close, say(`${binding.id} works in ${titlesOf(binding.views)}`, 'warning')];
	return [close, ...perform(binding, context)];
}

const BYTES: ReadonlyMap<string, string> = new Map([
	['enter', '\r'],
	['tab', '\t'],
	['shift+tab', '\u001B[Z'],
	['space', ' '],
	['backspace', '\u007F'],
	['escape', '\u001B'],
	['up', '\u001B[A'],
	['down', '\u001B[B'],
	['right', '\u001B[C'],
	['left', '\u001B[D'],
	['home', '\u001B[H'],
	['end', '\u001B[F'],
	['delete', '\u001B[3~'],
	...FUNCTION_KEYS.map(({stroke, sequences: [first]}): [string, string] => [stroke, first]),
	['pageup', '\u001B[5~'],
	['pagedown', '\u001B[6~'],
]);

/** What a terminal sends for a key. */
function bytesOf(stroke: string): string {
	const known = BYTES.get(stroke);
	if (known !== undefined) return known;
	if (stroke.startsWith('ctrl+')) return String.fromCharCode((stroke.codePointAt(5) ?? 0) & 0x1f);
	return stroke.startsWith('alt+') ? `\u001B${stroke.slice(4)}` : stroke;
}
