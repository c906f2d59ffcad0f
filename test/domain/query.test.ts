import assert from 'node:assert/strict';
import {test} from 'node:test';
import {compileTextPattern} from '../../source/commands/results/text-pattern.ts';
import {ExpressionError} from '../../source/domain/expression/expression.ts';
import {isColumnNamed, matches, parseQuery} from '../../source/domain/query/query.ts';
import type {Scalar} from '../../source/domain/space.ts';
import {cpuMs} from '../helpers/cpu-time.ts';

const ROWS: readonly Readonly<Record<string, Scalar>>[] = [
	{trial: 1, state: 'complete', lr: 0.01, dtype: 'half', tag: 'night', size: 64},
	{trial: 2, state: 'failed', lr: 0.01, dtype: 'float', tag: 'day', size: 640},
	{trial: 3, state: 'complete', lr: 0.0001, dtype: 'double', tag: 'day'},
	{trial: 4, state: 'timed-out', lr: 0.5, dtype: 'Half-Tensor', tag: 'NIGHT'},
];

/** Numbers of the trials that pass. */
function passing(source: string): readonly number[] {
	const query = parseQuery(source, compileTextPattern);
	return ROWS.flatMap(row => {
		const cells = new Map(Object.entries(row));
		return matches(
			query,
			name => cells.get(name),
			fits => [...cells.values()].map(String).some(fits),
		)
			? [Number(row['trial'])]
			: [];
	});
}

const CASES: readonly (readonly [string, readonly number[]])[] = [
	['', [1, 2, 3, 4]],
	['   ', [1, 2, 3, 4]],
	['lr < 0.1 and state == "complete"', [1, 3]],
	["lr < 0.01 and state == 'complete'", [3]],
	['lr>=1e-3 -state:failed', [1, 4]],
	['lr>=1e-3 -state:failed | tag:day', [1, 2, 3, 4]],
	['lr>=1e-2 -state:failed | trial:3', [1, 3, 4]],
	['state:failed', [2]],
	['-state:failed', [1, 3, 4]],
	['not state:failed', [1, 3, 4]],
	['size:64', [1]],
	['size:6*', [1, 2]],
	['dtype:half', [1, 4]],
	['dtype:*t*', [2, 4]],
	['dtype:half*', [1, 4]],
	['dtype:*e', [3]],
	['half', [1, 4]],
	['night', [1, 4]],
	['"timed-out"', [4]],
	['timed-out', [4]],
	['n*t', [1, 4]],
	['night -half', []],
	['(state:failed | state:timed-out) lr > 0.1', [4]],
	['state:complete and lr > 0.001', [1]],
	['state:complete or lr > 0.1', [1, 3, 4]],
	['state:complete OR lr > 0.1', [1, 3, 4]],
	['lr > 0.001 lr < 0.1', [1, 2]],
	['lr>0.001 -half', [2]],
	['trial in [1, 3]', [1, 3]],
	['trial in [1, 3] -dtype:double', [1]],
	['size > 0', [1, 2]],
	['-size:64', [2, 3, 4]],
	['not (state:failed | state:complete)', [4]],
	['(trial + 1) * 2 > 8', [4]],
	['lr > -1', [1, 2, 3, 4]],
	['missing:x', []],
	['`tag`:night', [1, 4]],
	['lr > 0.1 | trial == 3 ', [3, 4]],
	['has:size', [1, 2]],
	['-has:size', [3, 4]],
	['has:size | state:timed-out', [1, 2, 4]],
	['dtype:/^(half|double)$/', [1, 3]],
	['-dtype:/^h/', [2, 3]],
	['/^timed/', [4]],
	['/^d(ay|ouble)$/ lr<0.01', [3]],
	['tag:/n.g/ | size:640', [1, 2, 4]],
	['`dtype`:/FLOAT/', [2]],
	['/tmp/file', []],
];

for (const [source, expected] of CASES) {
	test(`${JSON.stringify(source)} lets ${expected.join(' ')} pass`, () => assert.deepEqual(passing(source), expected));
}

for (const [source, offset] of [
	['lr>=', 4],
	['state:failed lr>', 16],
	['(state:failed', 13],
	['state:failed )', 13],
	['state:failed |', 14],
	['tag:/(/', 5],
	['lr>0 /[z-a]/', 6],
] as const) {
	test(`${source} is refused at ${offset}`, () => {
		assert.throws(
			() => parseQuery(source, compileTextPattern),
			(error: unknown) => error instanceof ExpressionError && error.offset === offset,
		);
	});
}

test('a single "=" is refused with what to write', () => {
	for (const [source, offset] of [
		['batch=16', 5],
		['lr<0.1 batch=16', 12],
	] as const) {
		assert.throws(
			() => parseQuery(source, compileTextPattern),
			(error: unknown) => error instanceof ExpressionError && error.offset === offset && /write ==/.test(error.hint),
		);
	}
});

test('the columns that a filter asks for are known, so that a name that no column has can be told', () => {
	assert.deepEqual(parseQuery('lr>0 and (dtype in ["a"])').names, ['lr', 'dtype']);
	assert.deepEqual(parseQuery('half tag:x -has:flags | lr>1 lr<2').names, ['tag', 'flags', 'lr']);
	assert.ok(isColumnNamed('tag', new Set(['tags'])));
	assert.ok(!isColumnNamed('tag', new Set(['note'])));
});

test('a regular expression is refused where none can be compiled', () => {
	assert.throws(() => parseQuery('/a/'), /cannot be used here/);
});

test('a pattern that makes others backtrack takes no time', () => {
	const query = parseQuery('/(a+)+$/', compileTextPattern);
	const started = cpuMs();
	assert.ok(
		!query.test(
			() => undefined,
			fits => [`${'a'.repeat(5000)}!`].some(fits),
		),
	);
	assert.ok(cpuMs() - started < 1000);
});

test('100,000 rows are filtered within 200 ms of CPU', () => {
	const rows = Array.from(
		{length: 100_000},
		(_, index) =>
			new Map<string, Scalar>([
				['trial', index],
				['lr', index / 1e6],
				['state', index % 3 === 0 ? 'failed' : 'complete'],
			]),
	);
	const cells = rows.map(row => [...row.values()].map(String));
	const query = parseQuery('lr>=1e-3 -state:failed | 999');
	const run = (): number => {
		const started = cpuMs();
		let count = 0;
		rows.forEach((row, index) => {
			if (
				matches(
					query,
					name => row.get(name),
					fits => cells[index]?.some(fits) === true,
				)
			)
				count += 1;
		});
		assert.ok(count > 60_000 && count < 70_000, String(count));
		return cpuMs() - started;
	};
	const fastest = Math.min(run(), run(), run());
	assert.ok(fastest <= 200, `${fastest} ms of CPU, compiling and collecting garbage included`);
});
