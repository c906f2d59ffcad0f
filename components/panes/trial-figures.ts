import {decodeNumber} from '../../source/domain/number.ts';
import {type ExecutionState, isTerminal, type TrialRecord} from '../../source/domain/trial.ts';
import {type Glyphs, type Line, type Picture, textOf} from '../../source/plot/cells.ts';
import {displayWidth} from '../../source/plot/width.ts';
import {formatQuantity} from '../../source/plot/quantity.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import type {Drawing} from '../context.ts';
import {beside, column, fitLine, fitRows, outside, run} from '../lines.ts';
import {ACCENT, ACCENT_BOLD, BEST, DIM, ERROR, WARNING} from '../style.ts';
import {trialNameRuns} from './trial-name.ts';
import {formatSpan} from '../units.ts';
import {DIVERGED, flagsText} from './column-writer.ts';
import {type Reference, referencesOf, referenceWords} from './trial-references.ts';
import {phaseLines} from './trial-phases.ts';
import {artifactSection, curveSection, type Section} from './trial-sections.ts';
import {metricLines, parameterLines, telemetryLines} from './trial-values.ts';

/**
 * Everything that is known of one trial, in two columns where there is room: as many lines as there is to say. Charts and
 * pictures take what `rows` leave to them, and no less than they need; the rest is scrolled to.
 */
export function trialFigures(model: ScreenModel, drawing: Drawing, columns: number, rows: number): Picture {
	const {glyphs, scale} = drawing;
	const trial = model.selected;
	if (trial === undefined)
		return [fitLine([run(' no trial yet: the first one will stand here', DIM)], columns, glyphs)];
	const references = referencesOf(model, glyphs);
	const head = [
		headLine(trial, model, references, {columns, glyphs}),
		...whyLines(trial, columns, glyphs),
		...noteLines(trial, columns, glyphs),
	];
	const parts = [trial, model.state, model.table, model.ui, columns, glyphs];
	const figures = drawing.pictures.recall('figures', parts, () =>
		drawColumns(model, trial, references, {columns, glyphs}),
	);
	const phases: Section = {title: 'telemetry over its time', lines: keptPhases(model, trial, drawing, columns)};
	const executions = executionSection(trial, model.state, columns, glyphs);
	const listed = [...head, ...figures, ...stack([phases, executions], columns, glyphs)];
	const room = {columns, rows: rows - listed.length, glyphs};
	const curves = curveSection(model, trial, room);
	const files = artifactSection(model, trial, {...room, colored: scale !== undefined});
	return [...head, ...figures, ...stack([phases, curves, files, executions], columns, glyphs)];
}

/** Samples of a trial may come this long after its end. */
const LATE_MS = 10_000;

/** The phases of a trial, painted again only while samples of its time may still come. */
function keptPhases(model: ScreenModel, trial: TrialRecord, {glyphs, pictures}: Drawing, columns: number): Picture {
	const {samples, signals, ui, nowMonoMs} = model;
	const last = trial.executions.at(-1);
	const endMs = (last?.startedMonoMs ?? 0) + (last?.durationS ?? Number.POSITIVE_INFINITY) * 1000;
	const isSettled = (samples.span?.lastMs ?? 0) > endMs + LATE_MS;
	const age = isSettled ? 'settled' : `${samples.version} ${isTerminal(trial.state) ? '' : nowMonoMs}`;
	return pictures.recall('phases', [trial, signals, ui.settings, columns, glyphs, age], () =>
		phaseLines(model, trial, columns, glyphs),
	);
}

/** The first `rows` lines of {@link trialFigures}. */
export function drawTrialFigures(model: ScreenModel, drawing: Drawing, columns: number, rows: number): Picture {
	return fitRows(trialFigures(model, drawing, columns, rows), columns, rows);
}

/** Parameters and metrics beside what the trial cost, or one above the other where there is no room. */
function drawColumns(
	model: ScreenModel,
	trial: TrialRecord,
	references: readonly Reference[],
	{columns, glyphs}: {readonly columns: number; readonly glyphs: Glyphs},
): Picture {
	const leftOf = (width: number): Picture =>
		stack(
			[
				{title: 'parameters', lines: parameterLines(trial, references, {columns: width, glyphs})},
				{title: 'metrics', lines: metricLines(model.state, trial, references, {columns: width, glyphs})},
			],
			width,
			glyphs,
		);
	const two = columns >= 72;
	const half = two ? Math.floor((columns - 2) / 2) : columns;
	const wide = leftOf(half);
	// What the left does not need is room for the reasons on the right.
	const width = two ? Math.min(half, Math.max(Math.floor(columns / 3), widestText(wide) + 1)) : columns;
	const left = width === half ? wide : leftOf(width);
	const rightWidth = two ? columns - 2 - width : columns;
	const cost = telemetryLines(model.state, trial, references, {columns: rightWidth, glyphs});
	const right = stack([{title: 'telemetry', lines: cost}], rightWidth, glyphs);
	if (!two) return [...left, ...right];
	const height = Math.max(left.length, right.length);
	return beside([fitRows(left, width, height), fitRows(right, rightWidth, height)], height, 2);
}

