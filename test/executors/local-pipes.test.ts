import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import {UserError} from '../../source/domain/errors.ts';
import {createExecutorContext} from '../../source/executors/context.ts';
import {createLocalPipes} from '../../source/executors/local-pipes.ts';
import {executors, openExecutor} from '../../source/executors/registry.ts';
import {begin, run} from './run.ts';

const executor = createLocalPipes(createExecutorContext({watchMs: 30}));
after(() => executor.settle?.());

test('all output comes, exact outcome, no terminal', async () => {
	for (const bytes of [20_480, 1 << 20]) {
		const {output, result} = await run(executor, ['head', '-c', String(bytes), '/dev/zero']);
		assert.deepEqual([output.length, result.why], [bytes, 'exit 0']);
	}
	const both = await run(executor, ['sh', '-c', 'echo out; echo err >&2; test -t 1 || kill -9 $$']);
	assert.deepEqual(both.text.split('\n').toSorted(), ['', 'err', 'out']);
	assert.equal(both.result.signal, 'SIGKILL');
});

test('a grandchild that holds the pipes does not hold up the end, input is at its end', async () => {
	const held = await run(executor, ['sh', '-c', 'trap "" HUP; sleep 300 & cat; exit 7']);
	assert.equal(held.result.code, 7);
	assert.ok(held.wallMs < 20_000);
	await executor.settle?.();
});

test('a slow consumer holds the program back and loses nothing', async () => {
	const hold = Promise.withResolvers<void>();
	const running = begin(executor, ['head', '-c', '3000000', '/dev/zero'], {onOutput: () => hold.promise});
	await new Promise(resolve => setTimeout(resolve, 100));
	assert.ok(running.seen().length < 1_000_000);
	hold.resolve();
	assert.equal((await running.finished).output.length, 3_000_000);
});

test('time limits, refusals and typing', async () => {
	const timed = await run(executor, ['sh', '-c', 'sleep 300 | cat'], {timeoutMs: 100});
	assert.equal(timed.result.outcome, 'timed-out');
	assert.equal((await run(executor, ['./gemm'])).result.why, 'spawn failed: ENOENT ./gemm');
	const running = begin(executor, ['sleep', '0.1']);
	running.execution.write(Buffer.from('x'));
	running.execution.resize(10, 10);
	assert.match((await running.finished).notices.join(), /no terminal/);
});

test('the best executor that works is opened, and a lesser one says why', () => {
	assert.equal(openExecutor().executor.id, 'local-pty');
	assert.equal(openExecutor('local-pipes').executor.id, 'local-pipes');
	assert.deepEqual(
		executors.map(row => row.id),
		['local-pty', 'local-pipes'],
	);
	const failing = {
		...createExecutorContext(),
		get table(): never {
			throw new Error('no /proc');
		},
	};
	assert.throws(() => openExecutor('local-pty', failing), UserError);
});
