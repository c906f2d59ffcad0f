import {hasCommand} from '../../source/domain/sweep/has-command.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {hasResult, isTerminal, type TrialState} from '../../source/domain/trial.ts';
import type {Glyphs, Line, Picture} from '../../source/plot/cells.ts';
import {cellText, expandTabs} from '../../source/plot/width.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import type {Drawing} from '../context.ts';
import {fitLine, fitRows, outside, rule, run} from '../lines.ts';
import {ACCENT, ACCENT_BOLD, DIM, ERROR, WARNING} from '../style.ts';
import {trialNameRuns} from './trial-name.ts';
import {asciiDrawing, terminalLines} from './terminal.ts';

const NOT_KEPT = ' its output was not kept';

/** Lines of the selected trial's output: its live terminal, or the log of its last execution. */
export function outputLines({selected, terminal, ui, state: {sweep}}: ScreenModel, glyphs: Glyphs): Picture {
	if (selected === undefined) return [[run(' no trial yet', DIM)]];
	if (terminal !== undefined && terminal.trial === selected.trial && selected.state === 'running') {
		return terminalLines(terminal, glyphs, terminal.rows.length);
	}
	if (selected.executions.length === 0) return [[run(withoutExecution(selected.state, sweep), DIM)]];
	if (ui.output?.trial !== selected.trial) return [[run(' reading its output', DIM)]];
	if (ui.output.lines === undefined) return [[run(NOT_KEPT, DIM)]];
	// Of an imported trial there may be the folder of its artifacts, and never an output.
	if (ui.output.lines.length === 0)
		return [[run(sweep !== undefined && !hasCommand(sweep) ? NOT_KEPT : ' it printed nothing', DIM)]];
	const drawn = (line: string): string => (glyphs === 'ascii' ? asciiDrawing(line) : line);
	return ui.output.lines.map((line): Line => [run(` ${cellText(drawn(expandTabs(line)), glyphs)}`)]);
}

/** Why there is no output of a trial that has no execution. Results of other programs tell of none though they ran. */
function withoutExecution(state: TrialState, sweep: SweepState['sweep']): string {
	if (!isTerminal(state)) return ' it has not run yet';
	const hasRun = hasResult(state) || (sweep !== undefined && !hasCommand(sweep));
	return hasRun ? NOT_KEPT : ' it was ended before it ran';
}

/** Notices of the engine and sources that are not used, oldest first. */
export function noticeLines({state}: ScreenModel, glyphs: Glyphs): Picture {
	const notices = state.notices.map((notice): Line => {
		const style = {info: undefined, warning: WARNING, error: ERROR}[notice.level];
		const level = notice.level === 'info' ? '' : `${notice.level}: `;
		return [
			run(` ${notice.t.slice(11, 19)}  `, DIM),
			outside(`${level}${notice.text}`, glyphs, style),
			outside(`  ${notice.about}`, glyphs, DIM),
		];
	});
	const closed = state.sources.flatMap(({source, closed: why}): Line[] =>
		why === undefined
			? []
			: [
					[
						outside(` ${source} is not used: ${why.reason}`, glyphs),
						outside(why.mend === '' ? '' : `; ${why.mend}`, glyphs, DIM),
					],
				],
	);
	const lines = [...closed, ...notices];
	return lines.length === 0 ? [[run(' no notice', DIM)]] : lines;
}

/** The end of some lines under a rule, `scroll` lines above the last. Takes exactly `rows` lines with the rule. */
export function drawTail(
	lines: Picture,
	{
		columns,
		rows,
		scroll,
		title,
	}: {readonly columns: number; readonly rows: number; readonly scroll: number; readonly title: Line},
	{glyphs}: Drawing,
): Picture {
	const visible = Math.max(0, rows - 1);
	const held = Math.max(0, Math.min(scroll, lines.length - visible));
	const end = lines.length - held;
	const shown = lines.slice(Math.max(0, end - visible), end);
	const position: Line = held === 0 ? title : [...title, run(`  ${held} lines below`, WARNING)];
	return fitRows(
		[rule(position, columns, glyphs, DIM), ...shown.map(line => fitLine(line, columns, glyphs))],
		columns,
		rows,
	);
}

/** Whose output it is. */
export function outputTitle({selected}: ScreenModel, glyphs: Glyphs): Line {
	return selected === undefined
		? [run('output', DIM)]
		: [...trialNameRuns(selected, glyphs, ACCENT_BOLD), run(' output', ACCENT)];
}
