import {entryOf, mistake, type Node, quoted, type TableNode} from '../domain/text/document.ts';
import {UserError} from '../domain/errors.ts';
import {nearestName} from '../domain/text/nearest.ts';
import {parseSplitOfSpace, type Split} from '../domain/ratio/ratio.ts';
import {recordOf} from '../domain/record.ts';
import {splitSpreadName} from '../domain/column/spread-columns.ts';
import type {Parameter, Scalar} from '../domain/space.ts';
import type {ViewSpec} from '../domain/sweep.ts';
import {usualViews} from '../domain/view/usual-views.ts';
import {findPlotId, type PlotAxisName, viewRow} from '../domain/view/view-table.ts';
import type {Vocabulary} from './conditions.ts';
import type {SpecContext} from './context.ts';
import type {Mistakes} from './mistakes.ts';
import type {SweepFile} from './schema.ts';

/** The word that stands for nothing on an axis. */
const NONE = 'none';

/** `[[views]]`, or those of the usual ones that the program has: of two parameters or more heatmap, then scatter. */
export function readViews(
	root: TableNode,
	file: SweepFile,
	context: SpecContext,
	vocabulary: Vocabulary,
	mistakes: Mistakes,
): readonly ViewSpec[] {
	if (file.views === undefined)
		return usualViews(vocabulary.parameters)
			.filter(kind => context.views.includes(kind))
			.map(kind => ({kind}));
	const list = entryOf(root, 'views');
	return file.views.map((view, index) => {
		const node = list?.kind === 'list' ? list.items[index] : undefined;
		for (const axis of ['x', 'y', 'color', 'size'] as const)
			if (!isWordOf(view.kind, axis, view[axis]) && !isSpread(view[axis], vocabulary))
				mistakes.verify('views', () => refuseUnknownColumn(entryOf(node, axis), vocabulary));
		const fix = mistakes.attempt('views', () => readFix(entryOf(node, 'fix'), vocabulary), undefined);
		const ratio = mistakes.attempt('views', () => readRatio(entryOf(node, 'ratio'), vocabulary.parameters), undefined);
		const {fix: _, ratio: __, ...rest} = view;
		return {...rest, ...(fix === undefined ? {} : {fix}), ...(ratio === undefined ? {} : {ratio})};
	});
}

/** Whether an axis of this plot takes a word that is the name of no column: `x = "time"` of a history. */
function isWordOf(kind: string, axis: PlotAxisName, word: string | undefined): boolean {
	if (word === NONE && (axis === 'color' || axis === 'size')) return true;
	const plot = findPlotId(kind);
	const words = plot === undefined ? undefined : viewRow(plot).axisWords?.[axis];
	return words === 'any' || (word !== undefined && words?.includes(word) === true);
}

/** Whether a name tells how a figure scatters over repeats: `loss.std`. */
function isSpread(name: string | undefined, {names, parameters}: Vocabulary): boolean {
	const figure = splitSpreadName(name ?? '')?.figure;
	return figure !== undefined && names.has(figure) && !parameters.some(parameter => parameter.name === figure);
}

function readFix(node: Node | undefined, vocabulary: Vocabulary): Readonly<Record<string, Scalar>> | undefined {
	if (node?.kind !== 'table') return undefined;
	const values: [string, Scalar][] = [];
	for (const [column, {key, value}] of node.entries) {
		refuseUnknownColumn({...key, kind: 'text', value: column}, vocabulary);
		if (value.kind === 'list' || value.kind === 'table')
			throw mistake(value, 'a fixed value is text, a number or a boolean');
		values.push([column, value.value]);
	}
	return recordOf(values);
}

function readRatio(node: Node | undefined, parameters: readonly Parameter[]): Split | undefined {
	if (node?.kind !== 'text') return undefined;
	try {
		return parseSplitOfSpace(node.value, {parameters, exclude: []});
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		throw mistake(node, error.problem, error.hint);
	}
}

function refuseUnknownColumn(node: Node | undefined, {names, accepts, noun, parameters}: Vocabulary): void {
	if (node?.kind !== 'text' || names.has(node.value) || accepts?.(node.value) === true) return;
	// A tuple is one axis of a plot, though its fields are columns.
	if (parameters.some(parameter => parameter.name === node.value)) return;
	const nearest = nearestName(node.value, names);
	throw mistake(node, `no ${noun} ${quoted(node.value)}`, nearest === undefined ? '' : `did you mean "${nearest}"?`);
}
