import {fillCommand, parameterEnvironment} from '../source/domain/text/command-line.ts';
import {shellLine, shellWord} from '../source/domain/text/shell-text.ts';
import {columnsOf} from '../source/domain/space.ts';
import {PROGRAM_TERMINAL} from '../source/domain/protocol.ts';
import {settingOptions} from '../source/domain/settings.ts';
import type {TrialRecord} from '../source/domain/trial.ts';
import type {KeyContext, PlotChoices} from '../source/keymap/binding.ts';
import type {Picture} from '../source/plot/cells.ts';
import type {PlotRows} from '../source/plot/plot-definition.ts';
import {findPlot} from '../source/plot/registry.ts';
import type {ScreenModel} from '../source/store/screen-model.ts';
import {inOrder} from '../source/store/table-choice.ts';
import {THEME_IDS} from '../source/theme/registry.ts';
import type {Drawing, Size, ViewContext} from './context.ts';
import type {Prepared} from './plot-selectors.ts';
import {viewContext} from './layout.ts';
import {foundLines} from './panes/log-search.ts';
import {showsProgram, watchedTrial} from './panes/terminal.ts';
import {helpLines} from './views/help.ts';
import {logLines} from './views/log.ts';
import {findView} from './views/registry.ts';

/** What keys may look at, for the frame that is on the screen. */
export function createKeyContext(model: ScreenModel, drawing: Drawing, size: Size): KeyContext {
	const {state, ui, table} = model;
	const context = viewContext(model, drawing, size);
	const view = findView(ui.view);
	return {
		state,
		ui,
		link: model.link,
		runDirectory: model.runDirectory,
		pageRows: view.pageRows(context),
		rows: () => plotRows(model, drawing)?.trials ?? table.order,
		cursorRow: () => plotRows(model, drawing)?.at ?? model.cursorRow,
		neighbour: step => {
			const prepared = preparedPlot(model, drawing);
			const walk = prepared?.kind === 'plot' ? prepared.plot.walk : undefined;
			return walk === undefined ? undefined : (walk(model.selected?.trial, step) ?? model.selected?.trial);
		},
		selected: () => model.selected,
		watched: () => {
			if (showsProgram(model)) return PROGRAM_TERMINAL;
			const trial = watchedTrial(model);
			return trial?.state === 'running' ? trial.trial : undefined;
		},
		columns: () => {
			const shown = new Set(table.columns);
			return inOrder(table.all, table.choice.order).map(column => ({
				id: column.id,
				title: column.title,
				shown: shown.has(column),
				goal: column.objective?.direction,
			}));
		},
		sort: () => table.sort,
		columnsToTheRight: () => {
			const columns = view.table?.(context).columns ?? size.columns;
			return drawing.tables.layout(table, state, columns, drawing.glyphs).hidden;
		},
		plotChoices: () => plotChoicesOf(model, drawing),
		plane: () => planeOf(model, drawing),
		commandOf: trial => commandText(model, trial),
		filterProblem: () => table.problem,
		unknownParameters: names => unknownParameters(model, names),
		foundLines: text => foundLines(searchedLines(context), text),
		scrollLines: () => view.scrollLines?.(context) ?? 0,
		timeAxis: () => view.timeAxis?.(context),
		settingAt: line => settingOptions(THEME_IDS)[line],
		abilities: drawing.abilities,
	};
}

/** The lines of a view that is looked through for a text. */
function searchedLines(context: ViewContext): Picture {
	const {view} = context.model.ui;
	return view === 'log' ? logLines(context) : view === 'help' ? helpLines(context) : [];
}

/** What can be chosen for the plot that is on the screen. */
function plotChoicesOf(model: ScreenModel, drawing: Drawing): PlotChoices {
	const prepared = preparedPlot(model, drawing);
	// Out of a mistake leads what could be chosen where nothing was.
	const plot = prepared?.kind === 'error' ? prepared.unchosen : prepared?.plot;
	// Each is gathered from all trials, so only where a key asks for it.
	return {
		get axes() {
			return plot?.axes ?? {};
		},
		get slices() {
			return plot?.slices ?? [];
		},
		shown: plot?.shown ?? {},
		splits: plot?.splits ?? (() => []),
	};
}

/** Both axes of the plot that is on the screen, where a part of it can be looked at. */
function planeOf(model: ScreenModel, drawing: Drawing): ReturnType<KeyContext['plane']> {
	const prepared = preparedPlot(model, drawing);
	return prepared?.kind === 'plot' ? prepared.plot.plane?.(model.selected?.trial) : undefined;
}

/** The rows of the plot that is on the screen, where it has an order of its own. */
function plotRows(model: ScreenModel, drawing: Drawing): PlotRows | undefined {
	const prepared = preparedPlot(model, drawing);
	return prepared?.kind === 'plot' ? prepared.plot.rows?.(model.selected?.trial) : undefined;
}

/** The plot that is on the screen, or what is wrong with its choice; undefined in other views. */
function preparedPlot(model: ScreenModel, drawing: Drawing): Prepared | undefined {
	const definition = findPlot(model.ui.view);
	return definition === undefined ? undefined : drawing.plots.prepare(definition, model);
}

/** The command line as it can be pasted into a shell; a line of a shell has its parameters from the environment. */
function commandText({state: {sweep}}: ScreenModel, {params}: TrialRecord): string {
	if (sweep === undefined) return '';
	const command = shellLine(fillCommand(sweep, params));
	if (sweep.command.kind === 'argv') return command;
	const variables = Object.entries(parameterEnvironment(sweep.space, params));
	return ['env', ...variables.map(([name, value]) => `${name}=${shellWord(value)}`), command].join(' ');
}

function unknownParameters({state}: ScreenModel, names: readonly string[]): string | undefined {
	const known = (state.sweep?.space.parameters ?? []).flatMap(parameter => [parameter.name, ...columnsOf(parameter)]);
	const unknown = names.find(name => !known.includes(name));
	return unknown === undefined ? undefined : `no parameter is called ${unknown}: there are ${known.join(', ')}`;
}
