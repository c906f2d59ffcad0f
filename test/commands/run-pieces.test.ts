import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {describeDifference} from '../../source/commands/runs/frozen-sweep.ts';
import {lingerHint} from '../../source/commands/engine/linger.ts';
import {parseSshUrl} from '../../source/commands/session/ssh-address.ts';
import {parseTrialNumbers} from '../../source/commands/steer.ts';
import {UserError} from '../../source/domain/errors.ts';

test('trial numbers and ranges', () => {
	assert.deepEqual(parseTrialNumbers('3,7-9'), [3, 7, 8, 9]);
	assert.throws(() => parseTrialNumbers('9-7'), new UserError('the range 9-7 runs backwards', 'write 7-9'));
	assert.throws(() => parseTrialNumbers('all'), UserError);
});

test('the difference of a changed sweep file shows the changed lines only', () => {
	const text = describeDifference('a = 1\nb = 2\nc = 3\n', 'a = 1\nb = 4\nbb = 5\nc = 3\n');
	assert.equal(text, '  line 2:\n  - b = 2\n  + b = 4\n  + bb = 5');
});

test('addresses of runs elsewhere', () => {
	assert.equal(parseSshUrl('last'), undefined);
	assert.deepEqual(parseSshUrl('ssh://me@orin:2222/last'), {host: 'me@orin', port: '2222', run: 'last'});
	assert.deepEqual(parseSshUrl('ssh://orin/sweeps/gemm-1'), {host: 'orin', port: undefined, run: 'sweeps/gemm-1'});
	for (const hostile of ['ssh://-oProxyCommand=x/last', 'ssh:///last', 'ssh://host/', 'ssh://a b/last']) {
		assert.throws(() => parseSshUrl(hostile), UserError);
	}
});

test('the hint about lingering appears only where the system ends processes at logout', async t => {
	const root = mkdtempSync(join(tmpdir(), 'sweeptop-linger-'));
	t.after(() => rmSync(root, {recursive: true}));
	mkdirSync(join(root, 'etc/systemd'), {recursive: true});
	assert.equal(await lingerHint({USER: 'ann'}, root), '');
	writeFileSync(join(root, 'etc/systemd/logind.conf'), '#KillUserProcesses=yes\n');
	assert.equal(await lingerHint({USER: 'ann'}, root), '');
	writeFileSync(join(root, 'etc/systemd/logind.conf'), '[Login]\nKillUserProcesses=yes\n');
	assert.match(await lingerHint({USER: 'ann'}, root), /loginctl enable-linger/);
	mkdirSync(join(root, 'var/lib/systemd/linger'), {recursive: true});
	writeFileSync(join(root, 'var/lib/systemd/linger/ann'), '');
	assert.equal(await lingerHint({USER: 'ann'}, root), '');
});
