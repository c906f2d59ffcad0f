import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type TestContext, test} from 'node:test';
import {main} from '../../source/commands/main.ts';
import {COMMANDS} from '../../source/commands/registry.ts';
import {PLOT_KINDS} from '../../source/commands/results/plot-kinds.ts';
import {PRESETS} from '../../presets/registry.ts';
import {assertIds} from '../helpers/assert-none.ts';
import {createFakeHost} from '../helpers/fake-host.ts';

async function scriptFor(shell: string): Promise<string> {
	const host = createFakeHost('/');
	assert.equal(await main(['completion', shell], host), 0);
	return host.printed();
}

/** What lies in the folder where the shells complete. */
const FOLDERS = ['elsewhere', 'sweeps'];
const PATHS = ['a file.csv', ...FOLDERS];
const RUNS = ['last', '$(touch ran)', 'gemm-1'];

/** Command lines whose last word is being typed, with all that is offered for it. */
const CASES: readonly (readonly [line: string, offered: readonly string[]])[] = [
	['sweeptop comp', ['completion']],
	['sweeptop help ta', ['table']],
	['sweeptop run ', [...PRESETS.map(preset => preset.id), ...PATHS]],
	['sweeptop run gemm ', []],
	['sweeptop run --dry', ['--dry-run']],
	['sweeptop run --reporter nd', ['ndjson']],
	['sweeptop run --reporter=nd', ['ndjson']],
	['sweeptop --ascii export --csv', ['--csv-safe']],
	['sweeptop completion ', ['bash', 'zsh', 'fish']],
	['sweeptop completion bash ', []],
	['sweeptop table ', [...RUNS, ...PATHS]],
	['sweeptop table last --top 3 gem', ['gemm-1']],
	['sweeptop --runs elsewhere table ', ['last', 'ppa-2', ...PATHS]],
	['sweeptop --runs=elsewhere table pp', ['ppa-2']],
	['sweeptop table --runs elsewhere pp', ['ppa-2']],
	['sweeptop --runs ', FOLDERS],
	['sweeptop plot last ', [...RUNS, ...PLOT_KINDS, ...PATHS]],
	['sweeptop plot last --svg ', PATHS],
	['sweeptop plot last --svg=', PATHS],
	['sweeptop plot last --x ', []],
	['sweeptop plot last --columns 100 heat', ['heatmap']],
	['sweeptop export last --format opt', ['optuna-journal', 'optuna-json', 'optuna-best']],
	['sweeptop export last --telemetry ', FOLDERS],
	['sweeptop concat ', FOLDERS],
	['sweeptop enqueue la', ['last']],
	['sweeptop enqueue last size=1 ', []],
	['sweeptop watch -- ', PATHS],
	['sweeptop watch -- ls --', []],
];

function makeFolder(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-completion-'));
	t.after(() => rmSync(folder, {recursive: true, force: true}));
	for (const run of ['sweeps/gemm-1', 'sweeps/$(touch ran)', 'elsewhere/ppa-2']) {
		mkdirSync(join(folder, run), {recursive: true});
		writeFileSync(join(folder, run, 'journal.ndjson'), '');
	}
	mkdirSync(join(folder, 'sweeps', 'no-run'));
	writeFileSync(join(folder, 'a file.csv'), '');
	return folder;
}

/** A shell with the options that keep a person's own settings out; only some take a name for `$0` behind the program. */
const SHELLS = {
	bash: {options: ['--norc'], name: ['bash']},
	zsh: {options: ['-f'], name: ['zsh']},
	fish: {options: ['--no-config'], name: []},
} as const;

/**
 * Asks a shell about every case at once, and compares. The program is given the path of the script and the lines; it
 * prints what is offered, a line each, and `--` behind each answer.
 */
async function assertOffers(t: TestContext, shell: keyof typeof SHELLS, program: string): Promise<void> {
	if (spawnSync(shell, ['-c', 'true']).error !== undefined) return t.skip(`needs ${shell}`);
	const folder = makeFolder(t);
	const script = join(folder, 'sweeps', 'script');
	writeFileSync(script, await scriptFor(shell));
	const {options, name} = SHELLS[shell];
	const argv = [...options, '-c', program, ...name, script, ...CASES.map(([line]) => line)];
	const env = {PATH: process.env['PATH'], HOME: folder, LC_ALL: 'C.UTF-8'};
	const {stdout, stderr} = spawnSync(shell, argv, {cwd: folder, encoding: 'utf8', env});
	assert.equal(stderr, '');
	const answers = stdout.split('--\n');
	for (const [index, [line, offered]] of CASES.entries()) {
		const word = line.slice(line.lastIndexOf(' ') + 1).replace(/^--\w+=/, '');
		const names = (answers[index] ?? '')
			.split('\n')
			.map(name =>
				name
					.replace(/\t.*$/, '')
					.replace(/^--\w+=/, '')
					.replace(/\/$/, ''),
			)
			.filter(name => name !== '' && name.startsWith(word));
		assertIds(names, offered, `${shell}: ${line}`);
	}
}

test('bash offers what can stand where the cursor is', async t => {
	// Readline makes words of their own of = signs.
	const program = `source "$1"; shift
for line; do
	read -r -a COMP_WORDS <<< "\${line//=/ = }"
	[[ $line == *' ' ]] && COMP_WORDS+=('')
	COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
	_sweeptop
	printf '%s\\n' "\${COMPREPLY[@]}" --
done`;
	await assertOffers(t, 'bash', program);
});

test('zsh offers what can stand where the cursor is', async t => {
	// Without an editor its builtins for completion are not there: these print what they are told.
	const program = `compdef() { }
compadd() { print -rl -- "\${(@P)2}" }
compset() { PREFIX=\${PREFIX#*=} }
_files() { if [[ $1 == -/ ]]; then print -rl -- *(/); else print -rl -- *; fi }
source $1; shift
for line; do
	words=("\${(@s: :)line}") CURRENT=$(( \${#words} ))
	PREFIX=$words[-1]
	_sweeptop
	print -- --
done`;
	await assertOffers(t, 'zsh', program);
});

test('fish offers what can stand where the cursor is', async t => {
	await assertOffers(t, 'fish', 'source $argv[1]; for line in $argv[2..-1]; complete -C $line; printf "%s\\n" --; end');
});

test('every completion script names every command', async () => {
	for (const shell of ['bash', 'zsh', 'fish']) {
		const script = await scriptFor(shell);
		for (const {id, hidden} of COMMANDS)
			assert.equal(new RegExp(`(?<![\\w-])${id}(?![\\w-])`).test(script), hidden !== true, `${shell}: ${id}`);
	}
});
