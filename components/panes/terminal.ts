import {fillCommand} from '../../source/domain/text/command-line.ts';
import {PROGRAM_TERMINAL, type TerminalRun, type TerminalScreen} from '../../source/domain/protocol.ts';
import {dropUnsafe} from '../../source/domain/text/safe-text.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {standingOf} from '../../source/domain/trial/trial-standing.ts';
import {type ExecutionState, isTerminal, type TrialRecord} from '../../source/domain/trial.ts';
import type {Glyphs, Line, Picture, Run} from '../../source/plot/cells.ts';
import {cellText} from '../../source/plot/width.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import type {Drawing} from '../context.ts';
import {fitPicture, gap, outside, rule, run} from '../lines.ts';
import {ACCENT, ACCENT_BOLD, DIM, WARNING} from '../style.ts';
import {trialNameRuns} from './trial-name.ts';
import {formatClock, formatSpan} from '../units.ts';
import {paramsText} from './header.ts';

/** The terminal of the watched trial under a rule that says whose it is. Takes `rows` lines with the rule. */
export function drawTerminal(model: ScreenModel, {glyphs}: Drawing, columns: number, rows: number): Picture {
	const trial = watchedTrial(model);
	const style = model.ui.focus === 'side' ? ACCENT : DIM;
	const heading = rule(headingRuns(model, trial, glyphs), columns, glyphs, style, inputRuns(model, trial));
	const content = screenRows(model, trial, glyphs, rows - 1);
	return fitPicture([heading, ...content], columns, rows, glyphs);
}

/** What a program that reads its input gets: nothing, until somebody types into its terminal, who can from here. */
function inputRuns({link, ui, terminal}: ScreenModel, trial: TrialRecord | undefined): Line {
	const isRunning = trial?.state === 'running' && trial.executions.at(-1)?.outcome === undefined;
	const mayType = link.kind === 'live' && link.role === 'control' && ui.mode.kind !== 'attach';
	return isRunning && mayType && terminal !== undefined
		? [run('no input until ', DIM), run('a'), run(' types', DIM)]
		: [];
}

/** The trial whose terminal is shown or asked for. */
export function watchedTrial({state, terminal, watch}: ScreenModel): TrialRecord | undefined {
	const number = terminal?.trial ?? watch ?? undefined;
	return number === undefined ? undefined : state.trials[number - 1];
}

function headingRuns(model: ScreenModel, trial: TrialRecord | undefined, glyphs: Glyphs): Line {
	if (trial === undefined && showsProgram(model)) return programHeading(model, glyphs);
	if (trial === undefined)
		return [run(model.state.phase === 'ended' ? 'no trial runs any more' : 'no trial runs', DIM)];
	const attached = model.ui.mode.kind === 'attach' ? [run(' keys go to it', WARNING)] : [];
	const clock = executionClock(model, trial);
	const dash = glyphs === 'ascii' ? ' -- ' : ' ── ';
	return [
		...trialNameRuns(trial, glyphs, ACCENT_BOLD),
		outside(` ${paramsText(model.state, trial, glyphs)}`, glyphs),
		...(clock === '' ? [] : [run(dash, DIM), run(clock)]),
		...attached,
	];
}

/** Whether the terminal on view is that of a watched program, and it runs. */
export function showsProgram({state, terminal, watch}: ScreenModel): boolean {
	return (terminal?.trial ?? watch) === PROGRAM_TERMINAL && state.phase === 'running';
}

function programHeading({state, ui}: ScreenModel, glyphs: Glyphs): Line {
	const attached = ui.mode.kind === 'attach' ? [run(' keys go to it', WARNING)] : [];
	const command = state.sweep === undefined ? '' : fillCommand(state.sweep, {}).join(' ');
	return [run('program', ACCENT_BOLD), outside(` ${command}`, glyphs), ...attached];
}

