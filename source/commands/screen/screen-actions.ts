import {assertNever, lineOf} from '../../domain/errors.ts';
import type {Reply} from '../../domain/protocol.ts';
import type {SettingOption} from '../../domain/settings.ts';
import {type Recording, usualSpeed} from '../../store/recording.ts';
import type {Intent, LeaveHow} from '../../store/intent.ts';
import type {ScreenStore} from '../../store/screen-store.ts';
import type {Session} from '../../store/session.ts';
import type {UiAction} from '../../store/ui-action.ts';
import {THEME_IDS} from '../../theme/registry.ts';

/** What intents reach beyond the screen's own state. */
export type ActionTargets = {
	readonly store: ScreenStore;
	readonly session: Session;
	readonly leave: (how: LeaveHow) => void;
	readonly suspend: () => void;
	readonly redraw: () => void;
	/** Shows a setting at once and keeps it; tells where. */
	readonly changeSetting: (option: SettingOption) => Promise<string>;
	readonly copy: (text: string) => void;
	/** Writes the exports of the run and tells where; absent where there is none. */
	readonly exportRun: (() => Promise<string>) | undefined;
};

/** Carries intents out, in order; those on the screen's state make one frame together. */
export function performIntents(intents: readonly Intent[], targets: ActionTargets): void {
	const actions: UiAction[] = [];
	for (const intent of intents) {
		if (intent.kind === 'ui') actions.push(intent.action);
		else performOne(intent, targets);
	}
	targets.store.dispatch(actions);
}

function performOne(intent: Exclude<Intent, {kind: 'ui'}>, targets: ActionTargets): void {
	switch (intent.kind) {
		case 'command':
			void report(targets, giveCommand(targets.session, intent));
			return;
		case 'export':
			if (targets.exportRun !== undefined)
				void report(
					targets,
					targets.exportRun().then(text => ({ok: true, text})),
				);
			return;
		case 'leave':
			return targets.leave(intent.how);
		case 'suspend':
			return targets.suspend();
		case 'redraw':
			return targets.redraw();
		case 'setting':
			void report(
				targets,
				targets.changeSetting(intent.option).then(text => ({ok: true, text})),
			);
			return;
		case 'replay':
			void openReplay(targets, intent.speed);
			return;
		case 'theme':
			void report(
				targets,
				targets
					.changeSetting(nextTheme(targets.store.frame().model.ui.settings.theme))
					.then(text => ({ok: true, text})),
			);
			return;
		case 'copy':
			return targets.copy(intent.text);
		case 'type':
			return targets.session.typeInto(intent.data);
		default:
			return assertNever(intent);
	}
}

/** Reads all that happened so far, then looks at it from its start. */
async function openReplay({store, session}: ActionTargets, wanted: number | undefined): Promise<void> {
	const read = await readRecording(session);
	if (read.recording === undefined) {
		const {why = 'nothing has happened yet'} = read;
		return store.dispatch([{kind: 'message', message: {level: 'warning', text: why}}]);
	}
	const {recording} = read;
	const mode = {
		kind: 'replay',
		recording,
		atMs: recording.fromMs,
		playing: true,
		speed: wanted ?? usualSpeed(recording),
	} as const;
	return store.dispatch([{kind: 'clear-message'}, {kind: 'mode', mode}]);
}

/** What happened so far; undefined for nothing yet, or with why it cannot be read. */
async function readRecording(
	session: Session,
): Promise<{readonly recording: Recording | undefined; readonly why?: string}> {
	try {
		return {recording: await session.record?.()};
	} catch (error) {
		return {recording: undefined, why: lineOf(error)};
	}
}

function nextTheme(now: string): SettingOption {
	const at = THEME_IDS.findIndex(id => id === now);
	return {setting: 'theme', value: THEME_IDS[(at + 1) % THEME_IDS.length] ?? 'default'};
}

async function giveCommand(session: Session, intent: Extract<Intent, {kind: 'command'}>): Promise<Reply> {
	const reply = await session.command(intent.command);
	return reply.ok ? {ok: true, text: reply.text === '' ? intent.done : reply.text} : reply;
}

/** Says the outcome in the foot line; a failure is said too and never thrown. */
async function report({store}: ActionTargets, outcome: Promise<Reply>): Promise<void> {
	const reply = await outcome.catch((error: unknown): Reply => ({ok: false, text: lineOf(error)}));
	store.dispatch([{kind: 'message', message: {level: reply.ok ? 'info' : 'error', text: reply.text}}]);
}
