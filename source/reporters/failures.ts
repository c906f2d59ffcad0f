import type {ReporterContext} from '../domain/reporter.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {type TrialRecord, trialName} from '../domain/trial.ts';

/** Reads the end of an execution's output. */
export type OutputEndReader = ReporterContext['outputEndOf'];

/** Causes that are named at the end. */
const MAX_CAUSES = 3;
/** So many trials that failed alike, and no other result, are no accident. */
const ALIKE = 5;

/** Why trials failed, at the end: each cause once with the first trial's last line of output and the path of its log. */
export function failureRows(state: SweepState, outputEndOf: OutputEndReader): readonly (readonly [string, string])[] {
	const causes = new Map<string, {readonly first: TrialRecord; others: number}>();
	for (const trial of state.trials) {
		if (trial?.state !== 'failed') continue;
		const known = causes.get(trial.why ?? '');
		if (known === undefined) causes.set(trial.why ?? '', {first: trial, others: 0});
		else known.others += 1;
	}
	return [...causes.values()].slice(0, MAX_CAUSES).flatMap(({first, others}) => {
		const count = others === 0 ? '' : ` and ${others} more`;
		const end = endOf(first, state, outputEndOf);
		const row = ['failed', `${safeText(trialName(first))}${count}: ${causeOf(first, end?.line)}`] as const;
		return end === undefined ? [row] : [row, ['log', safeText(end.path)] as const];
	});
}

/**
 * What is said about a failure as it happens, on lines of its own; empty where it was said before: the output's last
 * line at the first of a cause, and one warning where the first trials all failed alike.
 */
export function createFailureNotes(outputEndOf: OutputEndReader): (trial: TrialRecord, state: SweepState) => string {
	const counts = new Map<string, number>();
	return (trial, state) => {
		if (trial.state !== 'failed') return '';
		const why = trial.why ?? '';
		const count = (counts.get(why) ?? 0) + 1;
		counts.set(why, count);
		const end = count === 1 ? endOf(trial, state, outputEndOf) : undefined;
		if (end !== undefined)
			return `${safeText(trialName(trial))} ${causeOf(trial, end.line)}\n  its output: ${safeText(end.path)}\n${silenceHint(trial, state)}`;
		if (count !== ALIKE || state.counts.complete > 0 || counts.size > 1) return '';
		const hint = state.sweep?.budget.failures === undefined ? '; [budget] failures = 3 would have stopped here' : '';
		return `warning: all of the first ${ALIKE} trials failed alike (${safeText(why)})${hint}\n`;
	};
}

/** How a program gives values, where it ended well and gave none of those that are read. */
function silenceHint(trial: TrialRecord, state: SweepState): string {
	const [read] = absentObjectives(trial, state);
	const isSilent = Object.keys(trial.executions.at(-1)?.metrics ?? {}).length === 0;
	if (!isSilent || read === undefined) return '';
	const name = safeText(read);
	return `  values are read from lines as ${name}=0.31, or from {"${name}": 0.31} in the file $SWEEP_METRICS\n`;
}

/** Objectives that are read by their names and that the last execution, which ended well, gave no value. */
function absentObjectives({executions}: TrialRecord, {sweep}: SweepState): readonly string[] {
	const last = executions.at(-1);
	if (last?.code !== 0) return [];
	const objectives = sweep?.objectives.map(objective => objective.metric) ?? [];
	const read = sweep?.metrics.filter(
		({name, formula, pattern}) => objectives.includes(name) && formula === undefined && pattern === undefined,
	);
	return (read ?? []).map(({name}) => name).filter(name => !Object.hasOwn(last.metrics ?? {}, name));
}

function causeOf(trial: TrialRecord, line: string | undefined): string {
	return safeText([trial.why, line].filter(text => text !== undefined && text !== '').join(': '));
}

function endOf(trial: TrialRecord, state: SweepState, outputEndOf: OutputEndReader): ReturnType<OutputEndReader> {
	const execution = trial.executions.at(-1)?.execution;
	return execution === undefined ? undefined : outputEndOf(trial.trial, execution, absentObjectives(trial, state));
}
