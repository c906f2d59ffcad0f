/**
 * What it costs to start `true` and hear of its end, without anything around it. Run by `launch.ts` in a process of its
 * own, because a fork takes as long as its process is large. Prints the median in ms.
 */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import * as pty from 'node-pty';

const RUNS = 300;
const [kind] = process.argv.slice(2);
const tookMs: number[] = [];
for (let run = 0; run < RUNS; run++) {
	const startedMs = performance.now();
	if (kind === 'pty') {
		const child = pty.spawn('true', [], {});
		await new Promise(resolve => child.onExit(resolve));
	} else await once(spawn('true', {stdio: 'ignore', detached: true}), 'exit');
	tookMs.push(performance.now() - startedMs);
}
process.stdout.write(`${tookMs.toSorted((a, b) => a - b)[RUNS / 2]}\n`);
// node-pty keeps descriptors open for a while.
process.exit(0);
