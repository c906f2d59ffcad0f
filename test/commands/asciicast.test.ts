import assert from 'node:assert/strict';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import xterm from '@xterm/headless';
import {asciicastChunks} from '../../source/commands/results/asciicast.ts';
import {main} from '../../source/commands/main.ts';
import type {SweepEvent} from '../../source/domain/event.ts';
import {createRecording, usualSpeed} from '../../source/store/recording.ts';
import {createDemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import {createFakeHost} from '../helpers/fake-host.ts';
import {writeRun} from '../helpers/run-on-disk.ts';

function castOf(trials: number): string {
	const world = createDemoWorld({seed: 1, trials});
	world.advanceTo(600_000);
	const recording = createRecording(world.events());
	assert.ok(recording !== undefined);
	return [...asciicastChunks({session: createDemoSession(world, '/runs/gemm-1'), recording})].join('');
}

test('a replay as an asciicast: a header, then frames in order of time; the same run gives the same bytes', () => {
	const cast = castOf(12);
	assert.equal(castOf(12), cast);
	const [head = '', ...lines] = cast.trimEnd().split('\n');
	assert.deepEqual(JSON.parse(head), {
		version: 2,
		width: 80,
		height: 24,
		timestamp: Date.UTC(2026, 10, 21, 19, 45) / 1000,
		title: 'sweeptop: gemm',
		env: {TERM: 'xterm-256color'},
	});
	const events = lines.map(line => JSON.parse(line) as readonly [number, string, string]);
	const times = events.map(([seconds]) => seconds);
	assert.deepEqual(
		times,
		times.toSorted((a, b) => a - b),
	);
	const length = times.at(-1) ?? 0;
	assert.ok(length > 10 && length < 60, `${length} s`);
	assert.ok(events.every(([, kind, bytes]) => kind === 'o' && bytes.length > 0));
});

test('a terminal that plays it shows the overview as it was, and the heatmap at the end', async () => {
	const events = castOf(12)
		.trimEnd()
		.split('\n')
		.slice(1)
		.map(line => JSON.parse(line) as readonly [number, string, string]);
	const terminal = new xterm.Terminal({cols: 80, rows: 24, allowProposedApi: true, logLevel: 'off'});
	const screen = (): string =>
		Array.from({length: 24}, (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true) ?? '').join('\n');
	const counts: number[] = [];
	for (const [, , bytes] of events) {
		await new Promise<void>(resolve => terminal.write(bytes, resolve));
		counts.push(Number(/grid (\d+)\/51/.exec(screen())?.[1] ?? Number.NaN));
	}
	const seen = counts.filter(count => !Number.isNaN(count));
	assert.deepEqual(
		seen,
		seen.toSorted((a, b) => a - b),
		'progress never goes back',
	);
	assert.equal(seen[0], 0);
	assert.equal(seen.at(-1), 12);
	assert.match(screen(), /flops_per_watt/);
	assert.match(screen(), /replay/);
});

test('a recording of any length takes about half a minute', () => {
	for (const minutes of [0.1, 1, 30, 600]) {
		const seconds = (minutes * 60) / usualSpeed({fromMs: 0, toMs: minutes * 60_000});
		assert.ok(seconds <= 30, `${minutes} min take ${seconds} s`);
	}
});

test('sweeptop export writes it: by its name, or by the ending of the file', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-cast-'));
	t.after(() => rmSync(folder, {recursive: true, force: true}));
	const world = createDemoWorld({seed: 1, trials: 3});
	world.advanceTo(600_000);
	const run = writeRun(folder, 'gemm', world.events());
	const host = createFakeHost(folder);
	assert.equal(await main(['export', run, '--format', 'asciicast'], host), 0, host.noted());
	const [head = ''] = host.printed().split('\n');
	assert.equal(JSON.parse(head).title, 'sweeptop: gemm');
	assert.equal(await main(['export', run, '--output', 'run.cast'], host), 0, host.noted());
	assert.equal(readFileSync(join(folder, 'run.cast'), 'utf8'), host.printed());
});

