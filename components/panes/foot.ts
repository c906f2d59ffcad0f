import {activeBindings, paletteMatches} from '../../source/keymap/dispatch.ts';
import type {Binding} from '../../source/keymap/binding.ts';
import {strokeLabel} from '../../source/keymap/stroke.ts';
import {VIEW_TITLES, viewKey} from '../../source/keymap/views.ts';
import type {Glyphs, Line, Picture, Run} from '../../source/plot/cells.ts';
import {widthOfRuns} from '../../source/plot/legend.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import {type TextField, type UiState, VIEW_IDS, type ViewId} from '../../source/store/ui-state.ts';
import type {Drawing} from '../context.ts';
import {fitLine, outside, run, spread} from '../lines.ts';
import {ACCENT, ACCENT_BOLD, DIM, ERROR, INVERSE, WARNING} from '../style.ts';

/** Two lines: the views or the open field, and the keys that work here or what the last key had to say. */
export function drawFoot(
	model: ScreenModel,
	{glyphs}: Drawing,
	columns: number,
	isEnabled: (binding: Binding) => boolean,
): Picture {
	const {ui} = model;
	const upper =
		ui.mode.kind === 'browse' ? tabsLine(ui, columns, glyphs) : fitLine(modeLine(model, glyphs), columns, glyphs);
	const lower =
		ui.message === undefined || ui.mode.kind !== 'browse'
			? keysLine(ui, columns, glyphs, isEnabled)
			: messageLine(ui, columns, glyphs);
	return [upper, lower];
}

/** Blanks between two tabs, and the tabs that there is room for: help has its key in the lower line. */
function tabsOf(columns: number): {readonly views: readonly ViewId[]; readonly between: number} {
	const wide = VIEW_IDS.reduce((sum, view) => sum + tabText(view).length + 2, 0);
	return wide < columns ? {views: VIEW_IDS, between: 2} : {views: VIEW_IDS.filter(view => view !== 'help'), between: 1};
}

/** Where each view's tab stands in the upper line. */
export function tabSpans(
	columns: number,
): readonly {readonly view: ViewId; readonly from: number; readonly to: number}[] {
	const {views, between} = tabsOf(columns);
	let at = 1;
	return views.map(view => {
		const from = at;
		at += tabText(view).length + between;
		return {view, from, to: at - between};
	});
}

function tabText(view: ViewId): string {
	return `${viewKey(view)} ${VIEW_TITLES[view]}`;
}

function tabsLine(ui: UiState, columns: number, glyphs: Glyphs): Line {
	const {views, between} = tabsOf(columns);
	const tabs = views.flatMap((view): Run[] => [
		run(tabText(view), view === ui.view ? ACCENT_BOLD : DIM),
		run(' '.repeat(between)),
	]);
	const filter = ui.filter === '' ? [] : [outside(`/${ui.filter} `, glyphs, WARNING)];
	return spread([run(' '), ...tabs], filter, columns, glyphs);
}

/** Keys of the actions that have a place in the foot, as many as fit; palette and help always. */
function keysLine(ui: UiState, columns: number, glyphs: Glyphs, isEnabled: (binding: Binding) => boolean): Line {
	const browse = ui.mode.kind === 'browse';
	const bindings = activeBindings(ui).filter(binding => binding.foot !== undefined && binding.id !== 'palette');
	const right: Line = browse ? [...entry(':', 'palette'), ...entry('?', 'help')] : [];
	const room = columns - widthOfRuns(right) - 1;
	const left: Run[] = [run(' ')];
	for (const binding of bindings) {
		const runs = entry(binding.footKeys ?? keyLabel(binding, glyphs), binding.foot ?? '');
		if (widthOfRuns(left) + widthOfRuns(runs) > room || !isEnabled(binding)) continue;
		left.push(...runs);
	}
	return spread(left, right, columns, glyphs);
}

function keyLabel(binding: Binding, glyphs: Glyphs): string {
	return strokeLabel(binding.keys[0] ?? '', glyphs);
}

function entry(key: string, title: string): readonly Run[] {
	return [run(key, ACCENT), run(` ${title}  `, DIM)];
}

function messageLine({message}: UiState, columns: number, glyphs: Glyphs): Line {
	if (message === undefined) return [];
	const style = {info: ACCENT, warning: WARNING, error: ERROR}[message.level];
	return fitLine([run(' '), outside(message.text, glyphs, style)], columns, glyphs);
}

/** What is asked or typed. */
function modeLine({ui}: ScreenModel, glyphs: Glyphs): Line {
	const {mode} = ui;
	switch (mode.kind) {
		case 'browse':
			return [];
		case 'field': {
			const label = mode.field === 'filter' ? 'filter' : 'queue';
			const problem = mode.error === '' ? [] : [run('   '), outside(mode.error, glyphs, ERROR)];
			return [run(` ${label}: `, ACCENT_BOLD), ...fieldRuns(mode.input, glyphs), ...problem];
		}
		case 'palette': {
			const count = paletteMatches(mode.input.text).length;
			return [
				run(' : ', ACCENT_BOLD),
				...fieldRuns(mode.input, glyphs),
				run(`   ${count} actions, enter runs the chosen one`, DIM),
			];
		}
		case 'pick':
			return [run(` ${PICK_TITLES[mode.pick]}`, ACCENT_BOLD)];
		case 'page':
			return [outside(` ${mode.title}`, glyphs, ACCENT_BOLD)];
		case 'attach':
			return [run(` every key goes to the terminal of #${mode.trial}`, WARNING)];
		case 'ask':
			return [run(` ${questionText(ui)}`, WARNING)];
	}
}

const PICK_TITLES = {
	sort: 'sort by: again reverses it',
	columns: 'columns: enter shows or hides one',
	x: 'x axis',
	y: 'y axis',
	color: 'colour',
} as const;

function questionText({mode}: UiState): string {
	if (mode.kind !== 'ask') return '';
	switch (mode.question.kind) {
		case 'leave':
			return 'The sweep runs. Leave it running, or end it?';
		case 'kill':
			return `End trial #${mode.question.trial}?`;
		case 'rerun-all':
			return 'Run again: which trials?';
	}
}

/** A field with its caret as an inverse cell. */
function fieldRuns({text, caret}: TextField, glyphs: Glyphs): readonly Run[] {
	const [under = ' '] = [...text.slice(caret)];
	return [
		outside(text.slice(0, caret), glyphs),
		outside(under, glyphs, INVERSE),
		outside(text.slice(caret + under.length), glyphs),
	];
}
