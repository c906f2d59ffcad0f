import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import type {SweepEvent} from '../../source/domain/event.ts';
import {philox4x32} from '../../source/samplers/philox.ts';
import {signal} from '../e2e/processes.ts';
import {skipsFor} from '../e2e/needs.ts';
import {eventsOf, readRows, readState} from '../e2e/run-files.ts';
import {LOSS, shellSweep} from '../e2e/sweeps.ts';
import {eventually, openWorld, type Running, type World} from '../e2e/world.ts';
import {buildProgram} from '../helpers/built-program.ts';
import {LAUNCHER} from '../helpers/repository.ts';

buildProgram();

const KILLS = 12;
/** A flush as slow as that of a bad card: all that happens meanwhile waits in the memory of the engine. */
const SLOW_FLUSH = [
	'strace',
	'-f',
	'--seccomp-bpf',
	'-qq',
	'-o',
	'/dev/null',
	'-e',
	'inject=fdatasync:delay_enter=60000',
];

/** An engine with a witness: whoever reads its events from stdout. */
async function startWitnessed(world: World, argv: readonly string[]) {
	const engine = world.startProgram([...SLOW_FLUSH, LAUNCHER, ...argv, '--reporter', 'ndjson']);
	const pid = await eventually(
		'the first word',
		() => engine.child.exitCode === null && (/"engine":\{"pid":(\d+)/.exec(engine.out())?.[1] ?? undefined),
	);
	return {engine, pid: Number(pid)};
}

/** Whole lines: the last one may have been cut with the writer. */
function wholeLines(engine: Running): readonly string[] {
	return engine.out().split('\n').slice(0, -1);
}

function journalLines(run: string): ReadonlySet<string> {
	const segments = readdirSync(run).filter(name => /^journal(?:\.\d+)?\.ndjson$/.test(name));
	return new Set(segments.flatMap(name => readFileSync(join(run, name), 'utf8').split('\n')));
}

test('A19, E1: what a witness was told is in the journal after kill -9, and so is what stood in trials.csv', async t => {
	if (skipsFor(t, 'strace')) return;
	const seed = Date.now() % 2 ** 32;
	t.diagnostic(`seed ${seed}`);
	const random = (draw: number): number => philox4x32([draw, 0, 0, 0], [seed, 0])[0] / 2 ** 32;
	const world = openWorld(t);
	// A trial that ran again would have another result.
	world.write('sweep.toml', shellSweep('echo loss=1$(date +%N)', 2000, LOSS));
	const out = world.path('out');
	const told: string[] = [];
	for (let kill = 0; kill < KILLS; kill++) {
		const argv = kill === 0 ? ['run', 'sweep.toml', '--out', 'out'] : ['resume', 'out'];
		const {engine, pid} = await startWitnessed(world, argv);
		const wanted = 1 + Math.floor(random(kill) * 8);
		const ended = (): number => wholeLines(engine).filter(line => line.includes('"type":"trial-ended"')).length;
		await eventually(`${wanted} trials`, () => ended() >= wanted, 30_000);
		await sleep(random(KILLS + kill) * 150);
		signal(pid, 'SIGKILL');
		await engine.ended;
		told.push(...wholeLines(engine));
		const acknowledged = new Map(eventsOf(out, 'trial-ended').map(({trial, metrics}) => [trial, metrics['loss']]));
		const rows = existsSync(join(out, 'trials.csv')) ? readRows(out) : [];
		for (const row of rows.filter(({state}) => state === 'complete'))
			assert.equal(
				Number(row['loss']),
				acknowledged.get(Number(row['trial'])),
				`trial ${row['trial']} stood in trials.csv`,
			);
	}
	const kept = journalLines(out);
	assert.deepEqual(
		told.filter(line => !kept.has(line)),
		[],
	);
	const results = told.map((line): SweepEvent => JSON.parse(line)).filter(event => event.type === 'trial-ended');
	assert.ok(results.length >= KILLS, `${results.length} results were told`);
	const {trials} = readState(out);
	for (const {trial, metrics} of results) assert.deepEqual(trials[trial - 1]?.metrics, metrics, `trial ${trial}`);
});
