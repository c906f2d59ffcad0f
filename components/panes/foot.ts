import {nameTrials} from '../../source/domain/trial/name-trials.ts';
import {PROGRAM_TERMINAL} from '../../source/domain/protocol.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {hasResult} from '../../source/domain/trial.ts';
import {activeBindings, paletteMatches} from '../../source/keymap/dispatch.ts';
import {type KnownView, VIEW_ROWS, type ViewId, viewRow} from '../../source/domain/view/view-table.ts';
import type {Binding} from '../../source/keymap/binding.ts';
import {strokeLabel} from '../../source/keymap/stroke.ts';
import type {Glyphs, Line, Picture, Run} from '../../source/plot/cells.ts';
import {widthOfRuns} from '../../source/plot/legend.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import {nameTargets, type Targets} from '../../source/store/targets.ts';
import {paletteFilter} from '../../source/store/text-field.ts';
import type {FieldId, Mode, PickId, TextField, UiState} from '../../source/store/ui-state.ts';
import type {Drawing} from '../context.ts';
import {replayRuns} from './replay-line.ts';
import {fitLine, outside, run, spread} from '../lines.ts';
import {ACCENT, ACCENT_BOLD, DIM, ERROR, INVERSE, WARNING} from '../style.ts';

/** Modes whose keys may have something to say; a line of text shows its mistake beside it. */
const SAYS: readonly Mode['kind'][] = ['browse', 'pick', 'page', 'ask', 'replay'];

/** Two lines: the views or the open field, and the keys that work here or what the last key had to say. */
export function drawFoot(
	model: ScreenModel,
	{glyphs, pictures}: Drawing,
	columns: number,
	isEnabled: (binding: Binding) => boolean,
): Picture {
	const {ui, state, table} = model;
	const keysIn = (room: number): Line => keysLine({ui, state}, room, glyphs, isEnabled);
	const parts = [ui.view, ui.filter, table, columns, glyphs];
	const upper =
		ui.mode.kind === 'browse'
			? (pictures.recall('tabs', parts, () => [tabsLine(model, columns, glyphs)])[0] ?? [])
			: fitLine(modeLine(model, glyphs), columns, glyphs);
	const lower =
		ui.message === undefined || !SAYS.includes(ui.mode.kind)
			? keysIn(columns)
			: messageLine(ui, columns, glyphs, keysIn);
	return [upper, lower];
}

/** A tab of the upper line and where it stands. */
export type Tab = {readonly view: ViewId; readonly text: string; readonly from: number; readonly to: number};

/**
 * The tabs of the views that have a key, and at the end the one on the screen where it has none. Where not all titles
 * have room they are short ones, and where these have none those of the last keys are left out.
 */
export function tabsOf(current: ViewId, columns: number): readonly Tab[] {
	const keyed = VIEW_ROWS.filter(row => row.key !== undefined && row.id !== 'help');
	const rows = [...keyed, ...VIEW_ROWS.filter(row => row.id === current && !keyed.includes(row))];
	const textsOf = (titled: number, isShort: boolean): readonly string[] =>
		rows.map((row, index) => tabText(row, current, {hasRoom: index < titled, isShort}));
	const fits = (texts: readonly string[], between: number): boolean =>
		texts.reduce((sum, text) => sum + text.length + between, 0) < columns;
	let texts = textsOf(rows.length, false);
	const between = fits(texts, 2) ? 2 : 1;
	for (let titled = rows.length; titled >= 0 && !fits(texts, between); titled -= 1) texts = textsOf(titled, true);
	let at = 1;
	return rows.map((row, index) => {
		const text = texts[index] ?? '';
		const from = at;
		at += text.length + between;
		return {view: row.id, text, from, to: from + text.length};
	});
}

function tabText(
	{id, key, title, short = title}: KnownView,
	current: ViewId,
	{hasRoom, isShort}: {readonly hasRoom: boolean; readonly isShort: boolean},
): string {
	// Its mark keeps it apart from a key that stands before it without its title.
	if (key === undefined) return `> ${title}`;
	return hasRoom || id === current ? `${key} ${isShort ? short : title}` : key;
}

function tabsLine({ui, table}: ScreenModel, columns: number, glyphs: Glyphs): Line {
	let at = 0;
	const tabs = tabsOf(ui.view, columns).flatMap(({view, text, from, to}): Run[] => {
		const gap = ' '.repeat(from - at);
		at = to;
		return [run(gap), run(text, view === ui.view ? ACCENT_BOLD : DIM)];
	});
	const filter =
		ui.filter === '' ? [] : [outside(`/${ui.filter} `, glyphs, WARNING), run(`${matchCount(table)} `, WARNING)];
	return spread(tabs, filter, columns, glyphs);
}

