import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {SYSTEMS} from '../../scripts/systems.ts';
import {REPOSITORY} from '../helpers/repository.ts';

/** How many questions each system has. */
const QUESTIONS = [24, 25, 19, 21, 16];

const page = readFileSync(join(REPOSITORY, 'docs', 'systems.md'), 'utf8');

test('every question of the five systems is there, in order, with an answer or the reason why not', () => {
	for (const [number, count] of QUESTIONS.entries()) {
		const rows = SYSTEMS[number]?.rows ?? [];
		assert.deepEqual(
			rows.map(row => row.id),
			Array.from({length: count}, (_, index) => `${number}.${index + 1}`),
		);
		for (const row of rows) {
			const answers = [row.run?.length ?? 0, row.by?.length ?? 0, row.notYet?.length ?? 0];
			assert.ok(
				answers.some(length => length > 0),
				`${row.id} has no answer`,
			);
		}
	}
});

test('the page holds every question and every command: npm run systems writes it', () => {
	for (const {rows} of SYSTEMS) {
		for (const {id, asks, run = []} of rows) {
			assert.ok(page.includes(`### ${id} ${asks}\n`), `${id} is not in the page`);
			for (const command of run) assert.ok(page.includes(`$ ${command}\n`), `${id}: ${command} is not in the page`);
		}
	}
});

test('no command of the page failed by a mistake of its own', () => {
	assert.doesNotMatch(
		page,
		/unknown option|unknown command|there is no (?:plot|column|command)|command not found|node:internal|Error: /,
	);
});
