import assert from 'node:assert/strict';
import {appendFileSync, copyFileSync, readFileSync, writeFileSync} from 'node:fs';
import {DatabaseSync} from 'node:sqlite';
import {join} from 'node:path';
import {test} from 'node:test';
import type {Heard} from '../../source/domain/listener.ts';
import type {Scalar} from '../../source/domain/space.ts';
import {openHypertuneStudy} from '../../source/listeners/hypertune-file.ts';
import {jsonLinesStudy, openJsonLinesStudy} from '../../source/listeners/json-lines-file.ts';
import {withUntimed} from '../../source/listeners/untimed.ts';
import {optunaJournalStudy} from '../../source/listeners/optuna-journal.ts';
import {openOptunaSqlite, optunaSqliteStudy} from '../../source/listeners/optuna-sqlite.ts';
import {openSqliteReader} from '../../source/listeners/sqlite-snapshot.ts';
import {REPOSITORY} from '../helpers/repository.ts';
import {ofKind} from './hearing.ts';
import {end, makeFolder, poll} from './study.ts';

const FORMATS = join(REPOSITORY, 'test', 'fixtures', 'formats');

const OPTIMIZERS: readonly Scalar[] = ['sgd', 'adam', 'None', true, 3];

/** What the recorded study `lr-sweep` holds: 11 trials, five complete of which one is infinite, one that waits. */
function assertLrSweep(heard: readonly Heard[]): void {
	assert.deepEqual(ofKind(heard, 'study'), [{kind: 'study', name: 'lr-sweep'}]);
	assert.deepEqual(
		ofKind(heard, 'objective').map(({direction}) => direction),
		['minimize'],
	);
	const ended = ofKind(heard, 'trial-ended');
	const count = (state: string): number => ended.filter(item => item.state === state).length;
	assert.deepEqual([count('complete'), count('pruned'), count('failed')], [5, 3, 1]);
	const running = ofKind(heard, 'trial-started').map(({trial}) => trial);
	assert.equal(running.filter(trial => !ended.some(item => item.trial === trial)).length, 1);
	const values = ended.flatMap(({metrics, state}) => (state === 'complete' ? [...(metrics?.values() ?? [])] : []));
	assert.ok(values.includes(0.10526693601342774));
	assert.ok(values.includes(Number.POSITIVE_INFINITY));
	const second = ended.find(({trial}) => trial === 2);
	assert.ok([...(second?.metrics?.values() ?? [])].includes(0.10526693601342774));
	const names = ofKind(heard, 'parameter').map(({parameter}) => parameter.name);
	assert.deepEqual(new Set(names).size, names.length);
	assert.ok(names.includes('lr'));
	// Categoricals by their choices, which may be numbers too, not by their indices.
	const optimizer = ofKind(heard, 'parameter').find(({parameter}) => parameter.name === 'optimizer')?.parameter.domain;
	assert.deepEqual(optimizer, {kind: 'choice', values: OPTIMIZERS});
	const used = ended.flatMap(({params}) => params?.['optimizer'] ?? []);
	assert.ok(used.length > 0 && used.every(value => typeof value !== 'object' && OPTIMIZERS.includes(value)));
}

test('optuna-sqlite: the recorded storage, one study of three', () => {
	const path = join(FORMATS, 'optuna.sqlite3');
	assert.ok(optunaSqliteStudy.takes({path}));
	const study = openOptunaSqlite({path, study: 'lr-sweep'});
	assertLrSweep(poll(study));
	assert.deepEqual(poll(study), [], 'nothing new');
	assert.equal(ofKind(poll(openOptunaSqlite({path})), 'study')[0]?.name, 'grid-import', 'without a name the last one');
	const absent = openOptunaSqlite({path, study: 'nosuch'});
	assert.deepEqual(poll(absent), []);
	assert.throws(() => end(absent), /there is no study "nosuch"/);
});