/** Keys of the actions that have a place in the foot, as many as fit; palette and help always. */
function keysLine(
	{ui, state}: Pick<ScreenModel, 'ui' | 'state'>,
	columns: number,
	glyphs: Glyphs,
	isEnabled: (binding: Binding) => boolean,
): Line {
	const browse = ui.mode.kind === 'browse';
	const named = activeBindings(ui).filter(binding => binding.foot !== undefined && binding.id !== 'palette');
	const bindings = named.toSorted((a, b) => Number(a.footWhenRoom ?? false) - Number(b.footWhenRoom ?? false));
	const right: Line = browse ? [...entry(':', 'palette'), ...entry('?', 'help')] : [];
	const room = columns - widthOfRuns(right) - 1;
	const left: Run[] = [run(' ')];
	let used = 1;
	const wordsOf = (binding: Binding): string => binding.footNow?.(state) ?? binding.foot ?? '';
	for (const [words, sharing] of Map.groupBy(bindings, wordsOf)) {
		// No key is looked at that has no room anyway.
		if (used + widthOfRuns(entry(' ', words)) > room) continue;
		const keys = sharing.filter(isEnabled).map(binding => binding.footKeys ?? keyLabel(binding, glyphs));
		const runs = entry(keys.join(' '), words);
		const width = widthOfRuns(runs);
		if (keys.length === 0 || used + width > room) continue;
		left.push(...runs);
		used += width;
	}
	return spread(left, right, columns, glyphs);
}

function keyLabel(binding: Binding, glyphs: Glyphs): string {
	return strokeLabel(binding.keys[0] ?? '', glyphs);
}

function entry(key: string, title: string): readonly Run[] {
	return [run(key, ACCENT), run(` ${title}  `, DIM)];
}

/** What the last key had to say, and in the room that it leaves the keys. */
function messageLine({message}: UiState, columns: number, glyphs: Glyphs, keysOn: (room: number) => Line): Line {
	if (message === undefined) return [];
	const style = {info: ACCENT, warning: WARNING, error: ERROR}[message.level];
	const line = [run(' '), outside(message.text, glyphs, style), run('   ')];
	const room = columns - widthOfRuns(line);
	return fitLine(room < LEAST_KEYS ? line : [...line, ...keysOn(room)], columns, glyphs);
}

/** The least that keys beside a message are shown on: two of them, palette and help. */
const LEAST_KEYS = 40;

/** What is asked or typed. */
function modeLine(model: ScreenModel, glyphs: Glyphs): Line {
	const {ui} = model;
	const {mode} = ui;
	switch (mode.kind) {
		case 'browse':
			return [];
		case 'field':
			return fieldLine(mode, model, glyphs);
		case 'palette': {
			if (paletteFilter(mode.input.text) !== undefined) return filterLine(mode.input, model, glyphs);
			const count = paletteMatches(mode.input.text).length;
			return [
				run(' : ', ACCENT_BOLD),
				...fieldRuns(mode.input, glyphs),
				run(`   ${count} actions, enter runs the chosen one`, DIM),
			];
		}
		case 'pick':
			return [
				run(` ${pickTitle(mode.pick, ui.view)}`, ACCENT_BOLD),
				...pathRuns(mode, glyphs),
				run(`   ${mode.selected + 1} of ${mode.options.length}`, DIM),
			];
		case 'page':
			return [outside(` ${mode.title}`, glyphs, ACCENT_BOLD)];
		case 'replay':
			return replayRuns(mode, glyphs);
		case 'attach':
			return [run(` every key goes to the terminal of ${terminalName(mode.trial)}`, WARNING)];
		case 'ask':
			return [outside(` ${questionText(model)}`, glyphs, WARNING)];
	}
}

const FIELD_LABELS: Readonly<Record<FieldId, string>> = {
	filter: 'filter',
	search: 'search',
	enqueue: 'queue',
	'sort-by': 'sort by',
	format: 'digits of a column',
	range: 'from and to of a column',
	tag: 'tags of',
	note: 'note on',
};

