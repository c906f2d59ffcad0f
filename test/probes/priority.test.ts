import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {getPriority} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {REPOSITORY} from '../helpers/repository.ts';

test('the probe process comes first where it may, and else stays as it is; its helpers do not', () => {
	const code = `
		import {getPriority, setPriority} from 'node:os';
		import {lowerPriority, raisePriority} from ${JSON.stringify(join(REPOSITORY, 'source/commands/probe/probe-priority.ts'))};
		const mayRaise = (() => { try { setPriority(-1); setPriority(0); return true; } catch { return false; } })();
		raisePriority();
		const raised = getPriority();
		lowerPriority();
		console.log(JSON.stringify({mayRaise, raised, lowered: getPriority()}));
	`;
	const {stdout} = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
		cwd: REPOSITORY,
		encoding: 'utf8',
	});
	const own = getPriority();
	const expected = stdout.includes('"mayRaise":true')
		? {mayRaise: true, raised: -10, lowered: 0}
		: {mayRaise: false, raised: own, lowered: own};
	assert.deepEqual(JSON.parse(stdout), expected);
});
