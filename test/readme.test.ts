import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {parseSweepText} from './helpers/parse-sweep-text.ts';
import {REPOSITORY} from './helpers/repository.ts';

const readme = readFileSync(join(REPOSITORY, 'README.md'), 'utf8');

test('the sweep file in the README is valid', () => {
	const files = [...readme.matchAll(/^```toml\n(?<text>[\s\S]*?)^```$/gm)].map(match => match.groups?.['text'] ?? '');
	assert.ok(files.length > 0);
	for (const text of files) {
		const sweep = parseSweepText('/srv/sweep.toml', text);
		assert.equal(sweep.name, 'train');
		assert.deepEqual(sweep.objectives, [{metric: 'loss', direction: 'minimize'}]);
	}
});

test('the README begins with the two commands that have to work in a fresh clone', () => {
	assert.match(readme, /```sh\nnpm install && npm start\n```/);
	assert.ok(readme.includes('npm install && npm test'));
});
