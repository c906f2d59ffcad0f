import assert from 'node:assert/strict';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test, type TestContext} from 'node:test';
import {UserError} from '../../source/domain/errors.ts';
import type {ImportedSweep} from '../../source/domain/importer.ts';
import type {Heard} from '../../source/domain/listener.ts';
import {hearSweep, openImporterStudy} from '../../source/commands/watching/watch-importer.ts';
import {readRemains} from '../../source/commands/watching/watch-remains.ts';
import {nameOfProgram} from '../../source/commands/watch.ts';
import {parseStudyAddress} from '../../source/commands/watching/watch-address.ts';
import {readPatterns} from '../../source/commands/watching/watch-patterns.ts';
import {REPOSITORY} from '../helpers/repository.ts';
import {ofKind} from '../listeners/hearing.ts';

function makeFolder(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-watch-'));
	t.after(() => rmSync(folder, {recursive: true}));
	return folder;
}

test('--study: addresses as Optuna and SQLAlchemy write them, and paths', () => {
	const read = (text: string): unknown => parseStudyAddress(text, '/srv/place');
	assert.deepEqual(read('sqlite:///study.db'), {path: '/srv/place/study.db', scheme: 'sqlite'});
	assert.deepEqual(read('sqlite:////data/study.db#lr sweep'), {
		path: '/data/study.db',
		scheme: 'sqlite',
		study: 'lr sweep',
	});
	assert.deepEqual(read('journal:///j.log'), {path: '/srv/place/j.log', scheme: 'journal'});
	assert.deepEqual(read('logs'), {path: '/srv/place/logs'});
	assert.deepEqual(read('file:///data/logs'), {path: '/data/logs'});
	assert.deepEqual(read('results.csv#'), {path: '/srv/place/results.csv'});
	for (const text of ['mysql://user@host/x', 'sqlite://', 'sqlite:///', '#name', '']) {
		assert.throws(() => read(text), UserError, text);
	}
});

