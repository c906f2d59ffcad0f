import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {createStoredCommands} from '../../source/commands/session/stored-commands.ts';
import {freezeSweep} from '../../source/commands/runs/frozen-sweep.ts';
import {readRecordedState} from '../../source/commands/runs/recorded-state.ts';
import {foldEvents} from '../../source/domain/sweep-state.ts';
import {writeRun} from '../helpers/run-on-disk.ts';
import {SAMPLE_FACTS, SAMPLE_SWEEP} from '../helpers/sample-sweep.ts';

test('a run without an engine keeps trials for a resume and gives the events of it; what needs an engine is refused', async t => {
	const runs = mkdtempSync(join(tmpdir(), 'st-'));
	t.after(() => rmSync(runs, {recursive: true}));
	const directory = writeRun(runs, 'night', SAMPLE_FACTS);
	freezeSweep(directory, {sweep: SAMPLE_SWEEP});
	const before = readRecordedState(directory);
	const command = createStoredCommands(directory, '0');
	const {ok, text, events} = await command({command: 'rerun', trials: [1]});
	assert.ok(ok, text);
	assert.match(text, /^#1 queued again; to run it: sweeptop resume .*night$/);
	assert.deepEqual(foldEvents(before, events), readRecordedState(directory), 'the screen has what the journal has');
	assert.equal(readRecordedState(directory).trials[0]?.state, 'queued');
	const refused = await command({command: 'pause'});
	assert.deepEqual([refused.ok, refused.events], [false, []]);
	assert.match(refused.text, /no engine runs this sweep: sweeptop resume/);
});

test('of imported results nothing is queued that no resume could run', async t => {
	const runs = mkdtempSync(join(tmpdir(), 'st-'));
	t.after(() => rmSync(runs, {recursive: true}));
	const directory = writeRun(runs, 'night', SAMPLE_FACTS);
	freezeSweep(directory, {sweep: {...SAMPLE_SWEEP, command: {kind: 'argv', argv: []}}});
	const refused = await createStoredCommands(directory, '0')({command: 'rerun', trials: [1]});
	assert.deepEqual([refused.ok, refused.events], [false, []]);
	assert.match(refused.text, /was imported: there is no command to go on with/);
});
