import assert from 'node:assert/strict';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {createInterruptedTotals} from '../../source/commands/runs/interrupted-totals.ts';
import {main} from '../../source/commands/main.ts';
import {registerLiveRun} from '../../source/journal/live-runs.ts';
import {acquireLock} from '../../source/journal/lock.ts';
import {readIdentity} from '../../source/journal/process-identity.ts';
import {createFakeHost} from '../helpers/fake-host.ts';
import {writeRun} from '../helpers/run-on-disk.ts';
import {SAMPLE_FACTS} from '../helpers/sample-sweep.ts';

const folder = mkdtempSync(join(tmpdir(), 'sweeptop-runs-'));
after(() => rmSync(folder, {recursive: true}));
const state = join(folder, 'state');

async function run(runs: string, ...argv: readonly string[]) {
	const host = createFakeHost(folder, {XDG_STATE_HOME: state, SWEEPTOP_RUNS: runs});
	const code = await main(argv, host);
	return {code, out: host.printed(), note: host.noted()};
}

function makeRuns(name: string): string {
	const runs = join(folder, name);
	mkdirSync(runs);
	return runs;
}

const ENDED = 'sample-20261121-194500-00aa';
const OPEN = 'sample-20261121-194600-00bb';

test('ls lists live runs anywhere, then those in --runs, newest first', async () => {
	const runs = makeRuns('ls');
	writeRun(runs, ENDED, SAMPLE_FACTS);
	writeRun(runs, OPEN, SAMPLE_FACTS.slice(0, -1));
	const elsewhere = writeRun(join(folder, 'elsewhere'), 'live-run', SAMPLE_FACTS.slice(0, 3));
	const live = {...readIdentity(''), path: elsewhere, started: '2026-11-21T19:47:00.000Z'};
	const leave = await registerLiveRun(join(state, 'sweeptop'), live);
	try {
		const listed = JSON.parse((await run(runs, 'ls', '--json')).out);
		const common = {at: '2026-11-21T19:45:12.000Z', why: 'every point was run'};
		assert.deepEqual(listed, [
			{name: 'live-run', path: elsewhere, state: 'live', pid: process.pid, at: live.started},
			{
				name: OPEN,
				path: join(runs, OPEN),
				state: 'interrupted',
				at: '2026-11-21T19:45:11.000Z',
				totals: {trials: 3, time_s: 11, energy_j: 28.4},
				energy_estimated: true,
			},
			{
				name: ENDED,
				path: join(runs, ENDED),
				state: 'ended',
				...common,
				totals: {trials: 3, time_s: 3.5, energy_j: 28.4},
				energy_estimated: true,
			},
		]);
		const lines = (await run(runs, 'ls')).out.split('\n');
		assert.match(lines[0] ?? '', /^RUN +STATE +TRIALS +TIME +ENERGY +WHEN +HOW$/);
		assert.match(lines[1] ?? '', new RegExp(`^${elsewhere} +live, pid ${process.pid} +2026-11-21 19:47:00Z$`));
		assert.match(lines[2] ?? '', /00bb +interrupted +3 +11\.0 s +28\.4 J est .* sweeptop resume goes on$/);
		assert.match(lines[3] ?? '', /00aa +ended +3 +3\.50 s +28\.4 J est +2026-11-21 19:45:12Z +every point was run$/);
	} finally {
		leave();
	}
});

test('ls folds the journals of interrupted runs, newest first, until it has read enough', () => {
	const runs = makeRuns('folded');
	const [newer, older] = [OPEN, ENDED].map(name => writeRun(runs, name, SAMPLE_FACTS.slice(0, -1)));
	assert.ok(newer !== undefined && older !== undefined);
	const {size} = statSync(join(newer, 'journal.ndjson'));
	const totalsOf = createInterruptedTotals(size + 10);
	assert.deepEqual(totalsOf(newer), {trials: 3, time_s: 11, energy_j: 28.4, energy_estimated: true});
	assert.equal(totalsOf(older), undefined);
	assert.equal(createInterruptedTotals()(join(folder, 'absent')), undefined);
});

test('ls without any run says so on stderr', async () => {
	assert.deepEqual(await run(join(folder, 'absent'), 'ls'), {
		code: 0,
		out: '',
		note: `no live sweep, and no run in ${join(folder, 'absent')}\n`,
	});
	assert.equal((await run(join(folder, 'absent'), 'ls', '--json')).out, '[]\n');
});

test('rm removes what is named, and asks on a terminal only', async () => {
	const runs = makeRuns('rm');
	const ended = writeRun(runs, ENDED, SAMPLE_FACTS);
	const open = writeRun(runs, OPEN, SAMPLE_FACTS);
	mkdirSync(join(ended, 'trials', '000001', 'e01'), {recursive: true});
	const unsure = await run(runs, 'rm', 'last');
	assert.equal(unsure.code, 2);
	assert.match(unsure.note, /stdin is no terminal\n.*00bb\n {2}say it with --yes/);
	assert.ok(existsSync(open));
	const removed = await run(runs, 'rm', ENDED.slice(0, -2), '--yes');
	assert.deepEqual({code: removed.code, note: removed.note}, {code: 0, note: `removed ${ended}\n`});
	assert.ok(!existsSync(ended));
	assert.ok(existsSync(join(open, 'journal.ndjson')));
});

