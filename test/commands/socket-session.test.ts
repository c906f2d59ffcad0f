import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {localAddress} from '../../source/client/connection.ts';
import {openSocketSession} from '../../source/commands/session/socket-session.ts';
import {openServer} from '../../source/engine/server.ts';
import type {ServerContext} from '../../source/engine/server-client.ts';
import {openJournal} from '../../source/journal/journal.ts';
import {formatLine} from '../../source/journal/line.ts';
import {readJournal} from '../../source/journal/read.ts';
import type {Session} from '../../source/store/session.ts';
import {plainJournalOptions} from '../journal/sample-run.ts';

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

function contextIn(folder: string): ServerContext {
	return {
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
}

test('the clock of a sweep stands still from the loss of its engine on, and goes on with the next one', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'st-'));
	t.after(() => rmSync(folder, {recursive: true}));
	const context = contextIn(folder);
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

test('what an engine could not tell before it was gone is read from the journal, each event once', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'st-'));
	t.after(() => rmSync(folder, {recursive: true}));
	const journal = await openJournal({...plainJournalOptions(), directory: folder});
	const began = journal.append({type: 'notice', level: 'info', text: 'began', about: 'test'});
	journal.append({type: 'notice', level: 'info', text: 'went on', about: 'test'});
	journal.append({type: 'sweep-ended', why: 'every trial is done', totals: {trials: 0, time_s: 0}});
	await journal.close();
	const told = [...readJournal(folder)].filter(({event}) => event.seq <= began.seq);
	const context: ServerContext = {
		...contextIn(folder),
		committedSeq: () => began.seq,
		async *history(after) {
			for (const {event, json, checksum} of told)
				if (event.seq > after) yield {seq: event.seq, line: formatLine(json, checksum)};
		},
	};
	const server = await openServer(context);
	const heard: number[] = [];
	const session = openSocketSession({
		directory: folder,
		role: 'view',
		address: async () => localAddress(context.socketPath, context.token),
		retryMs: 1,
		onEvent: event => heard.push(event.seq),
	});
	t.after(session.close);
	await untilLink(session, 'live');
	await server.close('gone');
	await untilLink(session, 'file');
	assert.equal(session.state().phase, 'ended');
	assert.deepEqual(heard, [began.seq, began.seq + 1, began.seq + 2]);
});