test('optuna-journal: the recorded journal, a line at a time, gives the same', t => {
	const path = join(makeFolder(t), 'journal.log');
	assert.ok(optunaJournalStudy.takes({path, scheme: 'journal'}));
	assert.ok(jsonLinesStudy.takes({path}), 'its first line tells what it is');
	const study = jsonLinesStudy.open({path, study: 'lr-sweep'});
	assert.deepEqual(poll(study), []);
	const heard: Heard[] = [];
	for (const line of readFileSync(join(FORMATS, 'optuna_journal.log'), 'utf8').split(/(?<=\n)/)) {
		// Half a record is held back.
		const half = Math.floor(line.length / 2);
		appendFileSync(path, line.slice(0, half));
		assert.deepEqual(poll(study), []);
		appendFileSync(path, line.slice(half));
		heard.push(...poll(study));
	}
	assertLrSweep([...heard, ...end(study)]);
});

test('optuna-sqlite: trials as they start, go on and end', t => {
	const path = join(makeFolder(t), 'study.db');
	const study = openOptunaSqlite({path});
	assert.deepEqual(poll(study), [], 'there is no file yet');
	copyFileSync(join(FORMATS, 'optuna.sqlite3'), path);
	const database = new DatabaseSync(path);
	t.after(() => database.close());
	poll(study);
	const {id} = database.prepare("SELECT study_id AS id FROM studies WHERE study_name = 'grid-import'").get() ?? {};
	assert.equal(typeof id, 'number');
	database.exec(`INSERT INTO trials VALUES (900, 1, ${Number(id)}, 'RUNNING', '2026-11-21 19:30:00.500000', NULL)`);
	assert.deepEqual(poll(study), [
		{kind: 'trial-started', trial: 2, params: {}, timeMs: Date.UTC(2026, 10, 21, 19, 30, 0, 500)},
	]);
	const choices = '{"name": "CategoricalDistribution", "attributes": {"choices": [null, "adam", true]}}';
	database.prepare('INSERT INTO trial_params VALUES (900, 900, ?, 1.0, ?)').run('opt', choices);
	database.exec("INSERT INTO trial_intermediate_values VALUES (900, 900, 5, NULL, 'NAN')");
	assert.deepEqual(poll(study), [
		{kind: 'parameter', parameter: {name: 'opt', domain: {kind: 'choice', values: ['None', 'adam', true]}}},
		{kind: 'params', trial: 2, params: {opt: 'adam'}},
		{kind: 'value', trial: 2, name: 'value', value: Number.NaN, step: 5},
	]);
	database.exec("UPDATE trials SET state = 'COMPLETE', datetime_complete = '2026-11-21 19:30:02' WHERE trial_id = 900");
	database.exec("INSERT INTO trial_values VALUES (900, 900, 0, NULL, 'INF_NEG')");
	database.exec("INSERT INTO trial_user_attributes VALUES (900, 900, 'joules', '12.5')");
	assert.deepEqual(poll(study), [
		{
			kind: 'trial-ended',
			trial: 2,
			state: 'complete',
			params: {opt: 'adam'},
			metrics: new Map([
				['value', Number.NEGATIVE_INFINITY],
				['joules', 12.5],
			]),
			startedMs: Date.UTC(2026, 10, 21, 19, 30, 0, 500),
			endedMs: Date.UTC(2026, 10, 21, 19, 30, 2),
		},
	]);
	assert.deepEqual(poll(study), []);
});

