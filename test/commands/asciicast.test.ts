import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import xterm from '@xterm/headless';
import {asciicastChunks} from '../../source/commands/asciicast.ts';
import {main} from '../../source/commands/main.ts';
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
