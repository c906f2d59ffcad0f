import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {test} from 'node:test';

test('without descriptors to spare an execution is refused with its errno, and can be started later (B14, D7)', () => {
	const script = join(import.meta.dirname, 'shortage.child.ts');
	const {stdout, stderr} = spawnSync('sh', ['-c', 'ulimit -n 64; exec "$0" "$1"', process.execPath, script]);
	const told = JSON.parse(stdout.toString() || JSON.stringify({stderr: stderr.toString()})) as Record<string, unknown>;
	assert.ok(Number(told['started']) > 5, JSON.stringify(told));
	assert.deepEqual(told['exits'], ['exit 0']);
	assert.deepEqual(told['codes'], ['EMFILE']);
	assert.equal(told['later'], 'exit 0');
	assert.ok(Number(told['lost']) <= 1, JSON.stringify(told));
});
