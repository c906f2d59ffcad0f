import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {test} from 'node:test';
import {main} from '../../source/commands/main.ts';
import {EXIT_BUG, EXIT_INPUT, reportError} from '../../source/commands/report-error.ts';
import {COMMANDS} from '../../source/commands/registry.ts';
import {UserError} from '../../source/domain/errors.ts';
import {escapePattern} from '../helpers/escape-pattern.ts';
import {createFakeHost} from '../helpers/fake-host.ts';

async function run(...argv: readonly string[]) {
	const host = createFakeHost('/');
	const code = await main(argv, host);
	return {code, out: host.printed(), note: host.noted()};
}

test('help names every command, on stdout', async () => {
	const {code, out, note} = await run();
	assert.deepEqual({code, note}, {code: 0, note: ''});
	for (const {id, summary, hidden} of COMMANDS) {
		if (hidden !== true) assert.match(out, new RegExp(`^  ${id}\\b.*${escapePattern(summary)}$`, 'm'));
	}
	assert.equal((await run('--help')).out, out);
	assert.ok(Math.max(...out.split('\n').map(line => line.length)) <= 120);
});

test('help of a command holds its options and examples', async () => {
	for (const command of COMMANDS) {
		const {code, out} = await run(command.id, '--help');
		assert.equal(code, 0);
		assert.match(out, new RegExp(`^usage: sweeptop ${command.id}\\b`));
		for (const {line, does} of command.examples) {
			assert.ok(out.includes(line), line);
			assert.ok(out.includes(does), does);
		}
		for (const flag of Object.values(command.flags)) assert.ok(out.includes(flag.summary), flag.summary);
	}
});

test('a mistake of the person is said without a stack, on stderr', async () => {
	assert.deepEqual(await run('lst'), {
		code: EXIT_INPUT,
		out: '',
		note: 'sweeptop: unknown command "lst"\n  did you mean "ls"?\n',
	});
	assert.deepEqual(await run('--version'), {code: 0, out: '1.2.3\n', note: ''});
});

test('a mistake of ours is said with its stack', () => {
	const host = createFakeHost('/');
	assert.equal(reportError(new TypeError('odd'), host), EXIT_BUG);
	assert.match(host.noted(), /^sweeptop: this is a bug of sweeptop; please report these lines\nTypeError: odd\n +at /);
	assert.equal(reportError(new UserError('two\nlines', 'a hint\nof two'), host), EXIT_INPUT);
	assert.match(host.noted(), /\nsweeptop: two\nlines\n {2}a hint\n {2}of two\n$/);
	assert.equal(reportError('text', host), EXIT_BUG);
});

/** What bash offers for a command line whose last word is being typed. */
async function complete(...words: readonly string[]): Promise<readonly string[]> {
	const {out} = await run('completion', 'bash');
	const line = ['sweeptop', ...words].map(word => `'${word}'`).join(' ');
	const script = `${out}\nCOMP_WORDS=(${line}); COMP_CWORD=${words.length}; _sweeptop; printf '%s\\n' "\${COMPREPLY[@]}"`;
	return execFileSync('bash', ['-c', script], {encoding: 'utf8', cwd: '/proc/self/fdinfo'}).trim().split('\n');
}

test('bash completes verbs, options, choices and presets', async () => {
	assert.deepEqual(await complete('comp'), ['completion']);
	assert.deepEqual(await complete('run', 'gem'), ['gemm']);
	assert.deepEqual(await complete('run', '--dry'), ['--dry-run']);
	assert.deepEqual(await complete('--ascii', 'export', '--csv'), ['--csv-safe']);
	assert.deepEqual(await complete('run', '--reporter', 'nd'), ['ndjson']);
	assert.deepEqual(await complete('completion', ''), ['bash', 'zsh', 'fish']);
	assert.deepEqual(await complete('rm', 'la'), ['last']);
	assert.deepEqual(await complete('watch', '--', 'ls', '--'), ['']);
});

test('every completion script names every command', async () => {
	for (const shell of ['bash', 'zsh', 'fish']) {
		const {code, out} = await run('completion', shell);
		assert.equal(code, 0);
		for (const {id, hidden} of COMMANDS)
			assert.equal(new RegExp(`(?<![\\w-])${id}(?![\\w-])`).test(out), hidden !== true, `${shell}: ${id}`);
	}
});
