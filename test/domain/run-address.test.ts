import assert from 'node:assert/strict';
import {test} from 'node:test';
import {displayPath} from '../../source/commands/display-path.ts';
import {
	commandBesideRun,
	commandOnRun,
	formatSshRun,
	isElsewhere,
	readSshRun,
} from '../../source/domain/sweep/run-address.ts';

test('a command on a run works in the shell that the screen was opened from', () => {
	assert.equal(commandOnRun('sweeps/a', 'rerun', '--failed'), 'sweeptop rerun sweeps/a --failed');
	assert.equal(commandOnRun('ssh://orin/last', 'rerun', '--failed'), 'ssh -t orin sweeptop rerun last --failed');
	assert.equal(
		commandOnRun('ssh://me@orin:2222/sweeps/a', 'resume'),
		'ssh -t -p 2222 me@orin sweeptop resume sweeps/a',
	);
	assert.equal(commandOnRun('ssh://orin/last', 'export', '--format csv'), 'ssh orin sweeptop export last --format csv');
	assert.equal(commandOnRun('ssh://orin/last', 'attach'), 'sweeptop attach ssh://orin/last', 'takes the URL itself');
	assert.equal(commandBesideRun('sweeps/a', 'probes'), 'sweeptop probes');
	assert.equal(commandBesideRun('ssh://orin:22/last', 'probes'), 'ssh -p 22 orin sweeptop probes');
});

test('the URL of a run is shown as it was given, with its port', () => {
	for (const url of ['ssh://orin/last', 'ssh://me@orin:2222/sweeps/a']) {
		const run = readSshRun(url);
		assert.ok(run !== undefined);
		assert.equal(formatSshRun(run), url);
		assert.equal(displayPath(url), url, 'and is no path to be shortened');
		assert.ok(isElsewhere(displayPath(url)));
	}
	assert.equal(readSshRun('sweeps/a'), undefined);
});
