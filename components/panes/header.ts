import {saysGrid} from '../../source/domain/space/auto-sampler.ts';
import {counted} from '../../source/domain/text/counted.ts';
import {assertNever} from '../../source/domain/errors.ts';
import {unitOfFigure} from '../../source/domain/ranking/figure.ts';
import type {Leader} from '../../source/domain/ranking/leader.ts';
import {inChosenUnit} from '../../source/domain/settings.ts';
import {formatShortValue, type ParameterValue} from '../../source/domain/space.ts';
import {isQueuedAfterEnd} from '../../source/domain/sweep/sweep-end.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {countFailed} from '../../source/domain/trial/trial-counts.ts';
import type {TrialRecord} from '../../source/domain/trial.ts';
import type {Glyphs, Line, Run} from '../../source/plot/cells.ts';
import {renderGauge} from '../../source/plot/gauge.ts';
import {widthOfRuns} from '../../source/plot/legend.ts';
import {formatQuantity} from '../../source/plot/quantity.ts';
import {coarseDuration} from '../../source/plot/time-axis.ts';
import {createEstimateTest} from '../../source/store/estimates.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import type {Drawing} from '../context.ts';
import {fitLine, outside, run, spread} from '../lines.ts';
import {figureText} from './figure-text.ts';
import {trialNameRuns} from './trial-name.ts';
import {ACCENT, BEST, BOLD, DIM, ERROR, WARNING} from '../style.ts';
import {formatClock} from '../units.ts';

/** The first line: what runs, how far it is, when it ends. */
export function drawTitle(model: ScreenModel, {glyphs}: Pick<Drawing, 'glyphs'>, columns: number): Line {
	const {state, progress} = model;
	const name = outside(state.sweep?.name ?? 'sweeptop', glyphs, BOLD);
	const dot = run(glyphs === 'ascii' ? ' - ' : ' · ', DIM);
	const count =
		progress.total === undefined
			? `${progress.ended}`
			: `${progress.ended}/${progress.atMost ? '<=' : ''}${progress.total}`;
	// A grid is a grid, whoever chose it.
	const chooser = saysGrid(progress.sampler) ? 'grid' : progress.sampler;
	const sampler = chooser === '' ? [] : [outside(chooser, glyphs, DIM), run(' ')];
	const left: Line = [run(' '), name, run('  '), ...phaseRuns(model, glyphs), dot, ...sampler, run(count), run(' ')];
	const right: Line = [run(timeText(model)), outside(energyText(model, glyphs), glyphs), run(' ')];
	const room = columns - lengthOf(left) - lengthOf(right) - 1;
	const done = progress.total === undefined || progress.total === 0 ? Number.NaN : progress.ended / progress.total;
	if (room < 14 || Number.isNaN(done) || state.phase === 'ended') return spread(left, right, columns, glyphs);
	const gauge = renderGauge(done, {
		columns: Math.min(room - 1, 34),
		glyphs,
		label: `${Math.floor(done * 100)} %`,
		labelColumns: 5,
		style: ACCENT,
	});
	return spread([...left, ...gauge], right, columns, glyphs);
}

function lengthOf(line: Line): number {
	return line.reduce((sum, {text}) => sum + text.length, 0);
}

/** The state of the sweep in a word; then of the line to it, where that is not as it should be. */
function phaseRuns({state, link, ui, progress, nowMonoMs}: ScreenModel, glyphs: Glyphs): readonly Run[] {
	const frozen = [
		...(ui.mode.kind === 'replay' ? [run(' replay', WARNING)] : []),
		...(ui.frozen ? [run(' frozen', WARNING)] : []),
	];
	const trouble =
		link.kind === 'live' && link.trouble !== undefined ? [outside(` ${link.trouble}`, glyphs, ERROR)] : [];
	const connecting = link.kind === 'connecting' && state.phase !== 'empty' ? [run(' connecting', WARNING)] : [];
	const extra = [...frozen, ...trouble, ...connecting];
	if (link.kind === 'lost') return [outside(link.why, glyphs, ERROR), ...extra];
	if (link.kind === 'file' && link.read !== undefined)
		return [run(`reading ${Math.floor(link.read * 100)} %`, WARNING), ...extra];
	if (link.kind === 'file' && link.engine === 'gone' && state.phase !== 'ended')
		return [run('interrupted', WARNING), ...extra];
	if (state.isStopping === true) return [run('stopping', WARNING), ...extra];
	switch (state.phase) {
		case 'empty':
			return [run(link.kind === 'connecting' ? 'connecting' : 'starting', WARNING), ...extra];
		case 'running':
			return [...(waitRuns(state, nowMonoMs, glyphs) ?? [run('running', ACCENT)]), ...extra];
		case 'paused':
			return [run('paused', WARNING), ...extra];
		case 'ended': {
			const whole = progress.total !== undefined && progress.ended >= progress.total;
			if (whole && state.counts.complete > 0) return [run('complete', ACCENT), ...extra];
			if (progress.ended > 0 && state.counts.complete === 0) return [run('no trial completed', ERROR), ...extra];
			return [run('ended', WARNING), outside(endText(state), glyphs), ...extra];
		}
		default:
			return assertNever(state.phase);
	}
}

