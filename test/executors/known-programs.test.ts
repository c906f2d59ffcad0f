import assert from 'node:assert/strict';
import {chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {createPreflight} from '../../source/executors/known-programs.ts';

test('a program that was found is looked at again, not searched for; one that changed or is gone is', t => {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-known-'));
	t.after(() => rmSync(folder, {recursive: true}));
	const [first, second] = [join(folder, 'first'), join(folder, 'second')];
	for (const path of [first, second]) mkdirSync(path);
	const write = (path: string, text: string): void => writeFileSync(join(path, 'tool'), text, {mode: 0o755});
	const preflight = createPreflight();
	const look = (argv = ['tool']) => preflight({argv, workdir: folder, env: {PATH: `${first}:${second}`}});
	assert.deepEqual(look(), {kind: 'refused', why: 'ENOENT tool (not found in PATH)'});
	write(second, '#!/bin/sh\n');
	assert.deepEqual(look(), {kind: 'ready', file: join(second, 'tool')});
	assert.deepEqual(look(['tool', 'a\0b']), {kind: 'refused', why: 'EINVAL an argument holds a NUL byte'});
	chmodSync(join(second, 'tool'), 0o644);
	assert.deepEqual(look(), {kind: 'refused', why: 'EACCES tool'});
	chmodSync(join(second, 'tool'), 0o755);
	assert.equal(look().kind, 'ready');
	renameSync(join(second, 'tool'), join(first, 'tool'));
	assert.deepEqual(look(), {kind: 'ready', file: join(first, 'tool')});
	rmSync(join(first, 'tool'));
	assert.equal(look().kind, 'refused');
});
