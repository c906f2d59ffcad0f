import assert from 'node:assert/strict';
import {chmodSync, readFileSync} from 'node:fs';
import {suite, test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {readRows} from './run-files.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {openWorld} from './world.ts';

buildProgram();

/** Prints its arguments back as metrics: `--lr=0.1` becomes `lr_seen=0.1`, and a loss of both. */
const PROGRAM = `#!/bin/sh
for word; do case $word in --lr=*) lr=\${word#*=};; --n=*) n=\${word#*=};; esac; done
awk "BEGIN{print \\"loss=\\" $lr * $n}"
`;

suite('definitions of other tools, run by the whole program', {concurrency: 2}, () => {
	test('a W&B grid runs its own program with its own arguments; export and resume know it as any run', async t => {
		const world = openWorld(t);
		world.write('train.sh', PROGRAM);
		chmodSync(world.path('train.sh'), 0o755);
		world.write(
			'wandb.yaml',
			`
method: grid
program: ./train.sh
command: ["\${program}", "\${args}"]
metric: {name: loss, goal: minimize}
parameters: {n: {min: 1, max: 3}, lr: {values: [0.5, 0.25]}}
`,
		);
		const {code} = await world.run(['run', 'wandb.yaml', '--headless', '--reporter', 'silent', '--out', 'out']);
		assert.equal(code, 0);
		const rows = readRows(world.path('out')).map(row => [row['lr'], row['n'], row['loss']]);
		assert.deepEqual(rows, [
			['0.5', '1', '0.5'],
			['0.5', '2', '1'],
			['0.5', '3', '1.5'],
			['0.25', '1', '0.25'],
			['0.25', '2', '0.5'],
			['0.25', '3', '0.75'],
		]);
		assert.match(readFileSync(world.path('out/sweep.yaml'), 'utf8'), /method: grid/);
		const report = await world.run(['export', 'out', '--output', 'report.html']);
		assert.equal(report.code, 0);
		assert.match(readFileSync(world.path('report.html'), 'utf8'), /<tr class="best"><td class="n" data-v="4"/);
		const again = await world.run(['resume', 'out', '--headless', '--reporter', 'silent']);
		assert.equal(again.code, 0);
		assert.match(again.note, /^nothing to do: every point was run \(space exhausted 6\/6\)$/m);
		assert.equal(readRows(world.path('out')).length, 6);
	});

	test('a scan of hyperfine repeats its command through a shell and ranks by time', async t => {
		const world = openWorld(t);
		world.write('scan.sh', '#!/bin/sh\nhyperfine -r 2 -L pause 0.15,0.01 \'sleep {pause} && echo "{pause}" > last\'\n');
		const {code, out} = await world.run(['run', 'scan.sh', '--headless', '--out', 'out']);
		assert.equal(code, 0);
		assert.match(out, /best +#2 /);
		assert.deepEqual(
			readRows(world.path('out')).map(row => [row['pause'], row['executions']]),
			[
				['0.15', '2'],
				['0.01', '2'],
			],
		);
		assert.equal(readFileSync(world.path('last'), 'utf8'), '0.01\n');
	});

	test('what compared commands print goes nowhere, as with hyperfine; --show-output keeps it, errors are seen', async t => {
		const world = openWorld(t);
		const compare = ['--command', 'echo loud; echo wrong >&2', '--repeats', '2', '--headless'];
		const saidIn = (out: string): string =>
			readFileSync(world.path(out, 'trials', '000001', 'e01', 'output.log'), 'utf8');
		assert.equal((await world.run(['run', ...compare, '--out', 'quiet'])).code, 0);
		assert.equal(saidIn('quiet'), 'wrong\r\n');
		assert.equal((await world.run(['run', ...compare, '--show-output', '--out', 'loud'])).code, 0);
		assert.equal(saidIn('loud'), 'loud\r\nwrong\r\n');
		world.write('sweep.toml', shellSweep('echo loss=1', 1, LOSS));
		const refused = await world.run(['run', 'sweep.toml', '--show-output']);
		assert.deepEqual([refused.code, refused.note.includes('for commands that are compared')], [2, true]);
	});

	test('commands are compared without a file; the file that the run keeps is the same sweep', async t => {
		const world = openWorld(t);
		const compare = ['--command', 'sleep 0.5', '--command', 'echo {quick}', '--repeats', '3', '--warmup', '1'];
		const {code, out} = await world.run(['run', ...compare, '--headless', '--out', 'out']);
		assert.equal(code, 0);
		assert.match(
			out,
			/^best +#2 duration_s=[\d.]+ ± [\d.]+ m?s \(n=3\) {2}command=echo \{quick\}(?: {2}\(1 tied\))?$/m,
		);
		// A machine that stutters may leave even these two tied.
		assert.match(out, /^ {6,}.*[\d.]+ ± [\d.]+ times faster.*\(p [=<] [\de.-]+\)$/m);
		const rows = readRows(world.path('out'));
		assert.deepEqual(
			rows.map(row => [row['command'], row['executions'], row['duration_s.n']]),
			[
				['sleep 0.5', '3', '3'],
				['echo {quick}', '3', '3'],
			],
		);
		assert.ok(Number(rows[0]?.['duration_s.min']) >= 0.5);
		const again = await world.run(['run', 'out/sweep.toml', '--dry-run']);
		assert.match(again.out, /each trial: 1 warm-up \+ 3 measured/);
		const gate = await world.run([
			'ratio',
			'out',
			'--split',
			'command=sleep 0.5/echo {quick}',
			'--fail-if',
			'duration_s > 0.01',
		]);
		assert.equal(gate.code, 1);
		const refused = await world.run(['run', ...compare.slice(0, 2), ...compare.slice(0, 2)]);
		assert.deepEqual([refused.code, refused.note.includes('is there twice')], [2, true]);
	});
});
