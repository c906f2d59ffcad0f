import {VIEW_IDS} from '../domain/view/view-table.ts';
import {isTerminal, type TrialRecord} from '../domain/trial.ts';
import {type Intent, say, ui} from '../store/intent.ts';
import {commandOnRun} from '../domain/sweep/run-address.ts';
import {type Binding, type KeyContext, whyNoCommand, whyNoTrial} from './binding.ts';
import {openField} from './open-field.ts';
import {RERUN_BINDINGS} from './rerun.ts';

/** Why nothing can be paused or resumed. */
function whyNoPause(context: KeyContext): string | undefined {
	if (context.state.phase === 'ended') return 'the sweep has ended: there is nothing to pause';
	return whyNoCommand(context);
}

function pause({state}: KeyContext): readonly Intent[] {
	return state.phase === 'paused'
		? [{kind: 'command', command: {command: 'resume'}, done: 'the sweep goes on'}]
		: [
				{
					kind: 'command',
					command: {command: 'pause'},
					done: 'paused: running trials finish, no new one starts; p goes on',
				},
			];
}

/** The trial to kill: under the cursor, or where that one has ended, the only one that runs. */
function killTarget({selected, state}: KeyContext): TrialRecord | undefined {
	const trial = selected();
	if (trial !== undefined && !isTerminal(trial.state)) return trial;
	return state.counts.running === 1 ? state.trials.findLast(candidate => candidate?.state === 'running') : undefined;
}

function whyNoKill(context: KeyContext): string | undefined {
	if (killTarget(context) !== undefined) return whyNoCommand(context);
	const trial = context.selected();
	if (trial === undefined) return 'no trial is under the cursor';
	const {running} = context.state.counts;
	const then = running === 0 ? 'there is nothing to kill' : `${running} trials run, put the cursor on one`;
	return `#${trial.trial} has ended (${trial.state}): ${then}`;
}

function showCommand(context: KeyContext): readonly Intent[] {
	const trial = context.selected();
	if (trial === undefined) return [];
	const command = context.commandOf(trial);
	if (context.abilities.copy)
		return [{kind: 'copy', text: command}, say(`the command of #${trial.trial} is in the clipboard`)];
	return [ui({kind: 'mode', mode: {kind: 'page', title: `command of #${trial.trial}`, lines: [command], top: 0}})];
}

/** Keys that act on the sweep. */
export const SWEEP_BINDINGS: readonly Binding[] = [
	{
		id: 'pause',
		keys: ['p'],
		title: 'pause the sweep, or let it go on',
		foot: 'pause',
		footNow: ({phase}) => (phase === 'paused' ? 'resume' : undefined),
		whyNot: whyNoPause,
		run: pause,
	},
	{
		id: 'kill',
		keys: ['X'],
		title: 'kill the trial under the cursor, or the one that runs; skip a queued one (asks)',
		views: ['overview', 'leaderboard', 'trial'],
		whyNot: whyNoKill,
		run: context => {
			const trial = killTarget(context);
			return trial === undefined
				? []
				: [ui({kind: 'mode', mode: {kind: 'ask', question: {kind: 'kill', trial: trial.trial}}})];
		},
	},
	...RERUN_BINDINGS,
	{
		id: 'enqueue',
		keys: ['n'],
		title: 'queue a trial by hand: name=value name=value',
		// In a text the key goes to the next place that was found.
		views: VIEW_IDS.filter(view => view !== 'log' && view !== 'help'),
		whyNot: context => whyNoTrial(context, {verb: 'enqueue', tail: 'KEY=VALUE'}),
		run: () => [openField('enqueue')],
	},
	{
		id: 'copy-command',
		keys: ['Y'],
		title: 'show or copy the command of the trial',
		whyNot: context => (context.selected() === undefined ? 'no trial is under the cursor' : undefined),
		run: showCommand,
	},
	{
		id: 'attach',
		keys: ['a'],
		title: 'type into the terminal of the running trial',
		whyNot: context => (context.watched() === undefined ? 'no trial runs here' : whyNoCommand(context)),
		run: context => {
			const trial = context.watched();
			return trial === undefined ? [] : [ui({kind: 'mode', mode: {kind: 'attach', trial}})];
		},
	},
	{
		id: 'export',
		keys: ['e'],
		title: 'write CSV and JSON now, and say where',
		whyNot: context =>
			context.abilities.export
				? undefined
				: `from the shell: ${commandOnRun(context.runDirectory, 'export', '--format csv')}`,
		run: () => [{kind: 'export'}],
	},
	{
		id: 'detach',
		keys: ['d'],
		title: 'leave the screen, the sweep goes on',
		foot: 'detach',
		whyNot: context => (context.link.kind === 'live' ? undefined : 'no engine is attached: q leaves'),
		run: () => [{kind: 'leave', how: 'detach'}],
	},
	{
		id: 'quit',
		keys: ['q', 'ctrl+c', 'f10'],
		title: 'quit; while the sweep runs, asks whether to detach or stop',
		foot: 'quit',
		run: quit,
	},
];

/** A finished run is left at once; a running one asks. */
function quit(context: KeyContext): readonly Intent[] {
	const running = context.link.kind === 'live' && context.state.phase !== 'ended';
	if (!running) return [{kind: 'leave', how: 'quit'}];
	return [ui({kind: 'mode', mode: {kind: 'ask', question: {kind: 'leave'}}})];
}
