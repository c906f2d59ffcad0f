import assert from 'node:assert/strict';
import {test} from 'node:test';
import {performIntents} from '../../source/commands/screen/screen-actions.ts';
import {UserError} from '../../source/domain/errors.ts';
import type {Intent} from '../../source/store/intent.ts';
import {createModelSelector} from '../../source/store/screen-model.ts';
import {createScreenStore} from '../../source/store/screen-store.ts';
import type {Session} from '../../source/store/session.ts';
import {createUiState, type Message} from '../../source/store/ui-state.ts';
import {createDemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';

/** What the foot line says when all that a screen can reach refuses. */
async function messageAfter(intent: Intent, changes: Partial<Session> = {}): Promise<Message | undefined> {
	const world = createDemoWorld({seed: 1});
	const session = {...createDemoSession(world, 'a demo'), ...changes};
	const store = createScreenStore({
		session,
		select: createModelSelector(() => 0),
		ui: createUiState(),
		size: {columns: 80, rows: 24},
	});
	const refuse = (): Promise<never> =>
		Promise.reject(new UserError('cannot write trials.csv: EROFS', 'Choose another.'));
	performIntents([intent], {
		store,
		session,
		leave: () => undefined,
		suspend: () => undefined,
		redraw: () => undefined,
		copy: () => undefined,
		changeSetting: refuse,
		exportRun: refuse,
	});
	await new Promise(setImmediate);
	return store.frame().model.ui.message;
}

test('what fails is said on one line, as it is, with what to do about it', async () => {
	assert.deepEqual(await messageAfter({kind: 'export'}), {
		level: 'error',
		text: 'cannot write trials.csv: EROFS; Choose another.',
	});
});

test('a journal that cannot be read for the replay is not called one in which nothing happened', async () => {
	const record = (): Promise<never> => Promise.reject(new UserError('cannot read journal.ndjson: EIO'));
	assert.deepEqual(await messageAfter({kind: 'replay'}, {record}), {
		level: 'warning',
		text: 'cannot read journal.ndjson: EIO',
	});
	const empty = await messageAfter({kind: 'replay'}, {record: () => Promise.resolve(undefined)});
	assert.equal(empty?.text, 'nothing has happened yet');
});
