import assert from 'node:assert/strict';
import {cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {createSweepState, reduceSweep} from '../../source/domain/sweep-state.ts';
import {main} from '../../source/commands/main.ts';
import {readJournal} from '../../source/journal/read.ts';
import {createFakeHost, type FakeHost} from '../helpers/fake-host.ts';
import {REPOSITORY} from '../helpers/repository.ts';

const FORMATS = join(REPOSITORY, 'test', 'fixtures', 'formats');

function makeFolder(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-import-'));
	t.after(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

async function run(folder: string, ...argv: readonly string[]): Promise<FakeHost & {readonly code: number}> {
	const host = createFakeHost(folder);
	const code = await main([...argv], host);
	return Object.assign(host, {code});
}

function refuses({code, noted}: {readonly code: number; readonly noted: () => string}, why: RegExp): void {
	assert.equal(code, 2);
	assert.match(noted(), why);
}

describe('sweeptop import', () => {
	it('writes a run that every command reads like one of ours', async t => {
		const folder = makeFolder(t);
		const {code, printed, noted} = await run(
			folder,
			'import',
			join(FORMATS, 'optuna_journal.log'),
			'--study',
			'lr-sweep',
			'--out',
			'lr',
		);
		assert.equal(code, 0, noted());
		assert.equal(printed().trim(), 'lr');
		assert.match(
			noted(),
			/11 trials \(1 queued, 1 running, 5 complete, 1 failed, 3 pruned\) from optuna_journal\.log \(Optuna journal\)/,
		);
		const directory = join(folder, 'lr');
		let state = createSweepState();
		for (const {event} of readJournal(directory, {onDamage: damage => assert.fail(JSON.stringify(damage))}))
			state = reduceSweep(state, event);
		assert.equal(state.trials.length, 11);
		assert.equal(state.phase, 'ended');
		assert.equal(statSync(directory).mode & 0o777, 0o700);
		assert.match(
			readFileSync(join(directory, 'trials.csv'), 'utf8'),
			/^trial,state,flags,started_at,duration_s,lr,dropout,batch_size,layers,optimizer,val_loss/,
		);
		assert.equal(JSON.parse(readFileSync(join(directory, 'sweep.lock.json'), 'utf8')).sweep.name, 'lr-sweep');
		// The curves stand where those of a run of ours do.
		const curve = readFileSync(join(directory, 'trials', '000001', 'e01', 'metrics.csv'), 'utf8');
		assert.match(curve, /^mono_ms,step,val_loss\n/);
		const all = readFileSync(join(directory, 'all_metrics.csv'), 'utf8').trim().split('\n');
		assert.match(all[0] ?? '', /^trial,execution,mono_ms,step,val_loss$/);
		const points = state.trials.reduce((sum, trial) => sum + (trial?.curves['val_loss']?.length ?? 0), 0);
		assert.equal(all.length - 1, points);
		const imported = (await run(folder, 'table', 'lr', '--json')).printed();
		const direct = (await run(folder, 'table', `${join(FORMATS, 'optuna_journal.log')}#lr-sweep`, '--json')).printed();
		assert.deepEqual(JSON.parse(imported), JSON.parse(direct), 'a run and the file itself show the same');
	});

	it('writes a run for each of several sweeps', async t => {
		const folder = makeFolder(t);
		const {code, printed} = await run(folder, 'import', join(FORMATS, 'optuna.sqlite3'), '--out', 'all');
		assert.equal(code, 0);
		assert.deepEqual(printed().trim().split('\n'), ['all/lr-sweep', 'all/acc-vs-energy', 'all/grid-import']);
	});

	it('makes one run of several sources, with a parameter that says where a trial is from', async t => {
		const folder = makeFolder(t);
		writeFileSync(join(folder, 'mine.csv'), 'lr,layers,val_loss\n0.002,2,0.09\n0.004,1,0.4\n');
		const study = `${join(FORMATS, 'optuna_journal.log')}#lr-sweep`;
		const {code, noted} = await run(folder, 'import', 'mine.csv', study, '--params', 'lr,layers', '--out', 'both');
		assert.equal(code, 0, noted());
		assert.match(
			noted(),
			/13 trials \(.*7 complete.*\) from mine\.csv \(CSV.*\), optuna_journal\.log \(Optuna journal\)/,
		);
		const imported = JSON.parse((await run(folder, 'table', 'both', '--json')).printed());
		assert.deepEqual(imported[0].params, {run: 'mine.csv', lr: 0.002, layers: 2});
		assert.deepEqual([imported[1].params.run, imported[1].source_trial], ['optuna_journal.log#lr-sweep', '1']);
		const lock = JSON.parse(readFileSync(join(folder, 'both', 'sweep.lock.json'), 'utf8'));
		assert.equal(lock.sweep.runParameter, 'run');
		// What is drawn of the files themselves has the same names in it.
		const history = (await run(folder, 'plot', 'both', 'history', '--ascii')).printed();
		assert.match(history, /mine\.csv #1 0\.0900/);
		refuses(
			await run(folder, 'import', 'mine.csv', join(FORMATS, 'optuna.sqlite3'), '--out', 'no'),
			/holds 3 sweeps: lr-sweep, acc-vs-energy, grid-import/,
		);
		assert.ok(!existsSync(join(folder, 'no')));
	});

	it('keeps telemetry, and takes the words of the person', async t => {
		const folder = makeFolder(t);
		writeFileSync(join(folder, 'r.csv'), 'u,v,w\n1,1,5\n2,1,4\n3,1,3\n');
		await run(folder, 'import', 'r.csv', '--params', 'u', '--minimize', 'w', '--out', 'r');
		const rows: readonly {readonly trial: number; readonly params: object}[] = JSON.parse(
			(await run(folder, 'table', 'r', '--json')).printed(),
		);
		assert.deepEqual(rows[0], {...rows[0], trial: 3, params: {u: 3}});
		refuses(
			await run(folder, 'import', 'r.csv', '--params', 'u', '--metrics', 'u', '--out', 'x'),
			/"u" is in --params and in --metrics/,
		);
		assert.ok(!existsSync(join(folder, 'x')));
		refuses(await run(folder, 'import', 'r.csv', '--out', 'r'), /already holds a run/);
		refuses(await run(folder, 'resume', join(folder, 'r')), /was imported: there is no command to go on with/);
	});

	it('is told with PATH#NAME which of several sweeps is meant', async t => {
		const folder = makeFolder(t);
		const path = join(FORMATS, 'optuna.sqlite3');
		refuses(await run(folder, 'table', path), /holds 3 sweeps: lr-sweep, acc-vs-energy, grid-import/);
		refuses(await run(folder, 'table', `${path}#lr-swep`), /has no sweep "lr-swep"/);
		cpSync(path, join(folder, 'a#b.db'));
		refuses(await run(folder, 'table', 'a#b.db'), /holds 3 sweeps/);
		refuses(await run(folder, 'table', './no.csv'), /is no run/);
	});

	it('plots, exports and divides a foreign file without a copy', async t => {
		const folder = makeFolder(t);
		const grid = join(FORMATS, 'lab3_grid_4x4.csv');
		const plot = await run(folder, 'plot', grid, 'heatmap', '--x', 'data_in_width', '--y', 'weight_width', '--ascii');
		assert.match(plot.printed(), /accuracy/);
		const csv = await run(folder, 'export', grid, '--format', 'csv');
		assert.equal(csv.printed().split('\n').length, 18);
		const ratio = await run(
			folder,
			'ratio',
			`${join(FORMATS, 'optuna_journal.log')}#acc-vs-energy`,
			'--metric',
			'accuracy',
			'--split',
			'weight_bits=16/4',
			'--json',
		);
		assert.equal(ratio.code, 0);
	});
});

describe('sweeptop concat', () => {
	it('joins unlike files in order of numbers, with the union of their columns', async t => {
		const folder = makeFolder(t);
		for (const [name, text] of Object.entries({
			'run_10.csv': 'loss,lr\n3,0.3\n',
			'run_2.csv': 'lr,loss,source\n0.1,1,"a,b"\n0.2,2,c\n',
			'other.txt': 'x\n1\n',
		}))
			writeFileSync(join(folder, name), text);
		const {printed, noted} = await run(folder, 'concat', '.');
		assert.equal(printed(), 'source.2,lr,loss,source\nrun_2.csv,0.1,1,"a,b"\nrun_2.csv,0.2,2,c\nrun_10.csv,0.3,3,\n');
		assert.equal(noted(), '2 files joined\n');
		refuses(await run(folder, 'concat', '.', '--name', '*.tsv'), /no file in .* matches \*\.tsv/);
		await run(folder, 'concat', '.', '--output', 'all.csv');
		assert.equal(readFileSync(join(folder, 'all.csv'), 'utf8'), printed());
	});
});