function widestText(lines: Picture): number {
	return Math.max(0, ...lines.map(line => displayWidth(textOf(line).trimEnd())));
}

function stack(sections: readonly Section[], columns: number, glyphs: Glyphs): Picture {
	return sections
		.filter(section => section.lines.length > 0)
		.flatMap(({title, lines}) => [
			fitLine([], columns, glyphs),
			fitLine([run(` ${title}`, ACCENT)], columns, glyphs),
			...lines,
		]);
}

function headLine(
	trial: TrialRecord,
	{table, state}: ScreenModel,
	references: readonly Reference[],
	{columns, glyphs}: {readonly columns: number; readonly glyphs: Glyphs},
): Line {
	const place = placeText(trial.trial, table);
	const best = table.ranking.best === trial.trial ? [run('  best', BEST)] : [];
	const tie = table.ranking.tied.has(trial.trial) ? [run('  = tied with the best', DIM)] : [];
	const diverged = table.ranking.diverged.has(trial.trial) ? [run(`  ${DIVERGED}`, WARNING)] : [];
	const at = trial.startedAt === undefined ? '' : `  ${trial.startedAt.slice(11, 19)} UTC`;
	const flags = flagsText(trial, state);
	return fitLine(
		[
			run(' '),
			...trialNameRuns(trial, glyphs, ACCENT_BOLD),
			run(trial.state === 'complete' ? '  complete' : ''),
			outside(
				flags === '' ? '' : `  ${flags}`,
				glyphs,
				trial.state === 'complete' ? WARNING : trial.why === undefined ? ACCENT : ERROR,
			),
			run(place === '' ? '' : `  ${place}`),
			...diverged,
			...best,
			...tie,
			run(trial.durationS === undefined ? '' : `  ${formatQuantity(trial.durationS, 's')}`),
			run(at, DIM),
			outside(trial.by === 'sampler' ? '' : `  by ${trial.by}`, glyphs, DIM),
			...referenceWords(references),
		],
		columns,
		glyphs,
	);
}

/**
 * Where a trial stands among those that are ranked: by its value, or over several objectives by its front. Empty for one
 * without a rank.
 */
export function placeText(trial: number, {ranking, leader}: ScreenModel['table']): string {
	const rank = ranking.rankOf(trial);
	if (rank === undefined) return '';
	if (ranking.ranked === 1) return 'the only one';
	if (ranking.best !== undefined) return `rank ${rank} of ${ranking.ranked}`;
	if (rank > 1) return `front ${rank}`;
	const isKnee = leader?.as === 'knee' && leader.trial === trial;
	return `${isKnee ? 'knee of' : 'on'} the front of ${ranking.pareto.length}`;
}

function whyLines(trial: TrialRecord, columns: number, glyphs: Glyphs): Picture {
	return trial.why === undefined ? [] : [fitLine([run(' '), outside(trial.why, glyphs, ERROR)], columns, glyphs)];
}

/** What a person wrote down about it. */
function noteLines({tags = [], note = ''}: TrialRecord, columns: number, glyphs: Glyphs): Picture {
	if (tags.length === 0 && note === '') return [];
	return [fitLine([run(' '), outside(tags.join(' '), glyphs, ACCENT), outside(`  ${note}`, glyphs)], columns, glyphs)];
}

function executionSection(trial: TrialRecord, state: ScreenModel['state'], columns: number, glyphs: Glyphs): Section {
	const units = new Map(state.sweep?.metrics.map(({name, unit}) => [name, unit ?? '']));
	return {
		title: 'executions',
		lines: trial.executions.map(execution => fitLine(executionLine(execution, units, glyphs), columns, glyphs)),
	};
}

function executionLine(execution: ExecutionState, units: ReadonlyMap<string, string>, glyphs: Glyphs): Line {
	const outcome = execution.outcome ?? 'running';
	const style = outcome === 'complete' ? undefined : outcome === 'running' ? ACCENT : ERROR;
	const metrics = Object.entries(execution.metrics ?? {})
		.map(([name, value]) => `${name} ${formatQuantity(decodeNumber(value), units.get(name) ?? '')}`)
		.join('  ');
	const ended = execution.durationS === undefined ? '' : formatSpan(execution.durationS * 1000);
	return [
		column(`  e${String(execution.execution).padStart(2, '0')}`, 6, 'start', glyphs),
		column(execution.role + (execution.superseded === true ? ' old' : ''), 11, 'start', glyphs, DIM),
		column(outcome, 10, 'start', glyphs, style),
		column(ended, 8, 'end', glyphs),
		outside(`  ${execution.why ?? metrics}`, glyphs, DIM),
	];
}
