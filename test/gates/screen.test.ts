import assert from 'node:assert/strict';
import {test} from 'node:test';
import {drawTitle} from '../../components/panes/header.ts';
import {createLocalSession} from '../../source/commands/session/local-session.ts';
import type {SweepFact} from '../../source/domain/event.ts';
import {createModelSelector} from '../../source/store/screen-model.ts';
import {createUiState} from '../../source/store/ui-state.ts';
import {eventsOf, SAMPLE_SWEEP} from '../helpers/sample-sweep.ts';

const ENGINE = {pid: 1, startTicks: 1, version: '0'};
const FACTS: readonly SweepFact[] = [
	{type: 'sweep-started', format: 1, sweep: SAMPLE_SWEEP, hash: '', seed: 0, engine: ENGINE},
	{type: 'trial-queued', trial: 1, params: {dtype: 'half', size: 64}, by: 'grid'},
	{type: 'gate-waiting', trial: 1, why: 'cpu.temp_c 80.0 > 60', temperature: 80, target: 60},
	{type: 'gate-passed', trial: 1, why: 'cool and steady', waited_s: 9},
	{type: 'execution-started', trial: 1, execution: 1, role: 'measured', attempt: 1, argv: [], pid: 2, startTicks: 1},
];

/** The first line of the screen after so many facts, one a second, at a time. */
function titleAfter(count: number, nowMonoMs: number): string {
	const {session, apply} = createLocalSession({
		directory: '/run',
		link: () => ({kind: 'live', role: 'view'}),
		nowMonoMs: () => nowMonoMs,
		refusal: '',
	});
	for (const event of eventsOf(FACTS.slice(0, count))) apply(event);
	const model = createModelSelector(() => nowMonoMs)(session, createUiState());
	return drawTitle(model, {glyphs: 'unicode'}, 120)
		.map(({text}) => text)
		.join('');
}

test('while a gate holds a trial the first line says what for, and counts down to its start at the latest', () => {
	assert.match(titleAfter(2, 2000), / running /);
	assert.match(titleAfter(3, 2000), / cooling cpu\.temp_c 80\.0 > 60, at most 0?2:00/);
	assert.match(titleAfter(3, 62_500), /at most 0?0:59/);
	assert.match(titleAfter(5, 63_000), / running /);
});
