import assert from 'node:assert/strict';
import test from 'node:test';
import type {Execution, ExecutionRequest, ExecutionResult} from '../../source/domain/executor.ts';
import {preparationsOf} from '../../source/engine/execution-preparation.ts';
import {startPrepared} from '../../source/engine/prepared-execution.ts';
import {SAMPLE_SWEEP} from '../helpers/sample-sweep.ts';

const DONE: ExecutionResult = {outcome: 'exited', code: 0, why: 'exit 0', startedMonoMs: 0, endedMonoMs: 1};
const KILLED: ExecutionResult = {outcome: 'killed', why: 'skipped', startedMonoMs: 1, endedMonoMs: 2};

test('an end that is asked for between two processes ends the one that comes', async () => {
	const started: string[] = [];
	const gate = Promise.withResolvers<void>();
	const kept: string[] = [];
	const sweep = {
		...SAMPLE_SWEEP,
		run: {...SAMPLE_SWEEP.run, setup: {kind: 'argv', argv: ['build']}, prepare: {kind: 'argv', argv: ['clean']}},
	} as const;
	const request: ExecutionRequest = {
		argv: ['program'],
		workdir: '/',
		env: {},
		columns: 80,
		rows: 24,
		graceMs: 1000,
		marker: 'm',
		onOutput: () => undefined,
		onStarted: () => undefined,
		onNotice: () => undefined,
	};
	const preparations = preparationsOf(
		sweep,
		{},
		{
			needsSetup: true,
			execution: request,
			output: {show: () => undefined, keep: bytes => void kept.push(Buffer.from(bytes).toString())},
		},
	);
	const steps: string[] = [];
	const sizes: string[] = [];
	const start = async ({argv, columns, rows, onOutput}: ExecutionRequest): Promise<Execution> => {
		sizes.push(`${columns}x${rows}`);
		// The machine is out of processes for a while.
		if (argv[0] === 'clean') await gate.promise;
		started.push(argv.join(' '));
		void onOutput(Buffer.from(`${argv[0]} speaks\n`));
		const ended = Promise.withResolvers<ExecutionResult>();
		if (argv[0] === 'build') ended.resolve(DONE);
		return {
			result: ended.promise,
			end: () => ended.resolve(KILLED),
			resize: () => undefined,
			write: () => undefined,
		};
	};
	const execution = await startPrepared({
		preparations,
		request,
		start,
		onPreparing: step => steps.push(step),
		onPrepared: step => steps.push(`${step} done`),
	});
	assert.equal(Buffer.from(execution.preparationTail() ?? []).toString(), 'build speaks\n');
	execution.resize(100, 30);
	await new Promise(setImmediate);
	execution.end('killed', 'skipped');
	gate.resolve();
	const {outcome, why} = await execution.result;
	assert.deepEqual([outcome, why], ['killed', 'skipped']);
	assert.deepEqual(sizes, ['80x24', '100x30'], 'the next process has the size that was asked for');
	assert.deepEqual(
		[started, steps, kept],
		[['build', 'clean'], ['setup', 'setup done', 'prepare'], ['clean speaks\n']],
	);
});
