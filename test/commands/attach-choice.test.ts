import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {main} from '../../source/commands/main.ts';
import {readIdentity} from '../../source/journal/process-identity.ts';
import {createFakeHost} from '../helpers/fake-host.ts';

const folder = mkdtempSync(join(tmpdir(), 'sweeptop-attach-'));
after(() => rmSync(folder, {recursive: true, force: true}));

/** Lists a run that this very process, which lives, claims to run. */
function listLive(name: string, started: string): void {
	const live = join(folder, 'sweeptop', 'live');
	mkdirSync(live, {recursive: true});
	const run = {...readIdentity(), path: join(folder, name), started};
	writeFileSync(join(live, `${name}.json`), JSON.stringify(run));
}

test('attach without a run shows the newest, and says which and what else runs', async () => {
	const host = createFakeHost(folder, {XDG_STATE_HOME: folder});
	assert.equal(await main(['attach'], host), 2);
	assert.match(host.noted(), /no sweep is running/);
	listLive('older', '2026-01-01T10:00:00Z');
	listLive('newer', '2026-01-01T11:00:00Z');
	const two = createFakeHost(folder, {XDG_STATE_HOME: folder});
	assert.equal(await main(['attach'], two), 2, 'no engine answers for either');
	const [first = '', second = '', third = ''] = two.noted().split('\n');
	assert.equal(first, `2 sweeps run; this is the newest, ${join(folder, 'newer')}`);
	assert.equal(second, `  another: sweeptop attach ${join(folder, 'older')}`);
	assert.match(third, /no engine runs .*newer/);
});