/** `0:02 of ~0:03` for a running execution, `setup 0:12` for what is run before it, its outcome for one that ended. */
function executionClock({progress, nowMonoMs, state}: ScreenModel, trial: TrialRecord): string {
	const {preparing} = trial;
	if (preparing !== undefined) return `${preparing.step} ${formatClock(nowMonoMs - preparing.sinceMonoMs)}`;
	const execution = trial.executions.at(-1);
	if (execution === undefined) return trial.state;
	if (execution.outcome !== undefined) {
		const standing = standingOf(trial, state);
		return standing === 'running' ? 'between executions' : standing;
	}
	const repeats = (state.sweep?.run.repeats ?? 1) > 1 ? `${placeInRole(trial, state)}  ` : '';
	const age = formatClock(nowMonoMs - execution.startedMonoMs);
	return progress.executionMs === undefined
		? `${repeats}${age}`
		: `${repeats}${age} of ~${formatSpan(progress.executionMs, 2)}`;
}

/** `measured 2/3`: the latest execution among those that count for the same, and how many are planned. */
function placeInRole({executions}: TrialRecord, {sweep}: SweepState): string {
	const role = executions.at(-1)?.role;
	if (role === undefined) return '';
	const counts = ({outcome}: ExecutionState): boolean => outcome === undefined || outcome === 'complete';
	const place = executions.filter(run => run.role === role && run.superseded !== true && counts(run)).length;
	const {repeats = 1, discardFirst = 0, warmup = 0} = sweep?.run ?? {};
	const planned = {warmup, discarded: discardFirst, measured: repeats - discardFirst, anchor: repeats}[role];
	return `${role} ${place}/${Math.max(place, planned)}`;
}

function screenRows(model: ScreenModel, trial: TrialRecord | undefined, glyphs: Glyphs, rows: number): Picture {
	const {terminal, state} = model;
	if (rows <= 0) return [];
	if (terminal !== undefined && terminal.trial === (trial?.trial ?? PROGRAM_TERMINAL)) {
		return terminalLines(terminal, glyphs, rows);
	}
	const hint = model.link.kind === 'lost' ? '' : model.ui.mode.kind === 'replay' ? NO_PAST : emptyHint(state, trial);
	return hint === '' ? [] : [[run(`   ${hint}`, DIM)]];
}

/** Said in a replay, where no output is on its way. */
const NO_PAST = 'no terminal is kept for a replay; w goes back, 3 shows the output of a trial';

/** What an empty terminal waits for. */
function emptyHint({phase, sweep}: SweepState, trial: TrialRecord | undefined): string {
	if (sweep?.watched?.follows === true)
		return phase === 'ended' ? '' : 'another program runs it: what that prints is not seen';
	if (trial !== undefined && !isTerminal(trial.state)) return 'waiting for its first output';
	if (phase === 'ended') return '';
	return phase === 'paused' ? 'the sweep is paused: p goes on' : 'the output of a running trial stands here';
}

/** The last `rows` rows up to the last one that holds anything, in the program's own colours. */
export function terminalLines(screen: TerminalScreen, glyphs: Glyphs, rows: number): Picture {
	const last = screen.rows.findLastIndex(row => row.some(({text}) => text.trim() !== ''));
	const first = Math.max(0, last + 1 - rows);
	return screen.rows
		.slice(first, last + 1)
		.map((row): Line => [gap(1), ...row.map(cells => programRun(cells, glyphs))]);
}

function programRun({text, sgr}: TerminalRun, glyphs: Glyphs): Run {
	const safe = glyphs === 'ascii' ? cellText(asciiDrawing(dropUnsafe(text)), glyphs) : dropUnsafe(text);
	return sgr === undefined || sgr === '' ? {text: safe} : {text: safe, style: {sgr}};
}

/** Progress bars and frames of a program by their likeness in ASCII. */
export function asciiDrawing(text: string): string {
	return text
		.replaceAll(/[\u2588-\u258f\u2590-\u259f\u2580-\u2587\u25a0\u2501]/g, '#')
		.replaceAll(/[\u2500\u2504\u2508\u2550\u2574\u2576]/g, '-')
		.replaceAll(/[\u2502\u2503\u2551]/g, '|')
		.replaceAll(/[\u250c-\u254b\u2552-\u256c]/g, '+');
}