/** An open line of text; a filter says as it is typed how many trials pass, or what is wrong with it and where. */
function fieldLine(mode: Extract<Mode, {kind: 'field'}>, {table}: ScreenModel, glyphs: Glyphs): Line {
	const whose = mode.targets === undefined ? '' : ` ${nameTargets(mode.targets)}`;
	const label = run(` ${FIELD_LABELS[mode.field]}${whose}: `, ACCENT_BOLD);
	const problem = mode.field === 'filter' ? table.problem : undefined;
	const place = problem?.offset === undefined ? '' : `, at character ${problem.offset + 1}`;
	const told = mode.error === '' ? problem && problem.text + place : mode.error;
	const error = told === undefined ? [] : [run('   '), outside(told, glyphs, mode.error === '' ? WARNING : ERROR)];
	const count = mode.field === 'filter' && problem === undefined ? [run(`   ${matchCount(table)}`, DIM)] : [];
	return [label, ...fieldRuns(mode.input, glyphs, problem?.offset), ...count, ...error];
}

/** A filter in the palette. */
function filterLine(input: TextField, {table}: ScreenModel, glyphs: Glyphs): Line {
	const told = table.problem === undefined ? run(matchCount(table), DIM) : outside(table.problem.text, glyphs, WARNING);
	return [run(' : ', ACCENT_BOLD), ...fieldRuns(input, glyphs), run('   '), told];
}

function matchCount({order, total}: ScreenModel['table']): string {
	return `[${order.length}/${total}]`;
}

const PICK_TITLES = {
	sort: 'sort by: enter this one, space this one too',
	columns: 'columns',
	x: 'x axis',
	y: 'y axis',
	color: 'colour',
	size: 'size of a point',
	ratio: 'ratio',
} as const;

/** What an open list is of: in some plots an axis holds something else. */
function pickTitle(pick: PickId, view: ViewId): string {
	const {axisTitles = {}} = viewRow(view);
	const own = pick === 'sort' || pick === 'columns' || pick === 'ratio' ? undefined : axisTitles[pick];
	return own ?? PICK_TITLES[pick];
}

/** The choice so far, where one list leads to the next: `block 64 / …`. */
function pathRuns({pick, path = []}: Extract<UiState['mode'], {kind: 'pick'}>, glyphs: Glyphs): readonly Run[] {
	if (pick !== 'ratio') return [];
	const [parameter, above] = path;
	if (parameter === undefined) return [run(' of two values of which parameter?', DIM)];
	const open = glyphs === 'ascii' ? '..' : '…';
	return [outside(` ${parameter} ${above ?? open} / ${open}`, glyphs, DIM)];
}

function questionText({ui: {mode}, state, link}: ScreenModel): string {
	if (mode.kind !== 'ask') return '';
	switch (mode.question.kind) {
		case 'leave':
			return 'The sweep runs. Leave it running, or end it?';
		case 'leave-ended':
			return `${state.phase !== 'ended' && link.kind === 'lost' ? link.why : 'The sweep has ended meanwhile'}. Leave?`;
		case 'attach-ended':
			return `${link.kind === 'lost' ? link.why : `${terminalName(mode.question.trial)} has ended`}: what is typed goes nowhere.`;
		case 'kill':
			return `End trial #${mode.question.trial}?`;
		case 'rerun':
			return rerunQuestion(mode.question.targets, state);
		case 'rerun-all':
			return 'Run again: which trials?';
	}
}

/** Whose terminal it is. */
function terminalName(trial: number): string {
	return trial === PROGRAM_TERMINAL ? 'the program' : `#${trial}`;
}

/** Names those that are measured again, and those of them that lose what they have. */
function rerunQuestion(targets: Targets, {trials}: SweepState): string {
	const losing = targets.trials.filter(number => hasResult(trials[number - 1]?.state ?? 'queued'));
	const all = losing.length === 1 ? 'Its result is' : 'Their results are';
	const what = losing.length < targets.trials.length ? `The results of ${nameTrials(losing)} are` : all;
	return `Measure ${nameTargets(targets)} again? ${what} replaced.`;
}

/** A field with its caret as an inverse cell; what stands from `wrongAt` on is in the colour of a mistake. */
function fieldRuns({text, caret}: TextField, glyphs: Glyphs, wrongAt = Number.POSITIVE_INFINITY): readonly Run[] {
	const [under = ' '] = [...text.slice(caret)];
	const plain = (from: number, to: number): readonly Run[] => {
		const wrong = Math.max(from, Math.min(to, wrongAt));
		return [outside(text.slice(from, wrong), glyphs), outside(text.slice(wrong, to), glyphs, ERROR)];
	};
	return [
		...plain(0, caret),
		outside(under, glyphs, INVERSE),
		...plain(Math.min(text.length, caret + under.length), text.length),
	];
}
