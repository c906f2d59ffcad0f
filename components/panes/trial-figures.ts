import {formatScalar} from '../../source/domain/space.ts';
import type {ExecutionState, TrialRecord} from '../../source/domain/trial.ts';
import type {Glyphs, Line, Picture} from '../../source/plot/cells.ts';
import {formatQuantity} from '../../source/plot/quantity.ts';
import {renderSparkline} from '../../source/plot/sparkline.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import type {Drawing} from '../context.ts';
import {beside, column, fitLine, fitPicture, fitRows, outside, run} from '../lines.ts';
import {ACCENT, ACCENT_BOLD, BEST, DIM, ERROR, WARNING} from '../style.ts';
import {formatClock} from '../units.ts';
import {flagsText} from './table-layout.ts';
import {metricLines, parameterLines, telemetryLines} from './trial-values.ts';

/** A heading with its lines. */
type Section = {readonly title: string; readonly lines: Picture};

/** Everything that is known of one trial, in two columns where there is room. Takes exactly `rows` lines. */
export function drawTrialFigures(model: ScreenModel, {glyphs}: Drawing, columns: number, rows: number): Picture {
	const trial = model.selected;
	if (trial === undefined)
		return fitPicture([[run(' no trial yet: the first one will stand here', DIM)]], columns, rows, glyphs);
	const head = [headLine(trial, model, columns, glyphs), ...whyLines(trial, columns, glyphs)];
	const two = columns >= 72;
	const width = two ? Math.floor((columns - 2) / 2) : columns;
	const rightWidth = two ? columns - 2 - width : columns;
	const left: readonly Section[] = [
		{title: 'parameters', lines: parameterLines(trial, width, glyphs)},
		{title: 'metrics', lines: metricLines(model.state, trial, width, glyphs)},
	];
	const cost: Section = {title: 'telemetry', lines: telemetryLines(model.state, trial, rightWidth, glyphs)};
	const running = cost.lines.length === 0 && two;
	const right = running ? [signalSection(model, trial, rightWidth, glyphs)] : [cost];
	const below = [
		...(running ? [] : [signalSection(model, trial, columns, glyphs)]),
		curveSection(trial, columns, glyphs),
		executionSection(trial, columns, glyphs),
	];
	const [one, other] = [stack(left, width, glyphs), stack(right, rightWidth, glyphs)];
	const height = Math.max(one.length, other.length);
	const figures = two
		? beside([fitRows(one, width, height), fitRows(other, rightWidth, height)], height, 2)
		: [...one, ...other];
	const lines = [...head, ...figures, ...stack(below, columns, glyphs)];
	return fitRows(lines, columns, rows);
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

function headLine(trial: TrialRecord, {table, state}: ScreenModel, columns: number, glyphs: Glyphs): Line {
	const rank = table.ranking.rankOf(trial.trial);
	const place =
		rank === undefined ? '' : state.counts.complete > 1 ? `rank ${rank} of ${state.counts.complete}` : 'the only one';
	const best = table.ranking.best === trial.trial ? [run('  best', BEST)] : [];
	const tie = table.ranking.tied.has(trial.trial) ? [run('  = tied with the best', DIM)] : [];
	const at = trial.startedAt === undefined ? '' : `  ${trial.startedAt.slice(11, 19)} UTC`;
	const flags = flagsText(trial);
	return fitLine(
		[
			run(` #${trial.trial}`, ACCENT_BOLD),
			run(`  ${trial.state === 'complete' ? 'complete' : ''}`),
			outside(flags, glyphs, trial.state === 'complete' ? WARNING : trial.why === undefined ? ACCENT : ERROR),
			run(place === '' ? '' : `  ${place}`),
			...best,
			...tie,
			run(trial.durationS === undefined ? '' : `  ${formatQuantity(trial.durationS, 's')}`),
			run(at, DIM),
			outside(trial.by === 'sampler' ? '' : `  by ${trial.by}`, glyphs, DIM),
		],
		columns,
		glyphs,
	);
}

function whyLines(trial: TrialRecord, columns: number, glyphs: Glyphs): Picture {
	return trial.why === undefined ? [] : [fitLine([run(' '), outside(trial.why, glyphs, ERROR)], columns, glyphs)];
}

/** Live samples during the latest execution, as far as they are still kept. */
function signalSection(
	{samples, signals, nowMonoMs}: ScreenModel,
	trial: TrialRecord,
	columns: number,
	glyphs: Glyphs,
): Section {
	const execution = trial.executions.at(-1);
	if (execution === undefined) return {title: '', lines: []};
	const to = execution.durationS === undefined ? nowMonoMs : execution.startedMonoMs + execution.durationS * 1000;
	const lines = signals.slice(0, 4).flatMap(({label, unit, source}): Picture => {
		if (source.kind !== 'channel') return [];
		const values = samples.between(source.channel, execution.startedMonoMs, to).map(sample => sample.value);
		if (values.length < 2) return [];
		const range = `${formatQuantity(Math.min(...values), unit)} to ${formatQuantity(Math.max(...values), unit)}`;
		const spark = renderSparkline(values.slice(-60), {
			columns: Math.min(60, values.length, Math.max(0, columns - 36)),
			glyphs,
			style: {foreground: {kind: 'role', role: 'series', index: 0}},
		});
		return [
			fitLine(
				[column(`  ${label}`, 11, 'start', glyphs, DIM), ...spark, outside(`  ${range}`, glyphs, DIM)],
				columns,
				glyphs,
			),
		];
	});
	return {title: 'during its last execution', lines};
}

function curveSection(trial: TrialRecord, columns: number, glyphs: Glyphs): Section {
	const lines = Object.entries(trial.curves).map(([name, points]) => {
		const last = points.at(-1);
		const width = Math.max(0, Math.min(60, columns - 44));
		const spark = renderSparkline(
			points.slice(-width).map(point => point.value),
			{columns: Math.min(width, points.length), glyphs, style: {foreground: {kind: 'role', role: 'series', index: 1}}},
		);
		const text =
			last === undefined ? '' : `  ${formatQuantity(last.value)} at step ${last.step}, ${points.length} points`;
		return fitLine([column(`  ${name}`, 14, 'start', glyphs, DIM), ...spark, run(text, DIM)], columns, glyphs);
	});
	return {title: 'curves', lines};
}

function executionSection(trial: TrialRecord, columns: number, glyphs: Glyphs): Section {
	return {
		title: 'executions',
		lines: trial.executions.map(execution => fitLine(executionLine(execution, glyphs), columns, glyphs)),
	};
}

function executionLine(execution: ExecutionState, glyphs: Glyphs): Line {
	const outcome = execution.outcome ?? 'running';
	const style = outcome === 'complete' ? undefined : outcome === 'running' ? ACCENT : ERROR;
	const metrics = Object.entries(execution.metrics ?? {})
		.map(([name, value]) => `${name}=${formatScalar(value)}`)
		.join(' ');
	const ended = execution.durationS === undefined ? '' : formatClock(execution.durationS * 1000);
	return [
		column(`  e${String(execution.execution).padStart(2, '0')}`, 6, 'start', glyphs),
		column(execution.role + (execution.superseded === true ? ' old' : ''), 11, 'start', glyphs, DIM),
		column(outcome, 10, 'start', glyphs, style),
		column(ended, 7, 'end', glyphs),
		outside(`  ${execution.why ?? metrics}`, glyphs, DIM),
	];
}
