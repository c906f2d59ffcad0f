import {resolve} from 'node:path';
import {AGGREGATES, type Aggregate} from '../domain/aggregate.ts';
import {UserError, assertNever} from '../domain/errors.ts';
import {nearestName} from '../domain/nearest.ts';
import {type Ranking, rankTrials} from '../domain/rank.ts';
import {recordOf} from '../domain/record.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {ViewSpec} from '../domain/sweep.ts';
import {readTelemetry} from '../engine/telemetry-reader.ts';
import {writeFileAtomic} from '../journal/atomic-file.ts';
import type {Picture} from '../plot/cells.ts';
import {type ColorScale, createColorScale} from '../plot/color-scale.ts';
import {selectCurves} from '../plot/curves-data.ts';
import {selectHeatmap} from '../plot/heatmap-data.ts';
import {renderHeatmap} from '../plot/heatmap.ts';
import {renderLineChart} from '../plot/line-chart.ts';
import {renderSvg} from '../plot/render-svg.ts';
import {selectScatter} from '../plot/scatter-data.ts';
import {renderScatter} from '../plot/scatter.ts';
import type {CommandBody} from './command.ts';
import {chooseTelemetry, renderSparklines, renderTelemetry} from './plot-telemetry.ts';
import {readRun} from './read-run.ts';
import {createTextOutput} from './text-output.ts';

/** What `sweeptop plot` can draw. */
export const PLOT_KINDS = ['heatmap', 'scatter', 'curves', 'telemetry', 'sparkline'] as const;

/** One of {@link PLOT_KINDS}. */
export type PlotKind = (typeof PLOT_KINDS)[number];

/** Options of `sweeptop plot`. */
export type PlotFlags = {
	/** A parameter; in a scatter any column. */
	readonly x: string | undefined;
	/** As x; in curves the metric; in telemetry and sparkline channels, with commas between. */
	readonly y: string | undefined;
	/** What the colour says: in a heatmap the metric of the cells. */
	readonly color: string | undefined;
	/** `K=V`, heatmap only. */
	readonly fix: readonly string[];
	readonly aggregate: string | undefined;
	/** Logarithmic: `x`, `y`, `color`. */
	readonly log: readonly string[];
	readonly columns: number | undefined;
	readonly rows: number | undefined;
	/** File to write in place of text. */
	readonly svg: string | undefined;
};

type Size = {
	readonly columns: number;
	readonly rows: number;
	readonly glyphs: 'ascii' | 'unicode';
	readonly scale: ColorScale | undefined;
};

const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;
/** A larger picture is a slip of the finger. */
const MAX_CELLS_A_SIDE = 2000;

/** `sweeptop plot RUN KIND`: a view printed as text, or written as SVG. */
export const plotCommand: CommandBody<PlotFlags> = async ({operands, flags, global, host}) => {
	const kind = parseKind(operands[1]);
	const {directory, state} = readRun(operands[0] ?? 'last', global, host);
	const output = createTextOutput(host, global);
	const size: Size = {
		columns: sideOf('--columns', flags.columns, output.columns ?? DEFAULT_COLUMNS),
		rows: sideOf(
			'--rows',
			flags.rows,
			output.rows === undefined ? DEFAULT_ROWS : Math.max(8, Math.min(output.rows - 1, 40)),
		),
		glyphs: flags.svg === undefined ? output.glyphs : global.ascii ? 'ascii' : 'unicode',
		scale: flags.svg === undefined ? output.scale : createColorScale(),
	};
	const picture = await draw(kind, {state, directory, flags: withView(kind, flags, state), size});
	if (flags.svg === undefined) {
		output.print(picture);
		return 0;
	}
	const title = `${state.sweep?.name ?? 'sweep'}: ${kind}`;
	const path = resolve(host.workdir, flags.svg);
	await writeFileAtomic(path, [renderSvg(picture, {title})], 0o644);
	host.note(`wrote ${flags.svg}\n`);
	return 0;
};

type Drawing = {readonly state: SweepState; readonly directory: string; readonly flags: PlotFlags; readonly size: Size};

