import {UserError} from '../domain/errors.ts';
import {fillCommand} from '../domain/text/command-line.ts';
import {hasCommand} from '../domain/sweep/has-command.ts';
import {nameTrials} from '../domain/trial/name-trials.ts';
import {rankTrials} from '../domain/ranking/rank.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {shellLine, shellWord} from '../domain/text/shell-text.ts';
import type {Sweep} from '../domain/sweep.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {executionEnvironment} from '../engine/execution-environment.ts';
import type {CommandBody, NoFlags} from './command.ts';
import {findRunAloud} from './runs/find-run.ts';
import {readRecordedState} from './runs/recorded-state.ts';

/** Values that are shown or go to a place of their own, in the words of a shell: nothing of the run is written over. */
const PLACES = {
	SWEEP_DIR: '"${SWEEP_DIR:-$(mktemp -d)}"',
	SWEEP_METRICS: '/dev/stdout',
	CLOUD_ML_HP_METRIC_FILE: '/dev/stdout',
} as const;

/** `sweeptop reproduce RUN [TRIAL]`: the shell line that runs a trial again by hand, with its environment and seed. */
export const reproduceCommand: CommandBody<NoFlags> = async ({operands, global, host}) => {
	const [reference = 'last', wanted] = operands;
	const directory = findRunAloud(global.runs, reference, host);
	const state = readRecordedState(directory);
	const {sweep} = state;
	if (sweep === undefined || !hasCommand(sweep) || sweep.watched !== undefined)
		throw new UserError(`${directory} has no command of its own for a trial`, 'its trials were imported or watched');
	const trial = chooseTrial(state, wanted);
	const knobs = sweep.space.parameters.flatMap(({name, knob}) => (knob === undefined ? [] : [name]));
	if (knobs.length > 0) host.note(`not in this line: the hardware setting of ${safeText(knobs.join(', '))}\n`);
	host.note(`#${trial.trial}${wanted === undefined ? ', the best' : ` (${trial.state})`}${commitText(state)}\n`);
	host.out(`${shellText(sweep, trial)}\n`);
	return 0;
};

/** Which version of the program ran, where its folder is one of git. */
function commitText({host: {git}}: SweepState): string {
	if (typeof git !== 'object' || git === null || !('commit' in git)) return '';
	const changed = 'dirty' in git && git.dirty === true ? ' with changes that were not committed' : '';
	return `; it ran at commit ${safeText(String(git.commit).slice(0, 12))}${changed}`;
}

function chooseTrial(state: SweepState, wanted: string | undefined): TrialRecord {
	const number = wanted === undefined ? bestOf(state) : Number(wanted.replace(/^#/, ''));
	const trial = state.trials[number - 1];
	if (trial === undefined)
		throw new UserError(`there is no trial ${wanted ?? ''}`, `trials are numbers from 1 to ${state.trials.length}`);
	return trial;
}

function bestOf(state: SweepState): number {
	const {best, pareto} = rankTrials(state);
	if (best !== undefined) return best;
	if (pareto.length === 0) throw new UserError('no trial is the best', 'name one: sweeptop reproduce RUN 7');
	throw new UserError(`the best are several: ${nameTrials(pareto)}`, 'name one: sweeptop reproduce RUN 7');
}

/** A parenthesis, so that neither folder nor variables stay with the shell that it is typed into. */
function shellText(sweep: Sweep, {trial, params, executions}: TrialRecord): string {
	const last = executions.findLast(({superseded}) => superseded !== true);
	const {execution, slot = 1} = last ?? {execution: 1};
	const places = {artifactsDirectory: '', metricsPath: '', hypertunePath: ''};
	const variables = Object.entries({
		...executionEnvironment(sweep, {trial, execution, params, slot}, places),
		...PLACES,
	}).map(([name, value]) => `${shellWord(name)}=${Object.hasOwn(PLACES, name) ? value : shellWord(value)}`);
	const command = shellLine(fillCommand(sweep, params));
	const {setup, prepare} = sweep.run;
	const before = [setup, prepare].flatMap(prior =>
		prior === undefined ? [] : [shellLine(fillCommand({command: prior, space: sweep.space}, params))],
	);
	const run = before.length === 0 ? command : shellLine(['/bin/sh', '-c', [...before, `exec ${command}`].join(' && ')]);
	return `(cd ${shellWord(sweep.workdir)} && env ${variables.join(' ')} ${run})`;
}
