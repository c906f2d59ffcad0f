import {openSync, readdirSync} from 'node:fs';
import {createExecutorContext} from '../../source/executors/context.ts';
import {createLocalPty} from '../../source/executors/local-pty.ts';
import {loadNativePty} from '../../source/executors/pty-native.ts';
import {begin, run} from './run.ts';
import {spawnUnderTest} from './spawn-under-test.ts';

// Runs under a small `ulimit -n`: takes descriptors until executions fail, gives them back, and goes on.
const executor = createLocalPty(loadNativePty(), createExecutorContext(), spawnUnderTest());
const before = readdirSync('/proc/self/fd').length;
const running: ReturnType<typeof begin>[] = [];
const codes: string[] = [];
for (let index = 0; index < 100; index += 1) {
	try {
		running.push(begin(executor, ['sleep', '0.3']));
	} catch (error) {
		codes.push(error instanceof Error && 'code' in error ? String(error.code) : String(error));
	}
}
const ended = await Promise.all(running.map(each => each.finished));
const later = await run(executor, ['true']);
process.stdout.write(
	JSON.stringify({
		started: running.length,
		exits: [...new Set(ended.map(each => each.result.why))],
		codes: [...new Set(codes)],
		later: later.result.why,
		lost: readdirSync('/proc/self/fd').length - before,
		spare: openSync('/dev/null', 'r') > 0,
	}),
);
