import {hasResult, isTerminal, type TrialRecord} from '../domain/trial.ts';
import {type Intent, ui} from '../store/intent.ts';
import {nameTargets, type Targets} from '../store/targets.ts';
import {actedOn, type Binding, type KeyContext, whyNoTrial} from './binding.ts';

/** Queues trials again; marks have then done their work. */
export function rerunNow(targets: Targets): readonly Intent[] {
	const {trials, areMarked} = targets;
	return [
		{kind: 'command', command: {command: 'rerun', trials}, done: `${nameTargets(targets)} queued again`},
		...(areMarked ? [ui({kind: 'clear-marks'})] : []),
	];
}

/** Those of the trials that a key acts on that can be measured again. */
function rerunTargets(context: KeyContext): Targets {
	const {trials, areMarked} = actedOn(context);
	return {areMarked, trials: trials.filter(number => isTerminal(stateOf(number, context)))};
}

function stateOf(number: number, {state}: KeyContext): TrialRecord['state'] {
	return state.trials[number - 1]?.state ?? 'queued';
}

/** Asks first where a result would be lost. */
function rerun(context: KeyContext): readonly Intent[] {
	const targets = rerunTargets(context);
	return targets.trials.some(number => hasResult(stateOf(number, context)))
		? [ui({kind: 'mode', mode: {kind: 'ask', question: {kind: 'rerun', targets}}})]
		: rerunNow(targets);
}

function whyNoRerun(context: KeyContext): string | undefined {
	const targets = actedOn(context);
	const [only] = targets.trials;
	if (only === undefined) return 'no trial is under the cursor';
	const {trials} = rerunTargets(context);
	if (trials.length > 0) return whyNoTrial(context, {verb: 'rerun', tail: `--trials ${trials.join(',')}`});
	return targets.trials.length > 1
		? `none of ${nameTargets(targets)} has ended: each can be re-run when it has`
		: `${nameTargets(targets)} is ${stateOf(only, context)}: it can be re-run when it has ended`;
}

/** Keys that measure trials again. */
export const RERUN_BINDINGS: readonly Binding[] = [
	{
		id: 'rerun',
		keys: ['r'],
		title: 're-run the trial, or all marked ones (asks where a result is replaced)',
		whyNot: whyNoRerun,
		run: rerun,
	},
	{
		id: 'rerun-all',
		keys: ['R'],
		title: 're-run every failed or every flagged trial (asks)',
		whyNot: context => whyNoTrial(context, {verb: 'rerun', tail: '--failed'}),
		run: () => [ui({kind: 'mode', mode: {kind: 'ask', question: {kind: 'rerun-all'}}})],
	},
];