test('an export of the screen refuses what is about tables and samples, and writes nothing', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-cast-'));
	t.after(() => rmSync(folder, {recursive: true, force: true}));
	const world = createDemoWorld({seed: 1, trials: 3});
	world.advanceTo(600_000);
	const run = writeRun(folder, 'gemm', world.events());
	for (const words of [['--telemetry', 'samples'], ['--csv-safe'], ['--formula', 'x=flops / 2']]) {
		const host = createFakeHost(folder);
		assert.equal(await main(['export', run, '--output', 'run.cast', ...words], host), 2, words.join(' '));
		assert.match(host.noted(), new RegExp(`an asciicast shows the screen: it takes no ${words[0]}`));
		assert.deepEqual([existsSync(join(folder, 'run.cast')), existsSync(join(folder, 'samples'))], [false, false]);
	}
});

/** Sequences that the screen itself writes: colours, places, erasing, the cursor's look. */
const OWN_SEQUENCE = /\u001B\[\??[\d;]*[A-Za-z]/g;

test('names, notices and errors with escape sequences in them act on no terminal that plays it', () => {
	const evil = 'x\u001B]0;owned\u0007\u009B2J\u001B[2J\u001Bc\u202Ey';
	const place = (seq: number): Pick<SweepEvent, 'seq' | 't' | 'mono_ms' | 'boot'> => ({
		seq,
		t: '1969-12-31T23:59:00.000Z',
		mono_ms: seq * 1000,
		boot: 'b',
	});
	const world = createDemoWorld({seed: 1, trials: 3});
	const [started] = world.events();
	assert.ok(started?.type === 'sweep-started');
	const metric = {name: evil, reduce: 'last', stream: false} as const;
	const sweep = {
		...started.sweep,
		name: evil,
		metrics: [metric],
		objectives: [{metric: evil, direction: 'minimize'}],
	} as const;
	const of = {trial: 1, execution: 1} as const;
	const recording = createRecording([
		{...started, ...place(1), sweep},
		{...place(2), type: 'notice', level: 'error', text: evil, about: evil},
		{...place(3), type: 'trial-queued', trial: 1, params: {[evil]: evil}, by: evil},
		{...place(4), type: 'execution-started', ...of, role: 'measured', attempt: 1, argv: [evil], pid: 1, startTicks: 1},
		{...place(5), type: 'metric-reported', ...of, name: evil, value: 1, step: 1},
		{
			...place(6),
			type: 'execution-ended',
			...of,
			outcome: 'failed',
			why: evil,
			metrics: {[evil]: 1},
			telemetry: {},
			flags: [evil],
		},
		{
			...place(7),
			type: 'trial-ended',
			trial: 1,
			state: 'failed',
			why: evil,
			metrics: {[evil]: 1},
			telemetry: {},
			flags: [evil],
		},
		{...place(8), type: 'sweep-ended', why: evil, totals: {trials: 1, time_s: 1}},
	]);
	assert.ok(recording !== undefined);
	const cast = [...asciicastChunks({session: createDemoSession(world, `/runs/${evil}`), recording})].join('');
	const [head = '', ...lines] = cast.trimEnd().split('\n');
	const header = JSON.parse(head) as {readonly title: string; readonly timestamp?: number};
	assert.equal(header.timestamp, undefined, 'the format has none before 1970');
	for (const text of [header.title, ...lines.map(line => (JSON.parse(line) as readonly [number, string, string])[2])])
		assert.doesNotMatch(text.replaceAll(OWN_SEQUENCE, '').replaceAll(/[\r\n]/g, ''), /[\p{Cc}\u202E]/u);
});

test('a run of any length, also one that a journal made up, has a minute of frames', () => {
	const world = createDemoWorld({seed: 1, trials: 2});
	world.advanceTo(600_000);
	const [first, ...rest] = world.events();
	assert.ok(first !== undefined);
	for (const toMs of [1e15, 2 ** 60 + 512, 1e300, Number.POSITIVE_INFINITY]) {
		const late = rest.map(event => ({
			...event,
			mono_ms: toMs === 2 ** 60 + 512 ? toMs : Math.min(toMs, event.mono_ms),
		}));
		const end = {...late.at(-1), mono_ms: toMs} as SweepEvent;
		const recording = createRecording([
			{...first, mono_ms: toMs === 2 ** 60 + 512 ? 2 ** 60 : first.mono_ms},
			...late,
			end,
		]);
		assert.ok(recording !== undefined);
		let lines = 0;
		let last = '';
		for (const line of asciicastChunks({session: createDemoSession(world, '/runs/x'), recording})) {
			lines += 1;
			last = line;
		}
		const [seconds] = JSON.parse(last) as readonly [number];
		assert.ok(lines < 300 && seconds < 70, `${toMs} ms: ${lines} lines, ${seconds} s`);
	}
});
