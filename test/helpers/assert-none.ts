import assert from 'node:assert/strict';

/** Fails with one sentence a line, without a difference of two lists around them. `why` stands above them. */
export function assertNone(problems: readonly string[], why = ''): void {
	if (problems.length === 0) return;
	const lines = why === '' ? problems : [`${why}:`, ...problems];
	assert.fail(`\n${lines.join('\n')}\n`);
}

/** Two lists of ids that have to be the same, in any order: fails with the ids that are missing or not expected. */
export function assertIds(actual: readonly string[], expected: readonly string[], where: string): void {
	const missing = expected.filter(id => !actual.includes(id));
	const unknown = actual.filter(id => !expected.includes(id));
	const twice = actual.filter((id, index) => actual.indexOf(id) !== index);
	assertNone(
		[
			...(missing.length === 0 ? [] : [`missing: ${missing.join(', ')}`]),
			...(unknown.length === 0 ? [] : [`not expected: ${unknown.join(', ')}`]),
			...(twice.length === 0 ? [] : [`twice: ${twice.join(', ')}`]),
		],
		where,
	);
}
