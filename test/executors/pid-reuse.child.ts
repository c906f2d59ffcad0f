import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import {endTree} from '../../source/executors/end-tree.ts';
import {createProcessTable} from '../../source/executors/process-table.ts';

// Runs as the first process of a PID namespace of its own, where the next process number can be chosen.
const table = createProcessTable();
const rounds = Number(process.argv[2]);
const sleep = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));

async function startAs(pid: number): Promise<ChildProcess> {
	for (;;) {
		writeFileSync('/proc/sys/kernel/ns_last_pid', String(pid - 1));
		const child = spawn('sleep', ['60'], {detached: true, stdio: 'ignore'});
		if (child.pid === pid) return child;
		child.kill('SIGKILL');
		await once(child, 'exit');
	}
}

async function end(child: ChildProcess): Promise<void> {
	child.kill('SIGKILL');
	if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

let foreignSignals = 0;
for (let round = 0; round < rounds; round += 1) {
	const pid = 1000 + round;
	const first = await startAs(pid);
	const startTicks = table.read(pid)?.startTicks ?? -1;
	await end(first);
	await sleep(12); // A clock tick of start times.
	const stranger = await startAs(pid);
	const leader = {pid, startTicks};
	const sent = [table.signal(leader, 'SIGKILL'), table.signalGroup(leader, 'SIGKILL')];
	const query = {leader, leaderEndedTicks: table.uptimeTicks(), isMarked: () => false, known: [leader]};
	const {found} = await endTree({table, sleep, query, graceMs: 5, unkillableMs: 5});
	if (sent.includes(true) || found.length > 0 || stranger.signalCode !== null) foreignSignals += 1;
	await end(stranger);
}
process.stdout.write(JSON.stringify({rounds, foreignSignals}));
process.exitCode = 0;
