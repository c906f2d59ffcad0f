import {fillCommand} from '../source/domain/command-line.ts';
import {columnsOf} from '../source/domain/space.ts';
import type {TrialRecord} from '../source/domain/trial.ts';
import type {KeyContext, PlotChoices} from '../source/keymap/binding.ts';
import {axisNames, measureNames, varyingParameters} from '../source/plot/trial-axis.ts';
import type {ScreenModel} from '../source/store/screen-model.ts';
import {compileFilter} from '../source/store/table-order.ts';
import type {Drawing, Size} from './context.ts';
import {viewContext} from './layout.ts';
import {watchedTrial} from './panes/terminal.ts';
import {heatmapNeighbour, pointedHeatmap} from './views/heatmap.ts';
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
		rows: () => table.order,
		cursorRow: () => model.cursorRow,
		neighbour: (across, down) => {
			if (ui.view !== 'heatmap') return undefined;
			const input = pointedHeatmap(context);
			return typeof input === 'string'
				? undefined
				: (heatmapNeighbour(input, table.ranking, {across, down}) ?? model.selected?.trial);
		},
		selected: () => model.selected,
		watched: () => {
			const trial = watchedTrial(model);
			return trial?.state === 'running' ? trial.trial : undefined;
		},
		columns: () => {
			const shown = new Set(table.columns);
			return table.all.map(column => ({id: column.id, title: column.title, shown: shown.has(column)}));
		},
		sortColumn: () => table.sortColumn,
		plotChoices: () => plotChoices(model, drawing),
		commandOf: trial => commandText(model, trial),
		filterError: text => {
			const compiled = compileFilter(text);
			return compiled.kind === 'error' ? compiled.error : undefined;
		},
		unknownParameters: names => unknownParameters(model, names),
		scrollLines: () => view.scrollLines?.(context) ?? 0,
		abilities: drawing.abilities,
	};
}

function plotChoices(model: ScreenModel, drawing: Drawing): PlotChoices {
	const {state, ui} = model;
	const names = axisNames(state);
	if (ui.view === 'scatter') {
		const selected = drawing.plots.scatter(model);
		const shown = selected.kind === 'plot' ? {x: selected.plot.x.name, y: selected.plot.y.name} : {x: '', y: ''};
		return {shown, x: names, y: names, color: ['none', ...names], slices: []};
	}
	const selected = drawing.plots.heatmap(model);
	const parameters = varyingParameters(state).flatMap(parameter => [
		...new Set([parameter.name, ...columnsOf(parameter)]),
	]);
	const choices = {x: parameters, y: parameters, color: measureNames(state)};
	if (selected.kind === 'error') return {...choices, shown: {x: '', y: ''}, slices: []};
	const {input, slices} = selected.plot;
	return {
		...choices,
		shown: {x: input.x.name, y: input.y.name},
		slices: slices.map(({name, ticks}) => {
			const fixed = input.fixed.find(candidate => candidate.name === name);
			return {name, values: ticks, index: fixed === undefined ? -1 : ticks.indexOf(fixed.label)};
		}),
	};
}

/** The command line as it can be pasted into a shell. */
function commandText({state}: ScreenModel, trial: TrialRecord): string {
	return state.sweep === undefined ? '' : fillCommand(state.sweep, trial.params).map(quoted).join(' ');
}

function quoted(argument: string): string {
	return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}

function unknownParameters({state}: ScreenModel, names: readonly string[]): string | undefined {
	const known = (state.sweep?.space.parameters ?? []).flatMap(parameter => [parameter.name, ...columnsOf(parameter)]);
	const unknown = names.find(name => !known.includes(name));
	return unknown === undefined ? undefined : `no parameter is called ${unknown}: there are ${known.join(', ')}`;
}