/** Why it ended, or what of it was queued since. */
function endText({endedWhy, counts}: SweepState): string {
	if (endedWhy === undefined) return '';
	return isQueuedAfterEnd(endedWhy)
		? `, ${counts.queued} queued: resume runs ${counts.queued === 1 ? 'it' : 'them'}`
		: ` ${endedWhy}`;
}

/** While nothing but a gate holds the sweep up: what for, and when the trial starts at the latest. */
function waitRuns(
	{counts, trials, lastTrial, sweep}: SweepState,
	nowMonoMs: number,
	glyphs: Glyphs,
): readonly Run[] | undefined {
	const gate = trials[lastTrial - 1]?.gate;
	if (counts.waiting === 0 || counts.running > 0 || gate === undefined || sweep === undefined) return undefined;
	const leftMs = Math.max(0, gate.sinceMonoMs + sweep.gate.timeoutMs - nowMonoMs);
	return [run('cooling', WARNING), outside(` ${gate.why}, at most ${formatClock(leftMs)}`, glyphs)];
}

function timeText({state, progress, link}: ScreenModel): string {
	const elapsed = formatClock(progress.elapsedMs);
	if (state.isStopping === true) return elapsed;
	if (state.phase === 'ended' || progress.remainingMs === undefined || link.kind === 'file' || link.kind === 'lost')
		return elapsed;
	if (state.phase === 'paused') return `${elapsed}   ${coarseDuration(progress.remainingMs)} of work left`;
	return `${elapsed}   ${coarseDuration(progress.remainingMs)} left`;
}

/** What an ended sweep cost, where the line of the best trial does not say it. */
function energyText({state, progress, ui}: ScreenModel, glyphs: Glyphs): string {
	if (state.phase !== 'ended' || progress.energyJ === undefined || ui.view === 'overview') return '';
	return `${glyphs === 'ascii' ? ' - ' : ' · '}${spentText(state, progress.energyJ, ui)}`;
}

function spentText(state: SweepState, energyJ: number, {settings}: ScreenModel['ui']): string {
	const {value, unit} = inChosenUnit(energyJ, 'J', settings);
	return `${formatQuantity(value, unit)}${createEstimateTest(state)('energy_j') ? ' est' : ''}`;
}

/** What the trial of the second line is; of a front without a knee it is merely the first. */
const LEADS: Readonly<Record<Leader['as'], string>> = {best: ' best ', knee: ' knee ', front: ' first '};

/** The second line: the best trial, its values and what it cost. */
export function drawBest(model: ScreenModel, {glyphs}: Drawing, columns: number): Line {
	const {state, table, progress, link} = model;
	if (link.kind === 'lost') return fitLine([run(' '), outside(link.mend, glyphs, ERROR)], columns, glyphs);
	const costs = costsOf(model, glyphs);
	const {leader} = table;
	const trial = leader === undefined ? undefined : state.trials[leader.trial - 1];
	if (leader === undefined || trial === undefined)
		return spread([run(' '), outside(waitingText(model), glyphs, DIM)], costLine(costs), columns, glyphs);
	const params: Line = [run('   '), outside(paramsText(state, trial, glyphs), glyphs, DIM)];
	const valuesWith = (isNamed: boolean, words: string): Line => [
		run(LEADS[leader.as], DIM),
		...trialNameRuns(trial, glyphs, BEST),
		run(words, DIM),
		run('  '),
		...objectiveRuns(model, trial, isNamed, glyphs),
	];
	const front = leader.as === 'best' ? '' : ` of ${table.ranking.pareto.length} on the front`;
	const [named, plain, bare] = [valuesWith(true, front), valuesWith(false, front), valuesWith(false, '')];
	const forms = [
		{whole: [...named, ...params]},
		// Where the name would cut the point of the trial the unit has to say it.
		{whole: [...plain, ...params]},
		...[named, plain, bare].map(values => ({whole: values, tail: params})),
	];
	if (progress.ended === 0) return fitLine([...named, ...params], columns, glyphs);
	const {left, kept} = fitValues(forms, costs, columns);
	return spread(left, costLine(kept), columns, glyphs);
}

/** A way to write the best trial: what is to be seen of it whole, and what may be cut behind that. */
type BestForm = {readonly whole: Line; readonly tail?: Line};

/** Columns that a point takes at least, with the blanks before it and those behind. */
const LEAST_POINT = 9;

/** The first form that has room; where none has any, costs give way, those that matter least first. */
function fitValues(
	forms: readonly BestForm[],
	costs: readonly Cost[],
	columns: number,
): {readonly left: Line; readonly kept: readonly Cost[]} {
	const found = forms.find(({whole}) => widthOfRuns(whole) + widthOfRuns(costLine(costs)) < columns);
	const {whole = [], tail = []} = found ?? forms.at(-1) ?? {};
	const roomOfTail = columns - widthOfRuns(whole) - widthOfRuns(costLine(costs));
	// Behind the cut of a point of which nothing is seen the last value would be cut, too.
	if (found !== undefined || costs.length === 0)
		return {left: roomOfTail < LEAST_POINT ? whole : [...whole, ...tail], kept: costs};
	const least = Math.min(...costs.map(({weight}) => weight));
	return fitValues(
		forms,
		costs.filter(({weight}) => weight !== least),
		columns,
	);
}

