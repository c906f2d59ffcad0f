import assert from 'node:assert/strict';
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type TestContext, test} from 'node:test';
import {openBackend} from '../../source/commands/knob/knob-backend.ts';
import {choosePermission} from '../../source/commands/knob/knob-permission.ts';
import {readIdentity} from '../../source/journal/process-identity.ts';
import {type RestoreRecord, listRestoreFiles, restorePath, writeRestoreFile} from '../../source/knobs/restore-file.ts';
import {eventually} from '../e2e/world.ts';
import type {FakeTree} from '../helpers/fake-sysfs.ts';
import {buildBoard, GPU} from './boards.ts';
import {changedSettings, findGuard, FOR_ALL} from './knob-process.ts';

const MAX = `${GPU}/max_freq`;
const NO_SUDO = ['/nonexistent/sudo', '-n'];

test('what can be written needs no help', t => {
	const tree = buildBoard();
	t.after(tree.remove);
	assert.deepEqual(choosePermission(tree.root, [MAX], NO_SUDO), {kind: 'direct'});
	assert.deepEqual(choosePermission(tree.root, ['nvidia-smi:0:power_limit'], NO_SUDO), {kind: 'direct'});
});

test('without the right: sudo where it asks nothing, else the exact commands and a rule for good', () => {
	const forbidden = (): string => 'EACCES';
	assert.deepEqual(choosePermission('', [MAX], ['env'], forbidden), {kind: 'sudo', argv: ['env']});
	const refused = choosePermission('', [MAX], NO_SUDO, forbidden);
	assert.ok(refused.kind === 'refused');
	assert.equal(refused.why, `${MAX} cannot be written (EACCES)`);
	assert.match(refused.mend, /sudo chgrp \$\(id -gn\) \/sys\/\S+max_freq && sudo chmod g\+w/);
	assert.match(refused.mend, /SUBSYSTEM=="devfreq", KERNEL=="17000000\.gpu", RUN\+="\/bin\/chgrp/);
	assert.doesNotMatch(refused.mend, /tmpfiles/);
	const policies = [0, 4].map(policy => `/sys/devices/system/cpu/cpufreq/policy${policy}/scaling_max_freq`);
	const clocks = choosePermission('', policies, NO_SUDO, forbidden);
	const mend = clocks.kind === 'refused' ? clocks.mend : '';
	assert.ok(mend.includes(`sudo chgrp $(id -gn) ${policies.join(' ')} && sudo chmod g+w ${policies.join(' ')}`), mend);
	for (const path of policies) assert.ok(mend.includes(`/etc/tmpfiles.d/sweeptop.conf: z ${path} 0664 root sweeptop`));
	const program = choosePermission('', ['nvidia-smi:0:power_limit'], NO_SUDO, forbidden);
	assert.match(program.kind === 'refused' ? program.mend : '', /sudo nvidia-smi -i 0 -pl 1/);
});

test('a read-only /sys is so for root too', () => {
	const refused = choosePermission('', [MAX], ['env'], () => 'EROFS');
	assert.match(refused.kind === 'refused' ? refused.mend : '', /mounted read-only here, as in a container/);
});

/** A backend whose helper is started by a program that stands for `sudo -n`. */
function openHelped(t: TestContext, tree: FakeTree) {
	const state = mkdtempSync(join(tmpdir(), 'sweeptop-state-'));
	const sudo = join(state, 'sudo');
	writeFileSync(sudo, `#!/bin/sh\nprintf "%s\\n" "$*" >> ${state}/calls\n[ "$1" = -n ] || exit 1\nshift\nexec "$@"\n`);
	chmodSync(sudo, 0o755);
	const {bootId, pid, startTicks} = readIdentity();
	const path = restorePath(state, bootId, pid);
	const record: RestoreRecord = {
		format: 1,
		bootId,
		pid,
		startTicks,
		root: tree.root,
		run: state,
		locks: ['gpu.frequency'],
		settings: [{knob: 'gpu.frequency', path: MAX, original: '1020000000', state: 'changing'}],
	};
	writeRestoreFile(path, record);
	t.after(() => {
		tree.remove();
		rmSync(state, {recursive: true});
	});
	const permission = choosePermission('', [MAX], [sudo, '-n'], () => 'EACCES');
	assert.ok(permission.kind === 'sudo');
	const backend = openBackend(permission, {path, stateFolder: state, root: tree.root}, text => assert.fail(text));
	return {backend, record, state, sudo};
}

test('the helper writes what is asked, answers with the errno, keeps to the allow-list, and restores', async t => {
	const tree = buildBoard([['/etc/passwd', 'root']]);
	const {backend, record, state} = openHelped(t, tree);
	await backend.write(MAX, '306000000');
	assert.equal(readFileSync(tree.root + MAX, 'utf8').trim(), '306000000');
	await assert.rejects(async () => backend.write('/etc/passwd', 'x'), /may not be written/);
	await assert.rejects(async () => backend.write('/sys/devices/system/cpu/cpufreq/boost', '1'), /ENOENT/);
	await assert.rejects(async () => backend.write('nvidia-smi:0:power_limit', '1'), /there is no nvidia-smi/);
	const restored = await backend.restore(record);
	assert.deepEqual(
		restored.map(({outcome, got}) => [outcome, got]),
		[['restored', '1020000000']],
	);
	assert.deepEqual(changedSettings(tree), []);
	assert.deepEqual(listRestoreFiles(state), []);
	const calls = readFileSync(join(state, 'calls'), 'utf8').trim().split('\n');
	assert.equal(calls.length, 2, 'once to see whether it may, once for the helper');
});

test('a signal to all processes of a job does not end the helper', async t => {
	const tree = buildBoard();
	const {backend, record} = openHelped(t, tree);
	await backend.write(MAX, '306000000');
	const helper = findGuard(tree.root);
	assert.ok(helper !== undefined);
	for (const signal of FOR_ALL) process.kill(helper, signal);
	await backend.write(MAX, '612000000');
	assert.equal(readFileSync(tree.root + MAX, 'utf8').trim(), '612000000');
	await backend.restore(record);
	assert.deepEqual(changedSettings(tree), []);
});

test('the helper restores by itself when nobody is left to ask it', async t => {
	const tree = buildBoard();
	const {backend, state, record} = openHelped(t, tree);
	await backend.write(MAX, '306000000');
	// Its end of the pipe closes with this process only; a record of a dead one says as much.
	writeRestoreFile(restorePath(state, record.bootId, record.pid), {...record, pid: 1, startTicks: 1});
	backend.close();
	await eventually('the helper restores', () => listRestoreFiles(state).length === 0);
	assert.deepEqual(changedSettings(tree), []);
});
