import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {main} from '../../source/commands/main.ts';
import {SPEC_OFFERS} from '../../source/commands/sweep-file/spec-offers.ts';
import {DESCRIPTIONS} from '../../source/spec/descriptions.ts';
import {assertPages} from '../helpers/assert-page.ts';
import {createFakeHost} from '../helpers/fake-host.ts';
import {REPOSITORY} from '../helpers/repository.ts';

async function printReference(): Promise<string> {
	const host = createFakeHost(REPOSITORY);
	assert.equal(await main(['schema', '--text'], host), 0);
	return host.printed();
}

test('docs/sweep-file.md is what `sweeptop schema --text` prints', async () => {
	const path = 'docs/sweep-file.md';
	const text = await printReference();
	if (process.env['UPDATE_FRAMES'] === '1') writeFileSync(join(REPOSITORY, path), text);
	assertPages([{path, text}], 'UPDATE_FRAMES=1 node scripts/test.mjs sweep-file-reference');
});

test('every key, sampler, pruner and option is told, with a meaning', async () => {
	const text = await printReference();
	for (const [path, meaning] of Object.entries(DESCRIPTIONS)) {
		const key = path.slice(path.lastIndexOf('.') + 1);
		assert.ok(text.includes(`\`${key}\``) || text.includes(`[${key}`), `${path} is not told`);
		assert.ok(text.includes(meaning.split('(?<')[0] ?? meaning), `what ${path} means is not told`);
	}
	for (const {id, options} of [...SPEC_OFFERS.samplers, ...SPEC_OFFERS.pruners]) {
		assert.ok(text.includes(`\n- \`${id}\``), `${id} is not told`);
		for (const option of Object.keys(options)) assert.ok(text.includes(`  - \`${option}\`: `), `${id}: ${option}`);
	}
	assert.doesNotMatch(text, /\): *$/m, 'a key without a meaning');
	assert.doesNotMatch(text, /\n{3}/, 'two empty lines');
});
