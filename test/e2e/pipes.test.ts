import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import {suite, test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {LAUNCHER} from '../helpers/repository.ts';
import {readRows} from './run-files.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {exitOf, openWorld} from './world.ts';

buildProgram();

const STACK = /^\s+at .*:\d+:\d+\)?$/m;

suite('pipes', {concurrency: 3}, () => {
	test('C4: a reader that leaves after one line changes nothing for the sweep', async t => {
		const world = openWorld(t);
		const {code, out, note} = await world.shell(
			'sweeptop run smoke --headless --out out | head -1; echo "${PIPESTATUS[0]}"',
		);
		assert.equal(code, 0);
		assert.match(out, /^#1 complete 1\/140 product=55225 .*\n0\n$/);
		assert.doesNotMatch(note, STACK);
		assert.equal(readRows(world.path('out')).length, 140);
	});

	test('C4: stdout or stderr closed', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('echo loss=$SWEEP_i', 3, LOSS));
		const closed = await world.shell('sweeptop run sweep.toml --headless --out a >&-; echo $?');
		assert.equal(closed.out, '0\n');
		assert.doesNotMatch(closed.note, STACK);
		const both = await world.shell('sweeptop run sweep.toml --headless --out b >&- 2>&-; echo $?');
		assert.equal(both.out, '0\n');
		for (const folder of ['a', 'b']) assert.equal(readRows(world.path(folder)).length, 3, folder);
	});

	test('D1: stdout on a full disk is told in one line; a resume goes on', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('echo loss=$SWEEP_i', 3, LOSS));
		const full = await world.shell('sweeptop run sweep.toml --headless --out out >/dev/full');
		assert.deepEqual([full.code, full.note.split('\n').at(-2)], [2, 'sweeptop: cannot write to stdout: ENOSPC']);
		assert.doesNotMatch(full.note, STACK);
		assert.equal((await world.run(['resume', 'out', '--headless'])).code, 0);
		assert.equal(readRows(world.path('out')).length, 3);
	});

	test('C5: stdin closed, or no terminal: headless, and never a word about raw mode', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('echo loss=$SWEEP_i', 3, LOSS));
		for (const [index, redirect] of ['<&-', '</dev/null', '<sweep.toml'].entries()) {
			const {out, note} = await world.shell(`sweeptop run sweep.toml --out ${index} ${redirect}; echo "code $?"`);
			assert.match(out, /^#3 complete 3\/3 loss=3 [^]*^code 0$/m);
			assert.doesNotMatch(note, /raw mode|^\s+at /im);
		}
		const attached = await world.shell('sweeptop view 0 <&-; echo "code $?"');
		assert.match(attached.out, /^code 2$/m);
		assert.match(attached.note, /a screen needs a terminal/);
	});

	test('--reporter ndjson prints exactly the lines of the journal', async t => {
		const world = openWorld(t);
		world.write(
			'sweep.toml',
			`name = "lines"\ncommand = ["echo", "x={x}", "{label}"]\n[parameters]\nx = [1, 2.5]\nlabel = ["ä", "\\u202Eevil", "日本"]\n`,
		);
		const {code, out, note} = await world.run(['run', 'sweep.toml', '--reporter', 'ndjson', '--out', 'out']);
		assert.equal(code, 0, note);
		assert.equal(out, readFileSync(world.path('out', 'journal.ndjson'), 'utf8'));
	});

	test('--reporter summary and silent', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('echo loss=$SWEEP_i', 3, LOSS));
		const summary = await world.run(['run', 'sweep.toml', '--reporter', 'summary', '--out', 'a']);
		assert.match(summary.out, /^sweep {3}test: space exhausted 3\/3\nbest {4}#1 loss=1 {2}i=1\n/);
		assert.match(summary.out, new RegExp(`^file {4}${world.path('a', 'trials.csv')}$`, 'm'));
		assert.equal((await world.run(['run', 'sweep.toml', '--reporter', 'silent', '--out', 'b'])).out, '');
	});

	test('what is printed after a run: table, plot, export, ls, rm', async t => {
		const world = openWorld(t);
		assert.equal((await world.run(['run', 'smoke', '--reporter', 'silent'])).code, 0);
		const {out: table} = await world.run(['table', 'last', '--top', '3']);
		const [heads, , ...rows] = table.trimEnd().split('\n');
		assert.match(heads ?? '', /^ +# +product +p1 +p2 /);
		assert.match(rows.join('\n'), /^22 +★ +100 +25 +25 .*\n.*\n.*$/);
		const plot = await world.run(['plot', 'last', 'heatmap', '--columns', '80', '--rows', '20']);
		assert.equal(plot.code, 0, plot.note);
		assert.match(plot.out, /product[^]*100/);
		const csv = await world.run(['export', 'last', '--format', 'csv']);
		const [run] = JSON.parse((await world.run(['ls', '--json'])).out) as {readonly path: string}[];
		assert.equal(csv.out, readFileSync(`${run?.path}/trials.csv`, 'utf8'));
		const json = JSON.parse((await world.run(['export', 'last', '--format', 'json'])).out);
		assert.deepEqual([json.trials.length, json.best], [140, 22]);
		assert.match((await world.shell('sweeptop table last | head -2')).out, /^.+\n.+\n$/);
		assert.equal((await world.run(['rm', 'last'])).code, 2);
		assert.equal((await world.run(['rm', 'last', '--yes'])).code, 0);
		assert.ok(!existsSync(run?.path ?? ''));
	});

	test('check and --dry-run run nothing and write nothing', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('touch ran', 1000, LOSS));
		mkdirSync(world.path('empty'));
		const plan = await world.run(['run', world.path('sweep.toml'), '--dry-run'], {cwd: world.path('empty')});
		assert.equal(plan.code, 0, plan.note);
		assert.match(plan.out, /1,?000/);
		assert.match(plan.out, /touch ran/);
		const check = await world.run(['check', 'sweep.toml']);
		assert.equal(check.code, 0, check.note);
		assert.ok(!existsSync(world.path('ran')) && !existsSync(world.runs));
		assert.equal((await world.run(['check', 'gemm'])).code, 0);
		const schema = JSON.parse((await world.run(['schema'])).out);
		assert.ok('parameters' in schema.properties);
	});

	test('completion scripts are accepted by their shells', async t => {
		const world = openWorld(t);
		for (const shell of ['bash', 'zsh', 'fish']) {
			const {code, out} = await world.run(['completion', shell]);
			assert.equal(code, 0);
			world.write(`complete.${shell}`, out);
			const there = await world.shell(`command -v ${shell}`);
			if (there.code !== 0) {
				t.diagnostic(`${shell} is not installed: its script was not tried`);
				continue;
			}
			const parsed = await world.startProgram([shell, '-n', `complete.${shell}`]).ended;
			assert.equal(parsed.code, 0, parsed.note);
		}
		const offered = await world.shell(
			'source complete.bash; COMP_WORDS=(sweeptop ru); COMP_CWORD=1; COMP_LINE="sweeptop ru"; COMP_POINT=11; f=$(complete -p sweeptop | sed "s/.*-F \\([^ ]*\\).*/\\1/"); $f sweeptop ru sweeptop; echo "${COMPREPLY[@]}"',
		);
		assert.match(offered.out, /\brun\b/, offered.note);
	});

	test('reset puts a terminal right, and prints nothing into a pipe', async t => {
		const world = openWorld(t);
		assert.equal((await world.run(['reset'])).out, '');
		const spoil = `stty raw -echo; printf '\\033[?1049h\\033[?25l\\033[?1000h'`;
		const spoilt = world.terminal(['sh', '-c', `${spoil}; stty -a`]);
		await exitOf(spoilt);
		assert.ok(spoilt.alternate());
		assert.match(spoilt.text(), /-icanon/);
		const mended = world.terminal(['sh', '-c', `${spoil}; '${LAUNCHER}' reset; stty -a`]);
		await exitOf(mended);
		assert.ok(!mended.alternate());
		assert.match(mended.text(), /[^-]icanon[^]*[^-]echo /);
	});
});
