import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {main} from '../../source/commands/main.ts';
import {createFakeHost} from '../helpers/fake-host.ts';

const folder = mkdtempSync(join(tmpdir(), 'sweeptop-foreign-'));
after(() => rmSync(folder, {recursive: true}));

async function run(...argv: readonly string[]) {
	const host = createFakeHost(folder, {SWEEPTOP_RUNS: join(folder, 'runs')});
	const code = await main(argv, host);
	return {code, out: host.printed(), note: host.noted()};
}

writeFileSync(
	join(folder, 'wandb.yaml'),
	'method: grid\nprogram: train.py\nparameters: {lr: {values: [0.1, 0.2]}, n: {value: 3}}\n',
);
writeFileSync(
	join(folder, 'space.json'),
	'{"lr": {"_type": "loguniform", "_value": [1e-4, 0.1]}, "n": {"_type": "randint", "_value": [1, 4]}}',
);

test('check says what a foreign file is, shows its plan, and notes go to stderr', async () => {
	const {code, out, note} = await run('check', 'space.json');
	assert.equal(code, 0);
	assert.match(out, /space\.json: valid NNI experiment or search space\. space: 100 trials over lr, n\n/);
	assert.match(out, /^ {2}n +3 +integer +1, 2, 3$/m);
	assert.match(out, /^ {2}1 {2}PROGRAM --lr=\S+ --n=[123]$/m);
	assert.match(note, /note: no program is named: .*--command/);
});

test('run --dry-run plans it with the program of --command and the flags of the command line', async () => {
	const {code, out} = await run(
		'run',
		'space.json',
		'--dry-run',
		'--trials',
		'2',
		'--seed',
		'5',
		'--command',
		"./t.py '{args_json}' --once",
	);
	assert.equal(code, 0);
	assert.match(out, /budget: 2 trials/);
	assert.match(out, /^ {2}1 {2}\.\/t\.py '\{"lr": [\d.e-]+, "n": [123]\}' --once$/m);
	assert.doesNotMatch(out, /^ {2}3 {2}\.\/t/m);
});

test('--set changes the plan by our own keys', async () => {
	const {code, out} = await run('check', 'wandb.yaml', '--set', 'run.repeats=3', '--set', 'lr=[0.5]');
	assert.equal(code, 0);
	assert.match(out, /in all: 1 × 3 = 3/);
	assert.match(out, /^ {2}1 {2}\/usr\/bin\/env python train\.py --lr=0\.5 --n=3$/m);
});

test('a run without a program, and a mistake, end with file:line:column and nothing written', async () => {
	const bare = await run('run', 'space.json', '--trials', '3', '--headless');
	assert.equal(bare.code, 2);
	assert.match(bare.note, /space\.json:1:1: this definition names no program to run\n *give it: --command/);
	writeFileSync(
		join(folder, 'bad.yaml'),
		'method: random\nrun_cap: 3\nprogram: p\nparameters:\n  x: {distribution: gamma, min: 1, max: 2}\n',
	);
	const bad = await run('check', 'bad.yaml');
	assert.equal(bad.code, 2);
	assert.match(bad.note, /bad\.yaml:5:\d+: the distribution of "x" cannot be "gamma"\n *(?:one of|did you mean)/);
});

test('a valid sweep that cannot work as meant is warned of, on stderr', async () => {
	const text = (program: string): string =>
		`command = ["${program}", "{k}"]\n[parameters]\nk = ["a", "b"]\nm = { values = [1, 2], when = "k == 'c'" }\n`;
	writeFileSync(join(folder, 'slips.toml'), text('no-such-program-here'));
	const {code, out, note} = await run('check', 'slips.toml');
	assert.equal(code, 0);
	assert.match(out, /valid/);
	assert.match(note, /^warning: parameters\.m\.when: k is never 'c' in "k == 'c'"; its values: 'a', 'b'$/m);
	assert.match(note, /^warning: command: no trial can start: ENOENT no-such-program-here \(not found in PATH\)$/m);
	writeFileSync(join(folder, 'fits.toml'), text(process.execPath).replace("'c'", "'b'"));
	assert.equal((await run('check', 'fits.toml')).note, '');
});

test('commands that are compared, with what runs before each; hyperfine counts them with --runs, which is a folder here', async () => {
	const compare = ['run', '--command', 'make -j1', '--command', 'make -j8', '--dry-run'];
	const {code, out} = await run(
		...compare,
		'--setup',
		'configure',
		'--prepare',
		'make "clean"',
		'--repeats',
		'3',
		'--warmup',
		'1',
	);
	assert.equal(code, 0);
	assert.match(
		out,
		/^ {2}each trial: 1 warm-up \+ 3 measured\n {2}before each trial, unmeasured: configure\n {2}before each execution, unmeasured: make "clean"$/m,
	);
	const counted = await run(...compare, '--runs', '20');
	assert.equal(counted.code, 2);
	assert.match(counted.note, /--runs 20 names the folder of all runs\n *for 20 runs of each: --repeats 20/);
	const over = await run('run', 'wandb.yaml', '--dry-run', '--prepare', 'sync; echo [a=b]');
	assert.match(over.out, /before each execution, unmeasured: sync; echo \[a=b\]/);
	writeFileSync(join(folder, 'scan.sh'), "hyperfine -L n 1,2 --prepare 'make clean{n}' 'make -j{n}'\n");
	assert.match((await run('check', 'scan.sh')).out, /before each execution, unmeasured: sh -c 'make clean\{n\}'/);
});
