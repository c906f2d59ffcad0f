import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test, type TestContext} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {localAddress, openConnection} from '../../source/client/connection.ts';
import type {SweepEvent} from '../../source/domain/event.ts';
import type {Command, EngineFrame} from '../../source/domain/protocol.ts';
import {openServer} from '../../source/engine/server.ts';
import type {ServerContext} from '../../source/engine/server-client.ts';

function event(seq: number): SweepEvent {
	return {seq, t: '', mono_ms: seq, boot: 'b', type: 'notice', level: 'info', text: `n${seq}`, about: ''};
}

async function startServer(t: TestContext, changes: Partial<ServerContext> = {}) {
	const folder = mkdtempSync(join(tmpdir(), 'st-'));
	const lines = [1, 2, 3].map(seq => ({seq, line: JSON.stringify(event(seq))}));
	const commands: Command[] = [];
	const logged: string[] = [];
	const context: ServerContext = {
		socketPath: join(folder, 's.sock'),
		token: 'secret',
		engine: {pid: 1, version: '0'},
		committedSeq: () => lines.length,
		async *history(after) {
			for (const entry of lines) if (entry.seq > after) yield entry;
		},
		samplesSoFar: () => ({t0: 0, channels: ['cpu.util_pct'], rows: [[0, 12]]}),
		totals: () => ({trials: 2, time_s: 3.5, energy_j: 7}),
		trouble: () => undefined,
		onCommand: async command => {
			commands.push(command);
			return {ok: true, text: 'done'};
		},
		onWatch: () => undefined,
		onResize: () => undefined,
		onInput: () => undefined,
		log: text => logged.push(text),
		...changes,
	};
	const server = await openServer(context);
	t.after(async () => {
		await server.close('test over');
		rmSync(folder, {recursive: true});
	});
	const publish = (seq: number): void => {
		const entry = {seq, line: JSON.stringify(event(seq))};
		lines.push(entry);
		server.broadcastLines([entry]);
	};
	return {server, context, commands, logged, lines, publish};
}

async function open(
	context: ServerContext,
	from: number | undefined,
	role: 'view' | 'control' = 'control',
	token = context.token,
) {
	const seqs: number[] = [];
	const frames: EngineFrame[] = [];
	const closed = Promise.withResolvers<string>();
	const connection = await openConnection(localAddress(context.socketPath, token), {
		role,
		...(from === undefined ? {} : {fromSeq: from}),
		onEvent: e => seqs.push(e.seq),
		onFrame: frame => frames.push(frame),
		onClose: closed.resolve,
	});
	return {connection, seqs, frames, closed: closed.promise};
}

async function until(condition: () => boolean): Promise<void> {
	const deadline = performance.now() + 60_000;
	while (!condition() && performance.now() < deadline) await sleep(10);
	assert.ok(condition(), 'waited a minute in vain');
}

test('a client gets history, then live lines, each once and in order', async t => {
	const {context, publish} = await startServer(t);
	const client = await open(context, 1);
	await until(() => client.seqs.length >= 2);
	publish(4);
	publish(5);
	await until(() => client.seqs.length >= 4);
	assert.deepEqual(client.seqs, [2, 3, 4, 5]);
	assert.deepEqual(client.connection.hello.totals, {trials: 2, time_s: 3.5, energy_j: 7});
	assert.ok(
		client.frames.some(frame => frame.type === 'samples'),
		'recent samples come with the history',
	);
	client.connection.close();
});

test('commands need the control role and get a reply', async t => {
	const {context, commands} = await startServer(t);
	const viewer = await open(context, 3, 'view');
	const refused = await viewer.connection.command({command: 'pause'});
	assert.equal(refused.ok, false);
	const controller = await open(context, 3);
	assert.deepEqual(await controller.connection.command({command: 'pause'}), {ok: true, text: 'done'});
	assert.deepEqual(commands, [{command: 'pause'}]);
	viewer.connection.close();
	controller.connection.close();
});

test('who only greets or gives a command costs the engine no look at what has happened', async t => {
	const looks: string[] = [];
	const {context, publish} = await startServer(t, {
		async *history() {
			looks.push('history');
			yield* [];
		},
		samplesSoFar: () => {
			looks.push('samples');
			return undefined;
		},
	});
	const {connection, seqs} = await open(context, undefined);
	assert.equal(connection.hello.lastSeq, 3);
	publish(4);
	assert.deepEqual(await connection.command({command: 'pause'}), {ok: true, text: 'done'});
	assert.deepEqual([looks, seqs], [[], []]);
	connection.close();
});