async function draw(kind: PlotKind, {state, directory, flags, size}: Drawing): Promise<Picture> {
	const {x, y, color} = flags;
	const log = parseLog(flags.log);
	switch (kind) {
		case 'heatmap': {
			const scale = log.has('color') ? 'log' : 'linear';
			const choice = {
				x,
				y,
				metric: color,
				fix: parseFix(flags.fix),
				aggregate: parseAggregate(flags.aggregate),
				scale,
			} as const;
			return renderHeatmap(selectHeatmap(state, choice).input, size);
		}
		case 'scatter': {
			const scales = {
				...(log.has('x') ? {xScale: 'log' as const} : {}),
				...(log.has('y') ? {yScale: 'log' as const} : {}),
			};
			return renderScatter(selectScatter(state, rankTrials(state), {x, y, color, ...scales}), size);
		}
		case 'curves':
			return drawCurves(state, flags, size, rankTrials(state));
		case 'sparkline':
		case 'telemetry': {
			const recorded = await readTelemetry(directory, {
				fromMs: Number.NEGATIVE_INFINITY,
				toMs: Number.POSITIVE_INFINITY,
			});
			if (kind === 'sparkline') return renderSparklines(chooseTelemetry(state, recorded, y), size);
			const wanted = y ?? recorded.channels.find(channel => channel.endsWith('.power_w')) ?? recorded.channels[0];
			return renderTelemetry(chooseTelemetry(state, recorded, wanted), size);
		}
		default:
			return assertNever(kind);
	}
}

function drawCurves(state: SweepState, flags: PlotFlags, size: Size, ranking: Ranking): Picture {
	const log = parseLog(flags.log);
	const emphasized = ranking.best === undefined ? ranking.pareto.slice(0, 3) : [ranking.best];
	const input = selectCurves(state, {metric: flags.y, emphasized});
	const x = {...input.x, kind: log.has('x') ? ('log' as const) : input.x.kind};
	return renderLineChart({...input, x, y: {...input.y, scale: log.has('y') ? 'log' : 'linear'}}, size);
}

/** Options that were not given are those of the first view of this kind in the sweep file. */
function withView(kind: PlotKind, flags: PlotFlags, state: SweepState): PlotFlags {
	const view: ViewSpec | undefined = state.sweep?.views.find(candidate => candidate.kind === kind);
	if (view === undefined || [flags.x, flags.y, flags.color].some(name => name !== undefined)) return flags;
	const fix = Object.entries(view.fix ?? {}).map(([name, value]) => `${name}=${value}`);
	return {
		...flags,
		x: view.x,
		y: view.y,
		color: view.color,
		fix: flags.fix.length > 0 ? flags.fix : fix,
		aggregate: flags.aggregate ?? view.aggregate,
	};
}

function parseKind(text: string | undefined): PlotKind {
	const kind = PLOT_KINDS.find(candidate => candidate === text);
	if (kind !== undefined) return kind;
	const near = text === undefined ? undefined : nearestName(text, PLOT_KINDS);
	const hint = `Kinds: ${PLOT_KINDS.join(', ')}.${near === undefined ? '' : ` Did you mean "${near}"?`}`;
	throw new UserError(text === undefined ? 'plot needs a kind' : `there is no plot "${text}"`, hint);
}

function parseAggregate(text: string | undefined): Aggregate {
	if (text === undefined) return 'mean';
	const aggregate = AGGREGATES.find(candidate => candidate === text);
	if (aggregate === undefined)
		throw new UserError(`--aggregate cannot be "${text}"`, `One of: ${AGGREGATES.join(', ')}.`);
	return aggregate;
}

function parseFix(pairs: readonly string[]): Readonly<Record<string, string>> {
	return recordOf(
		pairs.map(pair => {
			const equals = pair.indexOf('=');
			if (equals < 1) throw new UserError(`--fix "${pair}" has no "="`, 'Write it as --fix PARAMETER=VALUE.');
			return [pair.slice(0, equals), pair.slice(equals + 1)] as const;
		}),
	);
}

function parseLog(words: readonly string[]): ReadonlySet<string> {
	const axes = words.flatMap(word => word.split(','));
	const bad = axes.find(axis => !['x', 'y', 'color'].includes(axis));
	if (bad !== undefined) throw new UserError(`--log cannot be "${bad}"`, 'One of: x, y, color.');
	return new Set(axes);
}

function sideOf(option: string, given: number | undefined, otherwise: number): number {
	if (given === undefined) return otherwise;
	if (given >= 1 && given <= MAX_CELLS_A_SIDE) return given;
	throw new UserError(`${option} must be from 1 to ${MAX_CELLS_A_SIDE}, got ${given}`, 'It counts character cells.');
}
