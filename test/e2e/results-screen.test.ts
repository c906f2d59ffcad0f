import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {suite, test, type TestContext} from 'node:test';
import {encode} from 'fast-png';
import {encodeLine} from '../../source/journal/line.ts';
import {buildProgram, runShell} from '../helpers/built-program.ts';
import {type PlotSweep, plotEvents} from '../helpers/plot-sweep.ts';
import {openPtyScreen, type PtyScreen} from '../helpers/pty-screen.ts';
import {LAUNCHER} from '../helpers/repository.ts';

buildProgram();

const SWEEP: PlotSweep = {
	parameters: [
		{name: 'opt', domain: {kind: 'choice', values: ['sgd', 'adam']}},
		{name: 'lr', domain: {kind: 'choice', values: [0.1, 0.2, 0.3]}},
	],
	metrics: [{name: 'acc', unit: '%'}],
	objectives: [{metric: 'acc', direction: 'maximize'}],
	trials: [0.1, 0.2, 0.3].flatMap(lr =>
		(['sgd', 'adam'] as const).map((opt, index) => {
			const acc = 50 + 100 * lr + 3 * index;
			const repeats = [-1, 0, 1].map(by => ({acc: acc + by}));
			const curve = [1, 2, 3].map(step => ['acc', step, (acc * step) / 3] as const);
			return {params: {opt, lr}, metrics: {acc}, repeats, curve, ...(lr === 0.2 ? {flags: ['THERM']} : {})};
		}),
	),
};

/** Runs of that sweep on disk; the first one left a picture in its best trial. */
function writeRuns(t: TestContext): string {
	const runs = mkdtempSync(join(tmpdir(), 'sweeptop-results-'));
	t.after(() => rmSync(runs, {recursive: true, force: true}));
	for (const name of ['night', 'day']) {
		const artifacts = join(runs, name, 'trials', '000006', 'e03', 'artifacts');
		mkdirSync(artifacts, {recursive: true});
		const lines = plotEvents({...SWEEP, name}).map(event => `${encodeLine(event)}\n`);
		writeFileSync(join(runs, name, 'journal.ndjson'), lines.join(''));
		const data = new Uint8Array(32 * 32 * 3).fill(200);
		writeFileSync(join(artifacts, 'map.png'), encode({width: 32, height: 32, data, channels: 3}));
	}
	return runs;
}

function view(t: TestContext, ...paths: readonly string[]): PtyScreen {
	const screen = openPtyScreen({argv: [LAUNCHER, 'view', ...paths], columns: 120, rows: 40});
	t.after(() => screen.close());
	return screen;
}

/** Opens the filter of the leaderboard: text that comes at once is a paste, which is no key. */
async function openFilter(screen: PtyScreen): Promise<void> {
	screen.type('2');
	await screen.waitForText(/2 trials/);
	screen.type('/');
	await screen.waitForText(/filter:/);
}

suite('results on the screen', {concurrency: 2}, () => {
	test('the best trial is found, seen, and compared with the second', async t => {
		const runs = writeRuns(t);
		const screen = view(t, join(runs, 'night'));
		await screen.waitForText(/best #6|#6 best/);
		screen.type('2');
		await screen.waitForText(/★ ?6 +83/);
		screen.type('  C');
		await screen.waitForText(/parameters that differ/);
		assert.match(screen.text(), /acc +% +83 +80 ×0\.96 p \.\d+/);
		await screen.waitForText(/y acc/);
		screen.press('escape');
		await screen.waitForText(/\*★? ?6 +83/);
		screen.press('home', 'enter');
		await screen.waitForText(/#6 +complete +rank 1 of 6 +best/);
		await screen.waitForText(/acc +83.*#5 \+3\.8 %/);
		screen.press('pageDown');
		await screen.waitForText(/map\.png +\d+ B/);
		assert.ok(screen.text().includes('▀'), 'the picture is drawn in half blocks');
		screen.type('q');
		assert.equal((await screen.exited).code, 0);
	});

	test('trials are filtered, tagged and noted in a finished run; the next command sees it', async t => {
		const runs = writeRuns(t);
		const directory = join(runs, 'night');
		const screen = view(t, directory);
		await screen.waitForText(/best #6|#6 best/);
		await openFilter(screen);
		screen.type('lr:/^0.[12]$/ -has:flags');
		await screen.waitForText(/\[2\/6\]/);
		screen.press('enter');
		screen.press('end');
		screen.type('Tweak old\r');
		await screen.waitForText(/tagged #1/);
		screen.type('Nfan was off\r');
		await screen.waitForText(/fan was off/);
		screen.type('/');
		screen.type(' tag:weak\r');
		await screen.waitForText(/\[1\/6\]/);
		screen.type('q');
		assert.equal((await screen.exited).code, 0);
		assert.match(readFileSync(join(directory, 'journal.ndjson'), 'utf8'), /"command":"note-trial"/);
		const {stdout, status} = runShell(
			`sweeptop table ${directory} --where 'tag:weak has:note' --columns acc,tags,note`,
			{cwd: runs},
		);
		assert.equal(status, 0);
		assert.match(stdout, /1 +60 +weak old +fan was off/);
		const bad = runShell(`sweeptop table ${directory} --where 'acc > 1 lr >'`, {cwd: runs});
		assert.equal(bad.status, 2);
		assert.match(bad.stderr, /At character 12\.\n +acc > 1 lr >\n {13}\^/);
	});

	test('several runs stand beside each other, a parameter says which', async t => {
		const runs = writeRuns(t);
		const screen = view(t, join(runs, 'night'), join(runs, 'day'));
		await screen.waitForText(/night \+ day/);
		screen.type('2');
		await screen.waitForText(/run +opt +lr/);
		await openFilter(screen);
		screen.type('run:day opt:adam');
		await screen.waitForText(/\[3\/12\]/);
		screen.press('enter', 'enter');
		await screen.waitForText(/#12 \(source 6\) +complete/);
		screen.press('pageDown');
		await screen.waitForText(/map\.png/);
		screen.type('q');
		assert.equal((await screen.exited).code, 0);
	});

	test("another program's file says that it was read once and how to follow it, and claims no files of ours", async t => {
		const runs = writeRuns(t);
		const path = join(runs, 'grow.csv');
		writeFileSync(path, 'lr,loss\n0.1,2\n0.2,1\n');
		const screen = view(t, path);
		await screen.waitForText(/read once; to follow it: sweeptop watch --study .*grow\.csv/);
		screen.type('q');
		await screen.waitForText(/^best +#2 loss=1/m);
		assert.doesNotMatch(screen.text(), /trials\.csv/);
	});
});