test('a wrong token is refused with a reason', async t => {
	const {context} = await startServer(t);
	await assert.rejects(open(context, 0, 'control', 'guess!'), /wrong token/);
});

test('garbage and oversize frames close the connection and are logged once', async t => {
	const {context, logged} = await startServer(t);
	for (const bytes of ['not json\n', 'x'.repeat(200_000), '{"type":"command","id":1,"command":"pause"}\n']) {
		const before = logged.length;
		const socket = connect(context.socketPath);
		socket.on('error', () => undefined); // The reset is what is tested.
		const closed = new Promise(resolve => socket.on('close', resolve));
		socket.resume();
		socket.write(bytes);
		await closed;
		await until(() => logged.length === before + 1);
	}
});

test('a client that never reads is dropped and does not stop the others', async t => {
	const {context, server, logged, publish} = await startServer(t);
	const lazy = connect(context.socketPath);
	lazy.on('error', () => undefined); // It will be cut off.
	lazy.write('{"type":"hello","version":1,"token":"secret","role":"view"}\n{"type":"from","seq":3}\n');
	lazy.pause();
	const good = await open(context, 3);
	await until(() => server.clients() === 2);
	await sleep(50);
	const wide = {t0: 0, channels: ['a'], rows: Array.from({length: 20_000}, () => [1, 2])};
	for (let i = 0; i < 60 && server.clients() === 2; i++) {
		server.broadcastSamples(wide);
		await sleep(5);
	}
	assert.equal(server.clients(), 1);
	assert.match(logged.join('\n'), /behind/);
	publish(4);
	await until(() => good.seqs.includes(4));
	good.connection.close();
	lazy.destroy();
});

test('a client that is still reading history when the engine ends gets all of it, then the last words', async t => {
	const gate = Promise.withResolvers<void>();
	const {server, context, lines} = await startServer(t, {
		async *history(after) {
			for (const entry of lines) {
				if (entry.seq > after) yield entry;
				await gate.promise;
			}
		},
	});
	const client = await open(context, 0);
	await until(() => client.seqs.length === 1);
	const closed = server.close('the sweep ended');
	gate.resolve();
	await closed;
	assert.equal(await client.closed, 'the sweep ended');
	assert.deepEqual(client.seqs, [1, 2, 3]);
});

test('what a client says while the engine parts costs it none of the last lines', async t => {
	const {server, context, publish} = await startServer(t);
	const client = await open(context, 3);
	await until(() => client.frames.some(frame => frame.type === 'samples'));
	publish(4);
	const closed = server.close('the sweep ended');
	for (let trial = 0; trial < 10; trial++) client.connection.send({type: 'watch', trial});
	await closed;
	assert.equal(await client.closed, 'the sweep ended');
	assert.deepEqual(client.seqs, [4]);
});

test('of two who look at terminals each types into their own; one that leaves gives the other back', async t => {
	const heard: unknown[] = [];
	const {context} = await startServer(t, {
		onWatch: trial => heard.push(['watch', trial]),
		onInput: (...input) => heard.push(['input', ...input]),
		onResize: (...size) => heard.push(['resize', ...size]),
	});
	const [first, second] = [await open(context, 3), await open(context, 3)];
	const say = async ({connection}: typeof first, frame: Parameters<typeof connection.send>[0]): Promise<void> => {
		connection.send(frame);
		// Frames of a client are acted on in order: the reply comes after them.
		await connection.command({command: 'pause'});
	};
	await say(first, {type: 'watch', trial: 1});
	await say(second, {type: 'watch', trial: 2});
	await say(first, {type: 'input', data: 'y\r'});
	await say(first, {type: 'resize', columns: 100, rows: 30});
	await say(second, {type: 'watch', trial: null});
	await say(second, {type: 'input', data: 'lost'});
	assert.deepEqual(heard, [
		['watch', 1],
		['watch', 2],
		['input', 1, 'y\r'],
		['resize', 1, 100, 30],
		['watch', 1],
	]);
	first.connection.close();
	second.connection.close();
});
