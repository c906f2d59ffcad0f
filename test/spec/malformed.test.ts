import assert from 'node:assert/strict';
import {test} from 'node:test';
import {mistakesOf, UserError} from '../../source/domain/errors.ts';
import {parseSweep} from '../../source/spec/parse-sweep.ts';
import {specContext} from './context.ts';
import {type MalformedCase, MEANING_CASES, SCHEMA_CASES, SPACE_CASES, SYNTAX_CASES} from './malformed-cases.ts';

const GROUPS: readonly (readonly [string, readonly MalformedCase[]])[] = [
	['syntax', SYNTAX_CASES],
	['schema', SCHEMA_CASES],
	['space', SPACE_CASES],
	['meaning', MEANING_CASES],
];

/** What the parser says, whole. */
function mistakeOf(path: string, text: string): UserError {
	try {
		parseSweep({path, text}, specContext());
	} catch (error) {
		if (error instanceof UserError) return error;
		throw error;
	}
	return assert.fail(`accepted:\n${text}`);
}

for (const [group, cases] of GROUPS) {
	for (const {about, language, text, says, hints} of cases) {
		test(`H1: ${group}: ${language}: ${about}`, () => {
			const [before = '', after = ''] = text.split('‸');
			const line = before.split('\n').length;
			const column = Array.from(before.slice(before.lastIndexOf('\n') + 1)).length + 1;
			const error = mistakeOf(`sweep.${language}`, before + after);
			const {problem, hint} = error;
			assert.deepEqual(
				mistakesOf(error).map(each => each.problem),
				[problem],
				'nothing that only follows from it',
			);
			const place = `sweep.${language}:${line}:${column}: `;
			assert.equal(problem.slice(0, place.length), place, `${problem}\nin\n${text}`);
			assert.ok(problem.includes(says), problem);
			assert.ok(hint.includes(hints ?? ''), `hint: ${hint}`);
			assert.ok(!/[\n\r]/.test(problem), 'one line');
		});
	}
}

test('every case marks one place', () => {
	const cases = GROUPS.flatMap(([, group]) => group);
	assert.ok(cases.length >= 60, `${cases.length} cases`);
	for (const {about, text} of cases) assert.equal(text.split('‸').length, 2, about);
});
