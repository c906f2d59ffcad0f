import {counted} from '../source/domain/text/counted.ts';
import {unitOfFigure} from '../source/domain/ranking/figure.ts';
import {standingOf} from '../source/domain/trial/trial-standing.ts';
import {numberNamed} from '../source/domain/ranking/metric-value.ts';
import {isPowerEstimated} from '../source/domain/energy/power-estimate.ts';
import {orderChannels} from '../source/domain/signal/channel-order.ts';
import {unitOfChannel} from '../source/domain/signal/channel-unit.ts';
import {decodeNumber} from '../source/domain/number.ts';
import {formatValue} from '../source/domain/space.ts';
import {countFailed} from '../source/domain/trial/trial-counts.ts';
import {sourceName, type TrialRecord} from '../source/domain/trial.ts';
import {extremesBetween} from '../source/domain/signal/trace.ts';
import {type ViewId, viewRow} from '../source/domain/view/view-table.ts';
import {textOf} from '../source/plot/cells.ts';
import {sayDuration, sayQuantity} from '../source/plot/spoken.ts';
import {cellText} from '../source/plot/width.ts';
import {startOf} from '../source/store/progress.ts';
import type {ScreenModel} from '../source/store/screen-model.ts';
import type {Drawing, Size} from './context.ts';
import {drawFrame} from './frame.ts';
import {FOOT_ROWS, headRows, viewContext} from './layout.ts';
import {DIVERGED} from './panes/column-writer.ts';
import {infeasibleText} from './panes/header.ts';
import {placeText} from './panes/trial-figures.ts';
import {findView} from './views/registry.ts';

/** Rows of the leaderboard that are read. */
const READ_ROWS = 10;

/** The screen in sentences: what runs, the best trial, and what the view shows, values with their units in words. */
export function readScreen(model: ScreenModel, drawing: Drawing, size: Size): readonly string[] {
	const {ui} = model;
	const asked = ui.mode.kind === 'browse' || ui.mode.kind === 'replay' ? [] : overlayWords(model, drawing, size);
	const message = ui.message === undefined ? [] : [ui.message.text];
	return [
		...asked,
		...message,
		...linkSentence(model),
		stateSentence(model),
		...bestSentence(model),
		...viewSentences(model, drawing, size),
	].map(line => cellText(line, 'unicode'));
}

/** What keeps the screen from the sweep, or the sweep from its disk. */
function linkSentence({link}: ScreenModel): readonly string[] {
	if (link.kind === 'lost') return [`${link.why}: ${link.mend}.`];
	return link.kind === 'live' && link.trouble !== undefined ? [link.trouble] : [];
}

function stateSentence({state, progress}: ScreenModel): string {
	const name = state.sweep?.name ?? 'The sweep';
	const of = progress.total === undefined ? '' : ` of ${progress.atMost ? 'at most ' : ''}${progress.total}`;
	const isStopping = state.isStopping === true;
	const phase = isStopping
		? 'is stopping'
		: {empty: 'is starting', running: 'is running', paused: 'is paused', ended: 'has ended'}[state.phase];
	const left =
		progress.remainingMs === undefined || state.phase !== 'running' || isStopping
			? ''
			: `, about ${sayDuration(progress.remainingMs)} left`;
	const failures = countFailed(state);
	const failed = failures === 0 ? '' : `, ${failures} failed`;
	const guess = isPowerEstimated(state) ? ' by an estimate' : '';
	const cost = progress.energyJ === undefined ? '' : `, ${sayQuantity(progress.energyJ, 'J')} spent${guess}`;
	return `${name} ${phase}: ${progress.ended}${of} trials ended${failed}, after ${sayDuration(progress.elapsedMs)}${left}${cost}.`;
}

function bestSentence({state, table}: ScreenModel): readonly string[] {
	const {leader, ranking} = table;
	const trial = leader === undefined ? undefined : state.trials[leader.trial - 1];
	if (leader !== undefined && trial !== undefined) {
		const told = `trial ${sayTrial(trial)}: ${objectiveWords({state}, trial)}, with ${paramWords(trial)}.`;
		if (leader.as === 'best') return [`Best is ${told}`];
		const front = `${counted(ranking.pareto.length, 'trial')} ${ranking.pareto.length === 1 ? 'is' : 'are'} on the Pareto front`;
		return [leader.as === 'knee' ? `${front}, its knee is ${told}` : `${front}, the first is ${told}`];
	}
	const infeasible = infeasibleText({state, table});
	if (infeasible === undefined) return ['No trial has a result yet.'];
	return [`${infeasible.slice(0, 1).toUpperCase()}${infeasible.slice(1)}.`];
}

/** `3`, or `3 (source 2)`. */
function sayTrial(trial: TrialRecord): string {
	const source = sourceName(trial);
	return source === undefined ? String(trial.trial) : `${trial.trial} (source ${source})`;
}

function objectiveWords({state}: Pick<ScreenModel, 'state'>, trial: TrialRecord): string {
	return (state.sweep?.objectives ?? [])
		.map(({metric}) => {
			return `${metric} ${sayQuantity(numberNamed(trial, metric), unitOfFigure(state.sweep, metric))}`;
		})
		.join(', ');
}

function paramWords(trial: TrialRecord): string {
	return Object.entries(trial.params)
		.map(([name, value]) => `${name} ${formatValue(value)}`)
		.join(', ');
}

