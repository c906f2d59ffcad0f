import {assertNever} from '../domain/errors.ts';
import type {Intent, LeaveHow} from '../store/intent.ts';
import type {ScreenStore} from '../store/screen-store.ts';
import type {Session} from '../store/session.ts';
import type {UiAction} from '../store/ui-action.ts';

/** What intents reach beyond the screen's own state. */
export type ActionTargets = {
	readonly store: ScreenStore;
	readonly session: Session;
	readonly leave: (how: LeaveHow) => void;
	readonly suspend: () => void;
	readonly redraw: () => void;
	readonly nextTheme: () => void;
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
		case 'theme':
			return targets.nextTheme();
		case 'copy':
			return targets.copy(intent.text);
		case 'type':
			return targets.session.typeInto(intent.data);
		default:
			return assertNever(intent);
	}
}

type Reply = {readonly ok: boolean; readonly text: string};

async function giveCommand(session: Session, intent: Extract<Intent, {kind: 'command'}>): Promise<Reply> {
	const reply = await session.command(intent.command);
	return reply.ok ? {ok: true, text: reply.text === '' ? intent.done : reply.text} : reply;
}

/** Says the outcome in the foot line; a failure is said too and never thrown. */
async function report({store}: ActionTargets, outcome: Promise<Reply>): Promise<void> {
	const reply = await outcome.catch((error: unknown): Reply => ({ok: false, text: String(error)}));
	store.dispatch([{kind: 'message', message: {level: reply.ok ? 'info' : 'error', text: reply.text}}]);
}
