import {type Intent, say, ui} from '../store/intent.ts';
import type {FieldEdit} from '../store/ui-action.ts';
import type {Mode, PickId, Question} from '../store/ui-state.ts';
import type {Binding, KeyContext} from './binding.ts';
import {COLUMN_BINDINGS, SORT_BINDINGS} from './columns.ts';
import {applyField} from './fields.ts';
import {axisChange} from './plot.ts';
import {REPLAY_BINDINGS} from './replay.ts';
import {rerunNow} from './rerun.ts';
import {RATIO_BINDINGS} from './ratio.ts';

/** Keys of every text field. */
const EDITS: readonly (readonly [keys: readonly string[], edit: FieldEdit['kind'], title: string])[] = [
	[['backspace', 'ctrl+h'], 'backspace', 'delete to the left'],
	[['delete'], 'delete', 'delete to the right'],
	[['left', 'ctrl+b'], 'left', 'left'],
	[['right', 'ctrl+f'], 'right', 'right'],
	[['home', 'ctrl+a'], 'home', 'to the start'],
	[['end', 'ctrl+e'], 'end', 'to the end'],
	[['ctrl+w'], 'kill-word', 'delete a word'],
	[['ctrl+u'], 'kill-line', 'delete the line'],
];

const CLOSE: Intent = ui({kind: 'mode', mode: {kind: 'browse'}});

const EDIT_BINDINGS: readonly Binding[] = EDITS.flatMap(([keys, kind, title]): Binding[] =>
	kind === 'insert' ? [] : [{id: `edit-${kind}`, keys, title, run: () => [ui({kind: 'edit', edit: {kind}})]}],
);

/** The key that leaves any mode. */
const CANCEL: Binding = {id: 'cancel', keys: ['escape', 'ctrl+c'], title: 'close', foot: 'cancel', run: () => [CLOSE]};

const FIELD_BINDINGS: readonly Binding[] = [
	{id: 'apply', keys: ['enter'], title: 'apply', foot: 'apply', run: applyField},
	CANCEL,
	...EDIT_BINDINGS,
];

function moveSelection(by: number): (context: KeyContext) => readonly Intent[] {
	return ({ui: {mode}}) => {
		if (mode.kind === 'page')
			return [ui({kind: 'pick-row', selected: Math.min(mode.top + by, Math.max(0, mode.lines.length - 1))})];
		return mode.kind === 'pick' || mode.kind === 'palette'
			? [ui({kind: 'pick-row', selected: mode.selected + by})]
			: [];
	};
}

/** Keys that walk a list; letters too where nothing is typed. */
function listKeys(letters: boolean): readonly Binding[] {
	return [
		{id: 'list-up', keys: letters ? ['up', 'k'] : ['up'], title: 'up', run: moveSelection(-1)},
		{id: 'list-down', keys: letters ? ['down', 'j'] : ['down'], title: 'down', run: moveSelection(1)},
		{id: 'list-page-up', keys: ['pageup'], title: 'page up', run: moveSelection(-10)},
		{id: 'list-page-down', keys: ['pagedown'], title: 'page down', run: moveSelection(10)},
	];
}

/** Puts what is chosen on the axis that the list was opened for. */
function choose(context: KeyContext): readonly Intent[] {
	const {mode} = context.ui;
	if (mode.kind !== 'pick' || mode.pick === 'sort' || mode.pick === 'columns' || mode.pick === 'ratio') return [];
	const option = mode.options[mode.selected];
	return option === undefined ? [CLOSE] : [...axisChange(context, mode.pick, option), CLOSE];
}

/** Keys of every list that is chosen from. */
const LIST_BINDINGS: readonly Binding[] = [
	{...CANCEL, keys: ['escape', 'ctrl+c', 'q'], foot: 'close'},
	...listKeys(true),
];

const AXIS_BINDINGS: readonly Binding[] = [
	{id: 'choose', keys: ['enter', 'space'], title: 'choose', foot: 'choose', run: choose},
	...LIST_BINDINGS,
];

const PICKS: Readonly<Record<PickId, readonly Binding[]>> = {
	sort: [...SORT_BINDINGS, ...LIST_BINDINGS],
	columns: [...COLUMN_BINDINGS, ...LIST_BINDINGS],
	x: AXIS_BINDINGS,
	y: AXIS_BINDINGS,
	color: AXIS_BINDINGS,
	size: AXIS_BINDINGS,
	ratio: [...RATIO_BINDINGS, ...LIST_BINDINGS],
};

const PAGE_BINDINGS: readonly Binding[] = [
	{...CANCEL, keys: ['escape', 'enter', 'ctrl+c', 'q'], foot: 'close'},
	...listKeys(true),
];

/** Keys of the palette; `enter` is dispatched by the palette itself. */
const PALETTE_BINDINGS: readonly Binding[] = [CANCEL, ...EDIT_BINDINGS, ...listKeys(false)];