function objectiveRuns({state}: ScreenModel, trial: TrialRecord, isNamed: boolean, glyphs: Glyphs): Line {
	const objectives = state.sweep?.objectives ?? [];
	const isEstimate = createEstimateTest(state);
	return objectives.flatMap(({metric}, index) => {
		const unit = unitOfFigure(state.sweep, metric);
		const value = figureText(state, trial, metric);
		const estimate = isEstimate(metric) ? ' est' : '';
		const isClear = unit === metric || (!isNamed && unit !== '' && objectives.length === 1);
		const named = isClear ? value : `${metric} ${value}`;
		return [outside(index === 0 ? '' : ' · ', glyphs), outside(named, glyphs, BEST), run(estimate, WARNING)];
	});
}

/** The parameters that vary with their values, in the order of the sweep file. */
export function varyingParams({sweep}: SweepState, trial: TrialRecord): readonly (readonly [string, ParameterValue])[] {
	const constant = new Set(
		(sweep?.space.parameters ?? []).flatMap(({name, domain}) => (domain.kind === 'constant' ? [name] : [])),
	);
	return Object.entries(trial.params).filter(([name]) => !constant.has(name));
}

/** Values of the parameters that vary, in the order of the sweep file. */
export function paramsText(state: SweepState, trial: TrialRecord, glyphs: Glyphs): string {
	return varyingParams(state, trial)
		.map(([, value]) => formatShortValue(value))
		.join(glyphs === 'ascii' ? ' / ' : ' · ');
}

/** Why complete trials give no best one: each breaks a constraint. Undefined where none does, or another does not. */
export function infeasibleText({state, table}: Pick<ScreenModel, 'state' | 'table'>): string | undefined {
	const {infeasible} = table;
	if (infeasible === 0) return undefined;
	const constraints = state.sweep?.constraints ?? [];
	const broken = constraints.length === 1 ? constraints[0] : `one of ${constraints.length} constraints`;
	const yet = state.phase === 'ended' ? '' : ' yet';
	return `no feasible trial${yet}: ${infeasible} ${infeasible === 1 ? 'breaks' : 'break'} ${broken}`;
}

function waitingText(model: ScreenModel): string {
	const {state, progress} = model;
	if (state.phase === 'empty') return 'waiting for the engine';
	const infeasible = infeasibleText(model);
	if (infeasible !== undefined) return infeasible;
	if (state.phase === 'ended') {
		if (progress.ended === 0) return 'no trial was run';
		if (state.sweep?.objectives.length === 0)
			return 'no objective is known: --minimize METRIC or --maximize METRIC names it';
		return `no trial has a result${lastReason(state)}`;
	}
	if (progress.ended > 0) {
		return `no result yet: ${counted(progress.ended, 'trial')} ended without one${lastReason(state)}`;
	}
	return progress.running.length > 0 ? 'the first trial runs; the best one will stand here' : 'no trial runs yet';
}

/** Why the latest trial without a result has none. */
function lastReason({trials}: SweepState): string {
	const why = trials.findLast(trial => trial?.why !== undefined)?.why;
	return why === undefined ? '' : `: ${why}`;
}

/** What a sweep has cost or lost; the heavier stays where there is not room for all. */
type Cost = {readonly run: Run; readonly weight: number};

function costLine(costs: readonly Cost[]): Line {
	return [...costs.flatMap((cost, index) => (index === 0 ? [cost.run] : [run('  '), cost.run])), run(' ')];
}

/** Energy, ties, flagged, failed, killed, diverged and pruned trials: only what there is. */
function costsOf({state, table, progress, ui}: ScreenModel, glyphs: Glyphs): readonly Cost[] {
	const {killed, pruned} = state.counts;
	const {tied, diverged} = table.ranking;
	const failed = countFailed(state);
	const spent = progress.energyJ === undefined ? '' : `${spentText(state, progress.energyJ, ui)} spent`;
	const costs: readonly (Cost & {readonly isThere: boolean})[] = [
		{run: outside(spent, glyphs), weight: 5, isThere: spent !== ''},
		{run: run(counted(tied.size, 'tie')), weight: 2, isThere: tied.size > 0},
		{run: run(`${failed} failed`, ERROR), weight: 7, isThere: failed > 0},
		// Somebody wanted these.
		{run: run(`${killed} killed`, WARNING), weight: 3, isThere: killed > 0},
		{run: run(`${diverged.size} diverged`, WARNING), weight: 6, isThere: diverged.size > 0},
		{run: run(`${pruned} pruned`, DIM), weight: 1, isThere: pruned > 0},
		{
			run: run(`${progress.flagged} ${glyphs === 'ascii' ? 'flagged' : '⚠'}`, WARNING),
			weight: 4,
			isThere: progress.flagged > 0,
		},
	];
	return costs.filter(({isThere}) => isThere);
}
