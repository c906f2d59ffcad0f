import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {readRunStatus} from '../../source/commands/runs/run-status.ts';
import type {SweepFact} from '../../source/domain/event.ts';
import {writeRun} from '../helpers/run-on-disk.ts';
import {SAMPLE_FACTS} from '../helpers/sample-sweep.ts';

const [STARTED] = SAMPLE_FACTS;

test('joules of a run without trials are told as estimated where its engine said so', t => {
	const runs = mkdtempSync(join(tmpdir(), 'sweeptop-status-'));
	t.after(() => rmSync(runs, {recursive: true, force: true}));
	const totals = {trials: 0, time_s: 1.57, energy_j: 31.8};
	const end = (estimated: boolean): SweepFact => ({
		type: 'sweep-ended',
		why: 'the program ended',
		totals: {...totals, ...(estimated ? {energy_estimated: true} : {})},
	});
	assert.ok(STARTED !== undefined);
	for (const estimated of [true, false]) {
		const status = readRunStatus(writeRun(runs, String(estimated), [STARTED, end(estimated)]));
		assert.deepEqual(status.kind === 'ended' ? [status.estimated, status.totals] : status, [estimated, totals]);
	}
});