function leave(how: 'detach' | 'stop' | 'cancel'): () => readonly Intent[] {
	return () => [CLOSE, {kind: 'leave', how}];
}

const LEAVE_BINDINGS: readonly Binding[] = [
	{
		id: 'leave-detach',
		keys: ['d', 'ctrl+c', 'enter'],
		title: 'detach: the sweep goes on',
		foot: 'detach: it goes on',
		run: leave('detach'),
	},
	{
		id: 'leave-stop',
		keys: ['s'],
		title: 'stop: running trials finish',
		foot: 'stop after this trial',
		run: leave('stop'),
	},
	{id: 'leave-cancel', keys: ['c'], title: 'cancel: end running trials now', foot: 'cancel now', run: leave('cancel')},
	{id: 'stay', keys: ['escape', 'q', 'n'], title: 'stay', foot: 'stay', run: () => [CLOSE]},
];

/** The answers that meant to end the sweep find it ended: they do nothing that the person did not ask for. */
const LEAVE_ENDED_BINDINGS: readonly Binding[] = [
	{
		id: 'leave-ended',
		keys: ['enter', 'q', 'd', 'ctrl+c'],
		title: 'leave the screen',
		foot: 'leave',
		run: () => [CLOSE, {kind: 'leave', how: 'quit'}],
	},
	{id: 'stay', keys: ['escape', 'n', 's', 'c'], title: 'stay', foot: 'stay', run: () => [CLOSE]},
];

/** The key that does nothing of what was asked. */
const NO: Binding = {id: 'stay', keys: ['escape', 'n', 'q', 'ctrl+c'], title: 'no', foot: 'no', run: () => [CLOSE]};

const KILL_BINDINGS: readonly Binding[] = [
	{
		id: 'kill-yes',
		keys: ['y', 'enter'],
		title: 'yes',
		foot: 'yes',
		run: ({ui: {mode}}) =>
			mode.kind === 'ask' && mode.question.kind === 'kill'
				? [
						CLOSE,
						{
							kind: 'command',
							command: {command: 'skip-trial', trial: mode.question.trial},
							done: `#${mode.question.trial} is ended`,
						},
					]
				: [CLOSE],
	},
	NO,
];

const RERUN_BINDINGS: readonly Binding[] = [
	{
		id: 'rerun-yes',
		keys: ['y', 'enter'],
		title: 'yes',
		foot: 'yes',
		run: ({ui: {mode}}) =>
			mode.kind === 'ask' && mode.question.kind === 'rerun' ? [CLOSE, ...rerunNow(mode.question.targets)] : [CLOSE],
	},
	NO,
];

const RERUN_ALL_BINDINGS: readonly Binding[] = [
	{
		id: 'rerun-failed',
		keys: ['f'],
		title: 'every failed trial',
		foot: 'failed ones',
		run: () => [
			CLOSE,
			{kind: 'command', command: {command: 'rerun', trials: 'failed'}, done: 'failed trials are queued again'},
		],
	},
	{
		id: 'rerun-flagged',
		keys: ['g'],
		title: 'every flagged trial',
		foot: 'flagged ones',
		run: () => [
			CLOSE,
			{kind: 'command', command: {command: 'rerun', trials: 'flagged'}, done: 'flagged trials are queued again'},
		],
	},
	{...NO, title: 'none', foot: 'none'},
];

const ATTACH_BINDINGS: readonly Binding[] = [
	{
		id: 'attach-leave',
		keys: ['ctrl+]'],
		title: 'back from the terminal of the trial',
		foot: 'back',
		run: () => [CLOSE, say('no key goes to the trial any more')],
	},
];

/** No letter, and not enter: who still types into what has ended means no key of the screen. */
const ATTACH_ENDED_BINDINGS: readonly Binding[] = [
	{
		id: 'stay',
		keys: ['escape', 'ctrl+]', 'ctrl+c'],
		title: 'back to the keys of the view',
		foot: 'back',
		run: () => [CLOSE],
	},
];

const QUESTIONS: Readonly<Record<Question['kind'], readonly Binding[]>> = {
	leave: LEAVE_BINDINGS,
	'leave-ended': LEAVE_ENDED_BINDINGS,
	'attach-ended': ATTACH_ENDED_BINDINGS,
	kill: KILL_BINDINGS,
	rerun: RERUN_BINDINGS,
	'rerun-all': RERUN_ALL_BINDINGS,
};

/** The table of keys of a mode; browsing has its own. */
export function modeBindings(mode: Exclude<Mode, {kind: 'browse'}>): readonly Binding[] {
	switch (mode.kind) {
		case 'field':
			return FIELD_BINDINGS;
		case 'palette':
			return PALETTE_BINDINGS;
		case 'pick':
			return PICKS[mode.pick];
		case 'page':
			return PAGE_BINDINGS;
		case 'attach':
			return ATTACH_BINDINGS;
		case 'replay':
			return REPLAY_BINDINGS;
		case 'ask':
			return QUESTIONS[mode.question.kind];
	}
}