for (const mode of ['delete', 'wal']) {
	test(`sqlite (${mode}): a look never makes a writer wait, and what it saw half written does not count`, t => {
		const path = join(makeFolder(t), 'x.db');
		const writer = new DatabaseSync(path, {timeout: 0});
		t.after(() => writer.close());
		writer.exec(`PRAGMA journal_mode = ${mode}; CREATE TABLE numbers (n INTEGER)`);
		const reader = openSqliteReader(path);
		let turns = 0;
		const seen = reader.look(database => {
			const [row] = database.prepare('SELECT count(*) AS n FROM numbers').all();
			turns += 1;
			// A commit while we read: with a lock of ours it would fail at once.
			if (turns === 1) writer.exec('INSERT INTO numbers VALUES (1)');
			return row?.['n'];
		});
		assert.deepEqual(seen, {kind: 'read', value: 1});
		assert.equal(turns, 2);
		assert.deepEqual(
			reader.look(() => 'not asked'),
			{kind: 'same'},
		);
		writer.exec('BEGIN IMMEDIATE; INSERT INTO numbers VALUES (2)');
		assert.notEqual(
			reader.look(database => database.prepare('SELECT count(*) AS n FROM numbers').get()?.['n']).kind,
			'failed',
		);
		writer.exec('COMMIT');
		assert.deepEqual(
			reader.look(database => database.prepare('SELECT count(*) AS n FROM numbers').get()?.['n']),
			{kind: 'read', value: 2},
		);
	});
}

test('hypertune: a file that is written anew at each report', t => {
	const path = join(makeFolder(t), 'output.metrics');
	const study = openHypertuneStudy(path);
	const report = (trial: number, slack: number): string =>
		`{"global_step": "0", "slack": "${slack}", "timestamp": 1659622061.5, "trial": "${trial}"}\n`;
	assert.deepEqual(poll(study), []);
	writeFileSync(path, report(1, -249.3) + report(2, 54.25));
	const first = poll(study);
	writeFileSync(path, report(2, 54.25) + report(3, 60));
	const all = [...first, ...poll(study), ...end(study)];
	assert.deepEqual(
		ofKind(all, 'value').map(({trial, name, value}) => [trial, name, value]),
		[
			[1, 'slack', -249.3],
			[2, 'slack', 54.25],
			[3, 'slack', 60],
		],
	);
	assert.deepEqual(
		ofKind(all, 'trial-ended').map(({trial}) => trial),
		[1, 2, 3],
	);
});

test('json lines in a file', t => {
	const path = join(makeFolder(t), 'metrics.jsonl');
	const study = openJsonLinesStudy(path);
	writeFileSync(path, '{"trial": 0, "metrics": {"loss": 0.5}}\n{"trial": 1, "metr');
	assert.deepEqual(
		poll(study).map(({kind}) => kind),
		['numbering', 'trial-ended'],
	);
	appendFileSync(path, 'ics": {"loss": 0.25}}');
	assert.deepEqual(poll(study), []);
	assert.equal(ofKind(end(study), 'trial-ended')[0]?.trial, 2);
});

test('trials without times that one look finds ended have none; what the first look finds of a running program neither', async () => {
	const ended = (trial: number, more: object = {}): Heard => ({kind: 'trial-ended', trial, state: 'complete', ...more});
	const looks: (readonly Heard[])[] = [
		[ended(1)],
		[ended(2)],
		[ended(3), ended(4), ended(5, {durationS: 2})],
		[ended(6)],
	];
	const reasons = async (wasRunning: boolean): Promise<unknown> => {
		const left = [...looks];
		const study = withUntimed({poll: () => left.shift() ?? [], end: () => left.shift() ?? []}, wasRunning);
		const heard = [
			...(await study.poll()),
			...(await study.poll()),
			...(await study.poll()),
			...(await study.end(true)),
		];
		return ofKind(heard, 'trial-ended').map(({untimed}) => untimed?.slice(0, 9));
	};
	assert.deepEqual(await reasons(false), [undefined, undefined, 'it was he', 'it was he', undefined, undefined]);
	assert.deepEqual(await reasons(true), ['it ran be', undefined, 'it was he', 'it was he', undefined, undefined]);
});

test('a file of JSON lines that grows is a study; our own journal is none', () => {
	assert.ok(jsonLinesStudy.takes({path: '/x/results.jsonl'}));
	assert.ok(!jsonLinesStudy.takes({path: '/x/journal.ndjson'}));
	assert.ok(!jsonLinesStudy.takes({path: '/x/results.csv'}));
});