function viewSentences(model: ScreenModel, drawing: Drawing, size: Size): readonly string[] {
	const {view} = model.ui;
	const row = viewRow(view);
	const read = READERS.get(view);
	if (read !== undefined) return [`View ${row.title}.`, ...read(model)];
	if (row.moves === 'lines') return [`View ${row.title}.`, ...wordsOf(model, drawing, size)];
	// A plot is a picture: what it is of, and the trial under its cursor.
	return [`View ${row.title}: ${row.describe}.`, ...trialSentences(model)];
}

/** Views whose values have sentences of their own. */
const READERS: ReadonlyMap<ViewId, (model: ScreenModel) => readonly string[]> = new Map([
	['overview', model => [...signalSentences(model), ...runningSentences(model)]],
	['leaderboard', tableSentences],
	['trial', trialSentences],
	['probes', channelSentences],
]);

function signalSentences({signals, samples}: ScreenModel): readonly string[] {
	const {chief, further, missing} = signals;
	const values = [...chief, ...further].flatMap(({label, unit, estimate, source}) => {
		if (source.kind === 'durations') return [];
		const guess = estimate ? ', an estimate' : '';
		return [`${label} ${sayQuantity(samples.latest(source.channel)?.value, unit)}${guess}.`];
	});
	return missing.length === 0 ? values : [...values, `No source: ${missing.join(', ')}.`];
}

function runningSentences({progress, nowMonoMs}: ScreenModel): readonly string[] {
	return progress.running.map(trial => {
		const step = trial.preparing === undefined ? '' : ` ${trial.preparing.step}`;
		const hasBegun = step !== '' || trial.executions.length > 0;
		const age = hasBegun ? ` for ${sayDuration(nowMonoMs - startOf(trial))}` : '';
		return `Trial ${sayTrial(trial)} runs${step}${age}: ${paramWords(trial)}.`;
	});
}

function tableSentences({state, table, cursorRow}: ScreenModel): readonly string[] {
	const first = Math.max(0, cursorRow - READ_ROWS + 1);
	const numbers = Array.from(
		{length: Math.min(READ_ROWS, table.order.length - first)},
		(_, at) => table.order[first + at] ?? 0,
	);
	const rows = numbers.flatMap((number, index) => {
		const trial = state.trials[number - 1];
		if (trial === undefined) return [];
		const place = table.ranking.diverged.has(number) ? DIVERGED : placeText(number, table);
		const at = first + index === cursorRow ? 'Cursor on trial' : 'Trial';
		const value = trial.state === 'complete' ? objectiveWords({state}, trial) : standingOf(trial, state);
		return [`${at} ${number}${place === '' ? '' : `, ${place}`}: ${value}, ${paramWords(trial)}.`];
	});
	return rows.length === 0 ? ['No trial is in the table.'] : rows;
}

function trialSentences({state, selected}: ScreenModel): readonly string[] {
	if (selected === undefined) return ['No trial is selected.'];
	const metrics = Object.entries(selected.metrics).map(([name, value]) => {
		return `${name} ${sayQuantity(decodeNumber(value), unitOfFigure(state.sweep, name))}.`;
	});
	const flags = selected.flags.length === 0 ? [] : [`Flags: ${selected.flags.join(', ')}.`];
	const why = selected.why === undefined ? '' : `, ${selected.why}`;
	const duration = selected.durationS === undefined ? '' : `, took ${sayDuration(selected.durationS * 1000)}`;
	return [
		`Trial ${selected.trial} ${standingOf(selected, state)}${why}${duration}: ${paramWords(selected)}.`,
		...metrics,
		...flags,
	];
}

function channelSentences({state, samples, ui}: ScreenModel): readonly string[] {
	const {span} = samples;
	if (span === undefined) return ['No sample yet.'];
	const {fromMs, toMs} = ui.time.window ?? {fromMs: span.firstMs, toMs: span.lastMs};
	return orderChannels(samples.channels).map(channel => {
		const unit = unitOfChannel(state, channel);
		const trace = samples.trace(channel);
		const found = trace === undefined ? undefined : extremesBetween(trace, fromMs, toMs);
		if (found === undefined) return `${channel}: no sample.`;
		const figures = [
			`lowest ${sayQuantity(found.low, unit)}`,
			`mean ${sayQuantity(found.mean, unit)}`,
			`highest ${sayQuantity(found.high, unit)}`,
		];
		return `${channel} ${sayQuantity(samples.latest(channel)?.value, unit)}, ${figures.join(', ')}.`;
	});
}

/** The lines of a view that is text, without what is drawn: rules, bars, dots, marks of the cursor. */
function wordsOf(model: ScreenModel, drawing: Drawing, size: Size): readonly string[] {
	const picture = findView(model.ui.view).draw(viewContext(model, drawing, size));
	return picture.map(line => spokenText(textOf(line))).filter(text => text !== '');
}

/** What is asked, typed or listed: the lines that lie over the view, and the foot. */
function overlayWords(model: ScreenModel, drawing: Drawing, size: Size): readonly string[] {
	const frame = drawFrame(model, drawing, size).map(line => spokenText(textOf(line)));
	const {mode} = model.ui;
	const hasList = mode.kind === 'palette' || mode.kind === 'pick' || mode.kind === 'page';
	const from = hasList ? headRows(model, size) : size.rows - FOOT_ROWS;
	return frame.slice(from).filter(text => text !== '');
}

function spokenText(text: string): string {
	return text
		.replaceAll(/[\u2500-\u25FF\u2800-\u28FF]+/g, ' ')
		.replaceAll(/\s+/g, ' ')
		.trim();
}
