import assert from 'node:assert/strict';
import {readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {suite, test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {isRunning} from './processes.ts';
import {countEndedTrials, enginePid, readRows} from './run-files.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {eventually, exitOf, openWorld} from './world.ts';

buildProgram();

/** Makes the engine of a run one of another machine, as it looks from this one: its claim and its socket are not ours. */
function moveElsewhere(run: string, changes: Readonly<Record<string, string>>): void {
	const [lock = ''] = readdirSync(run).filter(name => name.startsWith('lock.'));
	const path = join(run, lock);
	const owner = JSON.parse(readFileSync(path, 'utf8'));
	writeFileSync(path, `${JSON.stringify({...owner, bootId: 'ffffffff-0000-0000-0000-000000000000', ...changes})}\n`);
	rmSync(join(run, 'socket'));
}

suite('a run on a folder that several machines share', {concurrency: 2}, () => {
	for (const [what, changes] of [
		['another host', {host: '0123456789abcdef'}],
		['a host with a copy of this system', {}],
	] as const) {
		test(`K2: ${what} runs it: it is listed, followed and left alone`, async t => {
			const world = openWorld(t);
			const run = world.path('out');
			world.write('sweep.toml', shellSweep('[ -e go ] || sleep 1; echo loss=$SWEEP_i', 60, LOSS));
			const started = await world.run(['run', 'sweep.toml', '--detach', '--out', 'out']);
			assert.equal(started.code, 0, started.note);
			const engine = enginePid(run);
			moveElsewhere(run, changes);
			const environment = {XDG_STATE_HOME: world.path('elsewhere')};
			const here = (...argv: readonly string[]) => world.run(argv, {environment});

			const listed = await here('ls', '--runs', '.');
			assert.match(listed.out, /^out +elsewhere .*on another host or in another container/m);
			const refused = await Promise.all([
				here('resume', 'out', '--headless'),
				here('enqueue', 'out', 'i=1'),
				here('rm', 'out', '--yes'),
				here('pause', 'out'),
				here('attach', 'out'),
			]);
			for (const {code, note} of refused) {
				assert.equal(code, 2, note);
				assert.match(note, /on another host or in another container/);
			}
			assert.ok(isRunning(engine));

			const screen = world.screen(['view', 'out'], {environment, columns: 100, rows: 30});
			await screen.waitForText(/test {2}running · grid \d+\/60/);
			const ended = countEndedTrials(run);
			await screen.waitUntil(
				rows => Number(/grid (\d+)\/60/.exec(rows.join('\n'))?.[1] ?? 0) > ended,
				'progress',
				60_000,
			);
			screen.type('p');
			await screen.waitForText(/followed in its files/);
			world.write('go', '');
			await screen.waitForText(/test {2}complete · grid 60\/60/);
			screen.type('q');
			assert.equal((await exitOf(screen)).code, 0);
			await eventually('the end of the engine', () => !isRunning(engine));
			assert.equal(readRows(run).length, 60);
			assert.match((await here('ls', '--runs', '.')).out, /^out +ended/m);
		});
	}
});
