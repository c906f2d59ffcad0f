import {formatScalar, type Scalar} from '../domain/space.ts';
import {findPlotId} from '../domain/view/view-table.ts';
import {type Intent, ui} from '../store/intent.ts';
import {plotChoiceOf} from '../store/ui-state.ts';
import type {Binding, KeyContext} from './binding.ts';

const CLOSE: Intent = ui({kind: 'mode', mode: {kind: 'browse'}});

/** The row of the first list that ends the ratio. */
const NO_RATIO = 'no ratio';

type Split = {readonly name: string; readonly values: readonly Scalar[]};

/** Opens the list that continues what is chosen so far: a parameter, the value above the line, the one below it. */
function openList(path: readonly string[], options: readonly string[]): Intent {
	return ui({kind: 'mode', mode: {kind: 'pick', pick: 'ratio', path, options, selected: 0}});
}

/** Opens the list of parameters whose values can be divided. */
export function openRatio(context: KeyContext): readonly Intent[] {
	const id = findPlotId(context.ui.view);
	const isOn = id !== undefined && plotChoiceOf(context.ui, id).ratio !== undefined;
	const names = context
		.plotChoices()
		.splits()
		.map(({name}) => name);
	return [openList([], isOn ? [NO_RATIO, ...names] : names)];
}

/** Why there is no ratio to choose; undefined where there is. */
export function whyNoRatio(context: KeyContext): string | undefined {
	return context.plotChoices().splits().length === 0
		? 'no parameter has two values whose trials could be divided by each other'
		: undefined;
}

function choose(context: KeyContext): readonly Intent[] {
	const {mode} = context.ui;
	if (mode.kind !== 'pick') return [];
	const option = mode.options[mode.selected];
	if (option === undefined) return [CLOSE];
	const path = [...(mode.path ?? []), option];
	const [parameter, above, below] = path;
	if (path.length === 1 && option === NO_RATIO) return [...setRatio(context, undefined), CLOSE];
	const split = context
		.plotChoices()
		.splits()
		.find(({name}) => name === parameter);
	if (split === undefined) return [CLOSE];
	if (below === undefined)
		return [
			openList(
				path,
				split.values.map(formatScalar).filter(text => text !== above),
			),
		];
	return [...setRatio(context, ratioOf(split, above ?? '', below)), CLOSE];
}

type Ratio = {readonly parameter: string; readonly numerator: Scalar; readonly denominator: Scalar};

function ratioOf({name, values}: Split, above: string, below: string): Ratio | undefined {
	const valueOf = (text: string): Scalar | undefined => values.find(value => formatScalar(value) === text);
	const [numerator, denominator] = [valueOf(above), valueOf(below)];
	return numerator === undefined || denominator === undefined ? undefined : {parameter: name, numerator, denominator};
}

/** A parameter that is divided by is on no axis and is not fixed: those that name it go back to their default. */
function setRatio(context: KeyContext, ratio: Ratio | undefined): readonly Intent[] {
	const plot = findPlotId(context.ui.view);
	if (plot === undefined) return [];
	const {x, y, fix} = plotChoiceOf(context.ui, plot);
	const isDivided = (name: string | undefined): boolean =>
		name !== undefined && ratio !== undefined && (name === ratio.parameter || name.startsWith(`${ratio.parameter}.`));
	const kept = Object.fromEntries(Object.entries(fix).filter(([name]) => !isDivided(name)));
	const axes = {...(isDivided(x) ? {x: undefined} : {}), ...(isDivided(y) ? {y: undefined} : {})};
	return [ui({kind: 'plot', plot, change: {...axes, fix: kept, ratio}})];
}

/** Keys of the lists that a ratio is chosen from, beside those of every list. */
export const RATIO_BINDINGS: readonly Binding[] = [
	{id: 'choose-ratio', keys: ['enter', 'space'], title: 'choose', foot: 'choose', run: choose},
];