test('rm refuses a live run, a folder that is no run, and files of others, and then removes nothing', async () => {
	const runs = makeRuns('rm-refuses');
	const ended = writeRun(runs, ENDED, SAMPLE_FACTS);
	const open = writeRun(runs, OPEN, SAMPLE_FACTS);
	mkdirSync(join(runs, 'thesis'));
	assert.match((await run(runs, 'rm', 'thesis', '--yes')).note, /no run "thesis"/);
	const lock = acquireLock(open);
	const live = await run(runs, 'rm', ENDED, OPEN, '--yes');
	lock.release();
	assert.equal(live.code, 2);
	assert.match(live.note, new RegExp(`${process.pid}`));
	assert.ok(existsSync(ended) && existsSync(open));
	writeFileSync(join(ended, 'thesis.tex'), '');
	assert.match(
		(await run(runs, 'rm', ENDED, '--yes')).note,
		/holds what no run wrote: thesis\.tex\n {2}move these elsewhere/,
	);
	assert.ok(existsSync(join(ended, 'thesis.tex')));
});

test('export writes to stdout, or to a file as a whole', async () => {
	const runs = makeRuns('export');
	writeRun(runs, ENDED, SAMPLE_FACTS);
	const csv = await run(runs, 'export', 'last', '--format', 'csv');
	const rows = csv.out.trimEnd().split(/\r?\n/);
	assert.equal(rows.length, 4);
	assert.match(rows[0] ?? '', /^trial,state,flags,started_at,duration_s,dtype,size,rounds,latency,flops,energy_j,/);
	assert.match(rows[3] ?? '', /^3,complete,SHORT,.*,1\.02,float,64,8,2\.1,2500000000,14\.2,/);
	assert.equal((await run(runs, 'export', 'last', '--format=csv', '--output', '-')).out, csv.out);
	const path = join(folder, 'out.json');
	const note = `last is ${ENDED}\n`;
	assert.deepEqual(await run(runs, 'export', 'last', '--output', 'out.json'), {code: 0, out: '', note});
	assert.equal((await run(runs, 'export', ENDED, '--output', 'out.json')).note, '');
	assert.equal(JSON.parse(readFileSync(path, 'utf8')).best, 3);
});

test('export names what it cannot do', async () => {
	const runs = join(folder, 'export');
	assert.match((await run(runs, 'export', 'last')).note, /export needs --format\n {2}one of: csv,/);
	assert.match((await run(runs, 'export', 'last', '--output', 'x.txt')).note, /x\.txt does not say which/);
	const unwritable = await run(runs, 'export', 'last', '--format', 'csv', '--output', 'absent/out.csv');
	assert.equal(unwritable.code, 2);
	assert.match(unwritable.note, /absent\/out\.csv/);
	assert.match((await run(runs, 'export', 'none', '--format', 'csv')).note, /no run "none"/);
});

test('export reads over damage and says so', async () => {
	const runs = makeRuns('damaged');
	const directory = writeRun(runs, ENDED, SAMPLE_FACTS);
	const path = join(directory, 'journal.ndjson');
	writeFileSync(path, readFileSync(path, 'utf8').replace('"size":128', '"size":129'));
	const {code, out, note} = await run(runs, 'export', 'last', '--format', 'csv');
	assert.equal(code, 0);
	assert.match(note, /^warning: /m);
	assert.ok(out.includes('\n3,complete'));
});

test('schema prints a JSON Schema', async () => {
	const schema = JSON.parse((await run(folder, 'schema')).out);
	assert.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema');
	assert.ok('parameters' in schema.properties);
});

test('presets lists each with what it needs', async () => {
	const {out} = await run(folder, 'presets', '--sysfs-root', folder);
	assert.match(out, /^PRESET +TRIALS +TIME +NEEDS +WHAT IT SWEEPS\ngemm +24 +40 s +nothing +matrix/);
	assert.match(out, /^jetson-gemm +2,688 +16 h +cc: (?:here|apt install gcc), gpu\.frequency: no +/m);
	assert.match(out, /^ppa +16 +10 s +yosys: (?:here|apt install yosys) +/m);
});

test('a sweep for another machine is planned here: 2,688 trials, and the knob that is not here', async () => {
	const {code, out} = await run(folder, 'run', 'jetson-gemm', '--dry-run', '--sysfs-root', folder);
	assert.equal(code, 0);
	assert.match(out, /product: 14 × 3 × 2 × 32 × 1 = 2,688\n/);
	assert.match(out, /\n {2}gpu\.frequency: 114750000, .*\n {4}not on this machine: no GPU of a Jetson board in /);
	const asked = await run(
		folder,
		...['run', 'jetson-gemm', '--dry-run', '--sysfs-root', folder],
		...['--set', 'parameters.gpu_hz.values="available"'],
	);
	assert.equal(asked.code, 2);
	assert.match(asked.note, /the knob "gpu\.frequency" cannot be used here/);
});
