import {resolve} from 'node:path';
import {UserError} from '../domain/errors.ts';
import {nearestName} from '../domain/text/nearest.ts';
import {rankTrials} from '../domain/ranking/rank.ts';
import {createColumnMemory} from '../domain/column/column-memory.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {viewRow} from '../domain/view/view-table.ts';
import {writeFileAtomic} from '../journal/atomic-file.ts';
import type {Picture} from '../plot/cells.ts';
import {createColorScale} from '../plot/color-scale.ts';
import type {PaintOptions, PlotDefinition} from '../plot/plot-definition.ts';
import {findPlot} from '../plot/registry.ts';
import {renderSvg} from '../plot/render-svg.ts';
import type {CommandBody} from './command.ts';
import {type ChoiceFlags, parsePlotChoice} from './results/plot-choice.ts';
import {PLOT_KINDS, TELEMETRY_KINDS} from './results/plot-kinds.ts';
import {chooseTelemetry, renderSparklines, renderTelemetry, samplesByChannel} from './results/plot-telemetry.ts';
import {readingOf, type ReadingFlags} from './results/reading-flags.ts';
import {foldRunsForView} from './runs/fold-runs.ts';
import type {OpenedRun} from './runs/open-run.ts';
import {createTextOutput} from './results/text-output.ts';

/** Options of `sweeptop plot`. */
export type PlotFlags = ChoiceFlags &
	ReadingFlags & {
		readonly columns: number | undefined;
		readonly rows: number | undefined;
		/** File to write in place of text. */
		readonly svg: string | undefined;
	};

const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;
/** A larger picture is a slip of the finger. */
const MAX_CELLS_A_SIDE = 2000;

/** `sweeptop plot RUN … KIND`: a view printed as text, or written as SVG; of several runs as of one. */
export const plotCommand: CommandBody<PlotFlags> = async ({operands, flags, global, host}) => {
	const {kind, runs, name} = parseOperands(operands);
	const {state, telemetry} = await foldRunsForView(runs, global, host, await readingOf(flags));
	const output = createTextOutput(host, global);
	const size: PaintOptions = {
		columns: sideOf('--columns', flags.columns, output.columns ?? DEFAULT_COLUMNS),
		rows: sideOf(
			'--rows',
			flags.rows,
			output.rows === undefined ? DEFAULT_ROWS : Math.max(8, Math.min(output.rows - 1, 40)),
		),
		glyphs: flags.svg === undefined ? output.glyphs : global.ascii ? 'ascii' : 'unicode',
		scale: flags.svg === undefined ? output.scale : createColorScale(),
	};
	const drawing = {state, telemetry, flags, size};
	const picture = kind.kind === 'plot' ? await drawPlot(kind.plot, drawing) : await drawTelemetry(kind.id, drawing);
	if (flags.svg === undefined) {
		output.print(picture);
		return 0;
	}
	const title = `${state.sweep?.name ?? 'sweep'}: ${name}`;
	const path = resolve(host.workdir, flags.svg);
	await writeFileAtomic(path, [renderSvg(picture, {title})], {mode: 0o644});
	host.note(`wrote ${flags.svg}\n`);
	return 0;
};

type Drawing = {
	readonly state: SweepState;
	readonly telemetry: OpenedRun['telemetry'];
	readonly flags: PlotFlags;
	readonly size: PaintOptions;
};

async function drawPlot(plot: PlotDefinition, {state, telemetry, flags, size}: Drawing): Promise<Picture> {
	const choice = parsePlotChoice(plot.id, flags, state);
	// Telemetry may be large; only what is drawn over time needs it.
	const recorded = viewRow(plot.id).plotKeys?.includes('time') === true ? await telemetry() : undefined;
	const samples = samplesByChannel(recorded ?? {channels: [], rows: []});
	const remembered = {...state, memory: createColumnMemory(state.trials)};
	return plot.prepare({state: remembered, ranking: rankTrials(state), choice, ...samples}).paint(size, undefined);
}

async function drawTelemetry(
	kind: (typeof TELEMETRY_KINDS)[number],
	{state, telemetry, flags, size}: Drawing,
): Promise<Picture> {
	const recorded = await telemetry();
	if (kind === 'sparkline') return renderSparklines(chooseTelemetry(state, recorded, flags.y), size);
	const wanted = flags.y ?? recorded.channels.find(channel => channel.endsWith('.power_w')) ?? recorded.channels[0];
	return renderTelemetry(chooseTelemetry(state, recorded, wanted), size);
}

type Kind =
	| {readonly kind: 'plot'; readonly plot: PlotDefinition}
	| {readonly kind: 'telemetry'; readonly id: (typeof TELEMETRY_KINDS)[number]};

/** The kind stands last, or before the runs. */
function parseOperands(operands: readonly string[]): {
	readonly kind: Kind;
	readonly runs: readonly string[];
	readonly name: string;
} {
	const [first = '', ...others] = operands;
	const last = operands.at(-1) ?? '';
	const isFirst = isKind(first) && !isKind(last);
	const name = isFirst ? first : last;
	return {kind: parseKind(name), runs: isFirst ? others : operands.slice(0, -1), name};
}

function isKind(text: string): boolean {
	return PLOT_KINDS.some(kind => kind === text);
}

function parseKind(text: string | undefined): Kind {
	const plot = findPlot(text ?? '');
	if (plot !== undefined) return {kind: 'plot', plot};
	const id = TELEMETRY_KINDS.find(candidate => candidate === text);
	if (id !== undefined) return {kind: 'telemetry', id};
	const near = text === undefined ? undefined : nearestName(text, PLOT_KINDS);
	const hint = `Kinds: ${PLOT_KINDS.join(', ')}.${near === undefined ? '' : ` Did you mean "${near}"?`}`;
	throw new UserError(text === undefined ? 'plot needs a kind' : `there is no plot "${text}"`, hint);
}

function sideOf(option: string, given: number | undefined, otherwise: number): number {
	if (given === undefined) return otherwise;
	if (given >= 1 && given <= MAX_CELLS_A_SIDE) return given;
	throw new UserError(`${option} must be from 1 to ${MAX_CELLS_A_SIDE}, got ${given}`, 'It counts character cells.');
}
