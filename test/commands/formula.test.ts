import assert from 'node:assert/strict';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {main} from '../../source/commands/main.ts';
import {createFakeHost} from '../helpers/fake-host.ts';
import {REPOSITORY} from '../helpers/repository.ts';

const GRID = join(REPOSITORY, 'test', 'fixtures', 'formats', 'lab3_grid_4x4.csv');
const CHIP = join(REPOSITORY, 'test', 'fixtures', 'systems', 'asap7', 'asap7-tuning-20220804141156');

function makeFolder(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-formula-'));
	t.after(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

type Ran = {readonly code: number; readonly printed: string; readonly noted: string};

async function run(folder: string, ...argv: readonly string[]): Promise<Ran> {
	const host = createFakeHost(folder);
	const code = await main([...argv], host);
	return {code, printed: host.printed(), noted: host.noted()};
}

type JsonTrial = {readonly trial: number; readonly metrics?: Record<string, number>; readonly missing?: object};

async function trialsOf(folder: string, ...argv: readonly string[]): Promise<readonly JsonTrial[]> {
	const {code, printed, noted} = await run(folder, 'table', ...argv, '--json');
	assert.equal(code, 0, noted);
	return JSON.parse(printed);
}

describe('--formula', () => {
	it('works out a metric over an imported file, from metrics, parameters and a formula before it', async t => {
		const folder = makeFolder(t);
		const trials = await trialsOf(
			folder,
			GRID,
			...['--formula', 'ratio=accuracy / loss'],
			...['--formula', 'half=ratio / 2 + 0 * data_in_width'],
		);
		assert.equal(trials.length, 16);
		for (const {metrics = {}} of trials) {
			const {accuracy = 0, loss = 0, ratio, half} = metrics;
			assert.equal(ratio, accuracy / loss);
			assert.equal(half, accuracy / loss / 2);
		}
	});

	it('says why a trial has no value, and sorts by what it gives', async t => {
		const folder = makeFolder(t);
		const formula = ['--formula', 'util=finish__design__instance__utilization / 100'];
		const trials = await trialsOf(folder, CHIP, ...formula, '--sort=-util');
		const utils = trials.flatMap(({metrics}) => metrics?.['util'] ?? []);
		assert.equal(utils.length, 15);
		assert.deepEqual(
			utils,
			utils.toSorted((a, b) => b - a),
		);
		const failed = trials.find(({trial}) => trial === 11);
		assert.equal(failed?.metrics?.['util'], undefined);
		assert.equal(trials.at(-1)?.trial, 11);
	});

	it('is a column like any other in a plot, a condition, a ratio and an export', async t => {
		const folder = makeFolder(t);
		const formula = ['--formula', 'millijoule=latency_us * cpu_power_w / 1000'];
		const plot = await run(folder, 'plot', GRID, 'scatter', '--x', 'millijoule', '--y', 'accuracy', ...formula);
		assert.equal(plot.code, 0, plot.noted);
		assert.match(plot.printed, /x millijoule/);
		const some = await trialsOf(folder, GRID, ...formula, '--where', 'millijoule > 5');
		assert.ok(some.length > 0 && some.length < 16);
		const ratio = await run(
			folder,
			...['ratio', GRID, '--metric', 'millijoule', '--split', 'weight_width=8/4', ...formula],
		);
		assert.equal(ratio.code, 0, ratio.noted);
		const csv = await run(folder, 'export', GRID, '--format', 'csv', ...formula);
		assert.match(csv.printed.split('\n', 1)[0] ?? '', /,gpu_power_delta_w,millijoule,/);
	});

	it('stays in the run that an import writes, and may be what was searched for', async t => {
		const folder = makeFolder(t);
		const formula = ['--formula', 'ratio=accuracy / loss'];
		const {code, noted} = await run(folder, 'import', GRID, ...formula, '--maximize', 'ratio', '--out', 'run');
		assert.equal(code, 0, noted);
		const lock = JSON.parse(readFileSync(join(folder, 'run', 'sweep.lock.json'), 'utf8'));
		assert.deepEqual(lock.sweep.objectives, [{metric: 'ratio', direction: 'maximize'}]);
		const [best, second] = await trialsOf(folder, 'run', '--top', '2');
		assert.ok((best?.metrics?.['ratio'] ?? 0) > (second?.metrics?.['ratio'] ?? 0));
		const [twice] = await trialsOf(folder, 'run', '--top', '1', '--formula', 'twice=ratio * 2');
		assert.equal(twice?.metrics?.['twice'], (best?.metrics?.['ratio'] ?? 0) * 2);
	});

	it('gives NaN of the file no word, and a text no number', async t => {
		const folder = makeFolder(t);
		writeFileSync(join(folder, 'odd.csv'), 'lr,loss,mode\n1,nan,a\n2,0.5,b\n');
		const imported = await run(folder, 'import', 'odd.csv', '--params', 'lr,mode', '--out', 'odd');
		assert.equal(imported.code, 0, imported.noted);
		const rows = await trialsOf(
			folder,
			...['odd', '--sort', 'trial', '--formula', 'twice=loss * 2', '--formula', "is_b=mode == 'b'"],
		);
		assert.deepEqual(
			rows.map(({metrics}) => [metrics?.['twice'], metrics?.['is_b']]),
			[
				['NaN', 0],
				[1, 1],
			],
		);
	});

	it('refuses a mistake with its place, before anything is written', async t => {
		const folder = makeFolder(t);
		const refused = async (formula: string, why: RegExp): Promise<void> => {
			const {code, noted} = await run(folder, 'import', GRID, '--formula', formula, '--out', 'run');
			assert.equal(code, 2);
			assert.match(noted, why);
			assert.equal(existsSync(join(folder, 'run')), false);
		};
		await refused('x=acuracy * 2', /reads "acuracy", which no trial has\n.*Did you mean "accuracy"\?/);
		await refused('accuracy=loss', /has the name of a parameter or metric/);
		await refused('data_in_width=loss', /has the name of a parameter or metric/);
		await refused('loss * 2', /has no name for what it gives/);
		await refused('x=loss *', /ends too early\n {2}At character 7\./);
		await refused('energy_j=loss', /"energy_j" is a column of the results/);
		await refused('__proto__=loss.constructor', /which no trial has/);
	});

	it('takes names with other characters between backquotes, and says so', async t => {
		const folder = makeFolder(t);
		writeFileSync(join(folder, 'runs.csv'), 'lr,train/loss,val/loss\n0.1,1,1.5\n0.2,1.25,1.5\n');
		const trials = await trialsOf(folder, 'runs.csv', '--formula', 'gap=`val/loss` - `train/loss`', '--sort', 'gap');
		assert.deepEqual(
			trials.map(({metrics}) => metrics?.['gap']),
			[0.25, 0.5],
		);
		const {code, noted} = await run(folder, 'table', 'runs.csv', '--formula', 'gap=val/loss');
		assert.equal(code, 2);
		assert.match(noted, /Write such a name between backquotes: `val\/loss`\./);
	});
});
