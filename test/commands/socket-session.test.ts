import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {localAddress} from '../../source/client/connection.ts';
import {openSocketSession} from '../../source/commands/socket-session.ts';
import {openServer, type ServerContext} from '../../source/engine/server.ts';
import type {Session} from '../../source/store/session.ts';

/** Resolves when the session says that its link is of this kind. */
async function untilLink(session: Session, kind: string): Promise<void> {
	const {promise, resolve} = Promise.withResolvers<void>();
	const look = (): void => {
		if (session.link().kind === kind) resolve();
	};
	const unsubscribe = session.subscribe(look);
	look();
	await promise;
	unsubscribe();
}

test('the clock of a sweep stands still from the loss of its engine on, and goes on with the next one', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'st-'));
	t.after(() => rmSync(folder, {recursive: true}));
	const context: ServerContext = {
		socketPath: join(folder, 's.sock'),
		token: 'secret',
		engine: {pid: 1, version: '0'},
		committedSeq: () => 0,
		async *history() {},
		samplesSoFar: () => ({t0: 0, channels: [], rows: []}),
		totals: () => ({trials: 0, time_s: 0}),
		trouble: () => undefined,
		onCommand: async () => ({ok: true, text: ''}),
		onWatch: () => undefined,
		onResize: () => undefined,
		onInput: () => undefined,
		log: () => undefined,
	};
	const server = await openServer(context);
	const session = openSocketSession({
		directory: folder,
		role: 'view',
		address: async () => localAddress(context.socketPath, context.token),
		retryMs: 1,
	});
	t.after(session.close);
	await untilLink(session, 'live');
	const alive = session.nowMonoMs();
	await sleep(5);
	assert.ok(session.nowMonoMs() > alive);
	await server.close('gone');
	await untilLink(session, 'lost');
	const lost = session.nowMonoMs();
	assert.ok(lost > alive);
	await sleep(20);
	assert.equal(session.nowMonoMs(), lost);
	const next = await openServer(context);
	t.after(() => next.close('test over'));
	await untilLink(session, 'live');
	assert.ok(session.nowMonoMs() > lost);
});
