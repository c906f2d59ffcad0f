import assert from 'node:assert/strict';
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {hostname} from 'node:os';
import {join, relative} from 'node:path';
import process from 'node:process';
import {suite, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {buildProgram} from '../helpers/built-program.ts';
import type {PtyScreen} from '../helpers/pty-screen.ts';
import {eventsOf, onlyRun, readRows, readState} from './run-files.ts';
import {eventually, exitOf, openWorld} from './world.ts';

buildProgram();

const set = (...pairs: readonly string[]): readonly string[] => pairs.flatMap(pair => ['--set', pair]);

/** Trials of 0.4 s in place of 1.4 s, read often enough for an energy; with `npm run faults` as the preset has them. */
const HEADLESS =
	process.env['SWEEPTOP_FAULTS'] === '1' ? [] : set('parameters.seconds=0.4', 'telemetry.interval=100ms');

const SIZES = ['32', '64', '96', '128'];
/** What a screen is looked at for does not depend on how much is multiplied. */
const ON_SCREEN = set('parameters.seconds=0.4', `parameters.size=[${SIZES.join(', ')}]`);

/** Every file and folder below a folder. */
function everyPath(folder: string): readonly string[] {
	return readdirSync(folder, {recursive: true, encoding: 'utf8'}).map(name => join(folder, name));
}

/** The cells of a sparkline: blocks of an eighth up to a whole, or braille. */
function sparkline(rows: readonly string[], label: string): string {
	const row = rows.find(line => line.startsWith(` ${label} `)) ?? '';
	return row.replaceAll(/[^▁▂▃▄▅▆▇█\u2800-\u28FF]/g, '');
}

/** Looks at a screen four times a second until it says that the sweep is over. */
async function watch(screen: PtyScreen, runs: string, isWide: boolean): Promise<Watched> {
	const watched: Watched = {
		sparklines: new Set(),
		places: new Set(),
		progress: new Set(),
		outputs: new Set(),
		last: '',
	};
	await eventually(
		'the end of the sweep',
		async () => {
			const rows = screen.snapshot();
			const text = rows.join('\n');
			if (text.includes('gemm  complete')) return true;
			watched.last = text;
			const cells = isWide
				? rows
						.slice(2, 40)
						.map(row => row.slice(19, 55).replaceAll(/[^\u2800-\u28FF]/g, ''))
						.join('|')
				: sparkline(rows, 'cpu');
			if (cells !== '') watched.sparklines.add(cells);
			for (const match of text.matchAll(/^.*?[▌ ★]+(\d+) +[\d.]+ +(?:[▏▎▍▌▋▊▉█]|[\d.]+ +\S)/gm))
				watched.places.add(match[1] ?? '');
			const progress = /grid (\d+)\/24/.exec(text)?.[1];
			if (progress !== undefined) watched.progress.add(progress);
			for (const match of text.matchAll(
				/Running GEMM|\d+\/\d+ \[\d\d:\d\d|Matrix \d+ \(block|Starting (?:HALF|FLOAT|DOUBLE)/g,
			))
				watched.outputs.add(match[0]);
			await sleep(250);
			return false;
		},
		240_000,
	);
	assert.ok(readState(onlyRun(runs)).phase === 'ended');
	return watched;
}

type Watched = {
	readonly sparklines: Set<string>;
	/** Trials that were seen in the leaderboard with a value. */
	readonly places: Set<string>;
	readonly progress: Set<string>;
	/** What was seen of the running program's own terminal. */
	readonly outputs: Set<string>;
	/** The last frame before the end. */
	last: string;
};

/** What the terminal was left with: its last mode switches. */
function lastModes(screen: PtyScreen): {readonly cursor: string | undefined; readonly mouse: string | undefined} {
	const bytes = screen.received().toString('latin1');
	return {cursor: bytes.match(/\u001B\[\?25[hl]/g)?.at(-1), mouse: bytes.match(/\u001B\[\?1000[hl]/g)?.at(-1)};
}

suite('the gemm preset', {concurrency: 3}, () => {
	test('headless: 24 rows with flops and an energy that says where it comes from; every file of a run, private', async t => {
		const world = openWorld(t);
		const argv = ['run', 'gemm', '--headless', '--out', 'out', ...HEADLESS];
		const {code, out, note} = await world.run(argv, {timeoutMs: 300_000});
		assert.equal(code, 0, note);
		assert.equal(out.split('\n').filter(line => /^#\d+ complete \d+\/24 /.test(line)).length, 24);
		const directory = world.path('out');
		const rows = readRows(directory);
		assert.equal(rows.length, 24);
		for (const row of rows) {
			assert.equal(row['state'], 'complete');
			assert.ok(Number(row['flops']) > 0 && Number(row['latency']) > 0);
		}
		assert.equal(new Set(rows.map(row => `${row['dtype']} ${row['size']} ${row['block']}`)).size, 24);
		const hasSensor = rows.some(row => row['power_scope'] !== 'estimate');
		if (hasSensor) t.diagnostic('this machine has a power sensor');
		let withEnergy = 0;
		for (const row of hasSensor ? [] : rows) {
			assert.equal(row['power_source'], 'tdp-estimate');
			// Where the machine was too busy to read in time, a trial has no energy rather than a wrong one, and says so.
			if (row['energy_j'] === '') {
				assert.match(row['flags'] ?? '', /\bGAP\b/, JSON.stringify(row));
				continue;
			}
			withEnergy += 1;
			assert.ok(Number(row['energy_j']) > 0 && Number(row['flops_per_watt']) > 0, JSON.stringify(row));
			assert.ok(
				Number(row['energy_lo_j']) <= Number(row['energy_j']) && Number(row['energy_j']) <= Number(row['energy_hi_j']),
			);
			assert.match(row['confidence'] ?? '', /^(?:none|low|medium)$/);
		}
		assert.ok(hasSensor || withEnergy > 0, 'no trial has an energy');
		checkFiles(directory);
	});

	for (const [columns, rows] of [
		[80, 24],
		[200, 50],
	] as const) {
		test(`in a terminal of ${columns}×${rows}: lives while it runs, shows the heatmap at the end, leaves a clean terminal`, async t => {
			const world = openWorld(t);
			const screen = world.screen(['run', 'gemm', ...ON_SCREEN], {columns, rows});
			await screen.waitForText(/gemm {2}running · grid \d+\/24/, 60_000);
			assert.ok(screen.alternate());
			const watched = await watch(screen, world.runs, columns > 100);
			assert.ok(watched.sparklines.size >= 4, `sparklines: ${[...watched.sparklines].join('  ')}`);
			const last = `at last:\n${watched.last}`;
			// The table has room for seven; a busy machine draws a frame for every second or third trial.
			assert.ok(watched.places.size >= 5, `leaderboard: ${[...watched.places].join(' ')}; ${last}`);
			assert.ok(watched.progress.size >= 8, `progress: ${[...watched.progress].join(' ')}; ${last}`);
			assert.ok(watched.outputs.size >= 3, `the program's terminal: ${[...watched.outputs].join(', ')}; ${last}`);

			const run = onlyRun(world.runs);
			const heatmap = await screen.waitForText(/flops \(.?FLOP\/s.*x size +y dtype/, 60_000);
			for (const tick of [...SIZES, 'half', 'float', 'double']) assert.ok(heatmap.includes(tick), tick);
			assert.match(heatmap, /★/);
			assert.match(heatmap, /trials\.csv/);
			assert.ok(heatmap.includes(`trials.csv trials.json in ${relative(world.directory, run)}`), heatmap);
			screen.type('4');
			const scatter = await screen.waitForText(/y flops[^\n]*x size/);
			assert.match(scatter, /[•▲■◆\u2801-\u28FF]/);
			screen.type('2');
			await screen.waitForText(/#.*FLOP\/s/);
			screen.type('q');
			assert.deepEqual(await exitOf(screen), {code: 0, signal: 0});
			assert.ok(!screen.alternate());
			assert.deepEqual(lastModes(screen), {cursor: '\u001B[?25h', mouse: '\u001B[?1000l'});
			assert.match(screen.text(), /sweep {3}gemm: space exhausted 24\/24\nbest {4}#\d+ flops=/);
			assert.ok(screen.text().includes(`${relative(world.directory, run)}/trials.csv`), screen.text());
			assert.equal(readRows(run).length, 24);
			assert.equal(eventsOf(run, 'trial-ended').length, 24);
		});
	}
});

/** The run directory of CONTRACTS section 4: all files, private, without the name of the host. */
function checkFiles(directory: string): void {
	const expected = [
		'all_metrics.csv',
		'executions.csv',
		'journal.ndjson',
		'metadata.json',
		'packages.txt',
		'sweep.lock.json',
		'sweep.toml',
		'telemetry.csv',
		'trials',
		'trials.csv',
		'trials.json',
	];
	// A sensor that opens late on a busy machine has its first samples in a segment of its own.
	const found = readdirSync(directory).filter(name => !/^telemetry\.csv\.\d+$/.test(name));
	assert.deepEqual(found.toSorted(), expected);
	const paths = everyPath(directory);
	for (const path of [directory, ...paths]) {
		const stats = statSync(path);
		const wanted = stats.isDirectory() ? 0o700 : 0o600;
		assert.equal((stats.mode & 0o777).toString(8), wanted.toString(8), path);
	}
	const folder = join(directory, 'trials', '000001');
	assert.deepEqual(readdirSync(folder).toSorted(), ['e01', 'params.json']);
	const {dtype, size, block} = JSON.parse(readFileSync(join(folder, 'params.json'), 'utf8'));
	assert.deepEqual([dtype, size, block], ['half', 64, 16]);
	assert.match(readFileSync(join(folder, 'e01', 'output.log'), 'utf8'), /Matrix 64 \(block 16\) - [\d.eE+]+ FLOPS/);
	const {trials, best, schema} = JSON.parse(readFileSync(join(directory, 'trials.json'), 'utf8'));
	assert.ok(trials.length === 24 && best >= 1 && best <= 24 && schema !== undefined);
	assert.equal(readRows(directory, 'executions.csv').length, 24);
	const segments = readdirSync(directory).filter(name => name.startsWith('telemetry.csv'));
	const telemetry = segments.flatMap(name => readFileSync(join(directory, name), 'utf8').trimEnd().split('\n'));
	assert.match(telemetry[0] ?? '', /^mono_ms,t,/);
	assert.ok(telemetry.length - segments.length > 30, `${telemetry.length} samples`);
	assert.match(readFileSync(join(directory, 'packages.txt'), 'utf8'), /^# sweeptop [\d.]+\n# node v\d+/);
	const metadata = JSON.parse(readFileSync(join(directory, 'metadata.json'), 'utf8'));
	assert.ok(metadata.cpu.cores > 0 && metadata.sources.length > 0);
	if (hostname().length < 4) return;
	for (const path of paths) {
		if (statSync(path).isFile())
			assert.ok(!readFileSync(path, 'latin1').includes(hostname()), `${path} names the host`);
	}
}