test('--parse FILE: patterns, and every mistake with its place', t => {
	const path = join(makeFolder(t), 'mine.toml');
	const read = (text: string): unknown => {
		writeFileSync(path, text);
		return readPatterns(path);
	};
	assert.deepEqual(read("[[patterns]]\nname = 'a'\npattern = 'x (?<x>.) (?<y>.)'\nevent = 'end'\nparams = ['x']\n"), [
		{name: 'a', pattern: 'x (?<x>.) (?<y>.)', event: 'end', params: ['x']},
	]);
	assert.deepEqual(read("[[patterns]]\npattern = '(?<loss>.)'"), [
		{name: 'pattern 1', pattern: '(?<loss>.)', event: 'value', params: []},
	]);
	const mistakes: readonly (readonly [text: string, message: RegExp])[] = [
		['', /there are no \[\[patterns\]\]/],
		["[[pattern]]\npattern = 'x'", /mine\.toml:1:3: .*no key "pattern"[\s\S]*did you mean patterns\?/],
		["[[patterns]]\nregex = 'x'", /mine\.toml:2:1: a pattern has no key "regex"/],
		['[[patterns]]\npattern = 3', /mine\.toml:2:11: a pattern needs pattern/],
		[
			"[[patterns]]\npattern = '(?<x>.)'\nevent = 'stop'",
			/mine\.toml:3:9: event must be one of start, value, end, fail, plan/,
		],
		["[[patterns]]\npattern = '(?<x>.)'\nparams = ['y']", /mine\.toml:2:11: it has no group \(\?<y>/],
		["[[patterns]]\npattern = '(?<x>.)'\nparams = 'x'", /mine\.toml:3:10: params is a list/],
	];
	for (const [text, message] of mistakes) assert.throws(() => read(text), message);
});

test('a folder of logs that grows: the last row and the last trial are held back', async t => {
	const source = join(REPOSITORY, 'test', 'fixtures', 'systems', 'algoperf', 'logs_2022_03', 'mnist_jax');
	const folder = join(makeFolder(t), 'logs');
	const study = openImporterStudy(folder);
	assert.deepEqual(await study.poll(), [], 'there is no folder yet');
	mkdirSync(join(folder, 'mnist_jax', 'run_1'), {recursive: true});
	cpSync(join(source, 'metadata.json'), join(folder, 'mnist_jax', 'metadata.json'));
	const rows = readFileSync(join(source, 'run_1', 'metrics.csv'), 'utf8').split('\n');
	const heard: Heard[] = [];
	const write = async (count: number, rest = ''): Promise<readonly Heard[]> => {
		writeFileSync(join(folder, 'mnist_jax', 'run_1', 'metrics.csv'), `${rows.slice(0, count).join('\n')}\n${rest}`);
		const news = await study.poll();
		heard.push(...news);
		return news;
	};
	const losses = (news: readonly Heard[]): readonly number[] =>
		ofKind(news, 'value').flatMap(({name, step}) => (name === 'loss' ? [step ?? Number.NaN] : []));
	await write(3, rows[3]?.slice(0, 40));
	assert.deepEqual(losses(heard), [1], 'the second row may be half');
	assert.deepEqual(losses(await write(4)), [740]);
	assert.deepEqual(losses(await write(4)), []);
	assert.equal(ofKind(heard, 'trial-ended').length, 0);
	cpSync(source, join(folder, 'mnist_jax'), {recursive: true});
	heard.push(...(await study.poll()));
	assert.deepEqual(
		ofKind(heard, 'trial-ended').map(({trial}) => trial),
		[1],
		'another has begun',
	);
	heard.push(...(await study.end(true)));
	assert.deepEqual(
		ofKind(heard, 'trial-ended').map(({trial, state}) => [trial, state]),
		[
			[1, 'complete'],
			[2, 'complete'],
		],
	);
	assert.equal(losses(heard).length, 12);
});

test('trials of an importer are told once', () => {
	const sweep: ImportedSweep = {
		name: 'x',
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials: [
			{params: {lr: 0.1}, state: 'complete', metrics: {loss: 0.5}, startedMs: 1000, durationS: 2},
			{params: {lr: 0.2}, state: 'failed', why: 'oom', metrics: {}},
			{params: {lr: 0.3}, state: 'queued', metrics: {}},
		],
	};
	const memory = {told: [], objectives: new Set<string>(), isLast: true};
	const heard = hearSweep(sweep, memory);
	assert.deepEqual(ofKind(heard, 'objective').length, 1);
	assert.deepEqual(ofKind(heard, 'trial-ended'), [
		{
			kind: 'trial-ended',
			trial: 1,
			state: 'complete',
			params: {lr: 0.1},
			metrics: new Map([['loss', 0.5]]),
			startedMs: 1000,
			durationS: 2,
		},
		{kind: 'trial-ended', trial: 2, state: 'failed', params: {lr: 0.2}, metrics: new Map(), why: 'oom'},
	]);
	assert.deepEqual(hearSweep(sweep, memory), []);
});

test('the name of a watched sweep is that of the program', () => {
	const names: readonly (readonly [argv: readonly string[], name: string])[] = [
		[['python3.11', '-u', 'search.py', '--trials=3'], 'search'],
		[['uv', 'run', 'python', 'src/tune model.py'], 'uv'],
		[['./ch', 'search', '--config', 'x.toml'], 'ch'],
		[['sh', '-c', 'for i in 1 2; do ./x; done'], 'sh'],
		[['env', 'A=1', 'python', '-m', 'pkg.tune'], 'pkg'],
		[['../..'], 'watch'],
	];
	for (const [argv, name] of names) assert.equal(nameOfProgram(argv), name, argv.join(' '));
});

/** What was heard of the files in a folder, and what the person was told. */
async function remainsOf(
	folder: string,
): Promise<{readonly heard: readonly Heard[]; readonly told: readonly string[]}> {
	const heard: Heard[] = [];
	const told: string[] = [];
	await readRemains(folder, {
		ledger: {notice: (_level, text) => void told.push(text)},
		trials: {hear: news => void heard.push(...news), endedCount: () => 0},
		sinceMs: 0,
		except: undefined,
	});
	return {heard, told};
}

const FORMATS = join(REPOSITORY, 'test', 'fixtures', 'formats');

test('what a program left: several files of one kind are its trials, with the file as a parameter', async t => {
	const folder = makeFolder(t);
	for (const name of ['first.json', 'second.json']) cpSync(join(FORMATS, 'hyperfine.json'), join(folder, name));
	writeFileSync(join(folder, 'notes.txt'), 'nothing');
	const {heard, told} = await remainsOf(folder);
	assert.deepEqual(
		ofKind(heard, 'study').map(({name}) => name),
		['first.json', 'second.json'],
	);
	const ended = ofKind(heard, 'trial-ended');
	assert.equal(ended.length, 8);
	assert.deepEqual(ended[0]?.params, {file: 'first.json', mode: 'a', size: 1});
	assert.deepEqual(ended[4]?.params, {file: 'second.json', mode: 'a', size: 1});
	assert.equal(told.filter(text => text.startsWith('trials are those of')).length, 2);
});

test('what a program left: files of two kinds are named with the command that opens them, a broken one is told', async t => {
	const folder = makeFolder(t);
	cpSync(join(FORMATS, 'hyperfine.json'), join(folder, 'times.json'));
	cpSync(join(FORMATS, 'optuna_journal.log'), join(folder, 'study.log'));
	const two = await remainsOf(folder);
	assert.deepEqual(two.heard, []);
	assert.equal(two.told.filter(text => /sweeptop view opens it$/.test(text)).length, 2);
	rmSync(join(folder, 'study.log'));
	const whole = readFileSync(join(FORMATS, 'hyperfine.json'), 'utf8');
	writeFileSync(join(folder, 'broken.json'), whole.slice(0, -200));
	const broken = await remainsOf(folder);
	assert.equal(ofKind(broken.heard, 'trial-ended').length, 4);
	assert.ok(
		broken.told.some(text => text.includes('broken.json')),
		broken.told.join('\n'),
	);
});
