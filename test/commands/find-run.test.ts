import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test, type TestContext} from 'node:test';
import {UserError} from '../../source/domain/errors.ts';
import {findRunAloud} from '../../source/commands/runs/find-run.ts';
import {rememberRun} from '../../source/journal/recent-runs.ts';

const [OLDER, NEWER] = ['a-20260101-000000-0000', 'b-20260102-000000-0000'];

type Place = {
	readonly runs: string;
	readonly state: string;
	readonly notes: string[];
	readonly run: (...names: readonly string[]) => string;
	readonly find: (reference: string, runs?: string) => string;
	/** A run elsewhere that began at this time. */
	readonly begin: (name: string, at: string, runs?: string) => string;
};

/** A folder of two runs, and what was begun elsewhere. */
function openPlace(t: TestContext): Place {
	const base = mkdtempSync(join(tmpdir(), 'sweeptop-last-'));
	t.after(() => rmSync(base, {recursive: true}));
	const runs = join(base, 'sweeps');
	const state = join(base, 'state', 'sweeptop');
	const notes: string[] = [];
	const environment = {XDG_STATE_HOME: join(base, 'state')};
	const host = {note: (text: string): void => void notes.push(text), environment, workdir: base};
	const run = (...names: readonly string[]): string => {
		const path = join(base, ...names);
		mkdirSync(path, {recursive: true});
		writeFileSync(join(path, 'journal.ndjson'), '');
		return path;
	};
	for (const name of [OLDER, NEWER]) run('sweeps', name);
	let draws = 0;
	return {
		runs,
		state,
		notes,
		run,
		find: (reference, where = runs) => findRunAloud(where, reference, host),
		begin: (name, at, where = runs) => {
			const path = run(name);
			draws += 1;
			rememberRun(state, {path, runs: where}, Date.parse(at), () => draws / 1000);
			return path;
		},
	};
}

test('which run is the last one is told, and nothing of one that is named', t => {
	const {runs, find, notes} = openPlace(t);
	assert.equal(find('last'), join(runs, NEWER));
	assert.equal(find('a-'), join(runs, OLDER));
	assert.deepEqual(notes, [`last is ${NEWER}\n`]);
});

test("another program's file is no run, and what makes one of it is said", t => {
	const {find, run} = openPlace(t);
	const file = join(run('elsewhere'), 'results.csv');
	writeFileSync(file, 'lr,loss\n0.1,2\n');
	for (const reference of [file, `${file}#lr-sweep`])
		assert.throws(
			() => find(reference),
			(error: unknown) =>
				error instanceof UserError &&
				error.problem.startsWith(`${reference} is no run: `) &&
				error.hint === `To make a run of it: sweeptop import ${reference} --out DIR`,
		);
	assert.throws(() => find(`${file}x`), /holds no journal\.ndjson/);
});

test('a run that was begun with --out is the last one until another begins', t => {
	const {runs, run, begin, find, notes} = openPlace(t);
	begin('r7', '2026-01-01T12:00:00Z');
	assert.equal(find('last'), join(runs, NEWER), 'r7 began between the two');
	const r8 = begin('r8', '2026-01-03T12:00:00.500Z');
	assert.equal(find('last'), r8);
	const newest = run('sweeps', 'c-20260103-120001-0000');
	assert.equal(find('last'), newest);
	assert.deepEqual(notes, [`last is ${NEWER}\n`, 'last is r8\n', 'last is c-20260103-120001-0000\n']);
});

test('a run that was begun elsewhere is not the last one here', t => {
	const {runs, begin, find} = openPlace(t);
	const there = begin('r8', '2026-01-03T12:00:00Z', join(runs, 'other'));
	assert.equal(find('last'), join(runs, NEWER));
	assert.equal(find('last', join(runs, 'other')), there);
});

test('runs that were deleted and entries that are damaged are passed over', t => {
	const {state, begin, find} = openPlace(t);
	const kept = begin('kept', '2026-01-03T00:00:00Z');
	rmSync(begin('gone', '2026-01-04T00:00:00Z'), {recursive: true});
	const at = String(Date.parse('2026-01-05T00:00:00Z')).padStart(15, '0');
	const damaged = ['', '{"path":"/r', 'null', '[]', '{"path":1,"runs":2}', '\0\0\0'];
	for (const [index, text] of damaged.entries())
		writeFileSync(join(state, 'recent', `${at}-0000000${index}.json`), text);
	mkdirSync(join(state, 'recent', `${at}-0000000f.json`));
	writeFileSync(join(state, 'recent', 'notes.txt'), 'of somebody else');
	assert.equal(find('last'), kept);
});

test('a hundred runs are remembered, and files of others are left alone', t => {
	const {state, runs, find, begin} = openPlace(t);
	writeFileSync(join(begin('r0', '2026-02-01T00:00:00Z'), '..', 'state', 'sweeptop', 'recent', 'notes.txt'), '');
	for (let index = 1; index <= 120; index += 1)
		rememberRun(state, {path: '/nowhere', runs}, Date.parse('2026-03-01T00:00:00Z') + index, () => index / 1000);
	assert.equal(readdirSync(join(state, 'recent')).length, 101);
	assert.equal(find('last'), join(runs, NEWER), 'r0 is forgotten');
});

test('where nothing can be remembered a run begins all the same', t => {
	const {state, runs, find} = openPlace(t);
	mkdirSync(join(state, '..'), {recursive: true});
	writeFileSync(state, 'a file in the place of the folder');
	rememberRun(state, {path: '/r8', runs}, Date.now(), Math.random);
	assert.equal(find('last'), join(runs, NEWER));
});
