import assert from 'node:assert/strict';
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
