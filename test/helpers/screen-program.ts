import process from 'node:process';
import {createDemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import {runScreen} from '../../source/commands/screen/screen.tsx';

/**
 * The screen over a demo as a program of its own, for tests in a real terminal: prints how it was left.
 * `crash` as first argument makes a component throw when p is pressed, `exit` ends the process then, without asking
 * the screen.
 */
const [trick] = process.argv.slice(2);
const world = createDemoWorld({seed: 1});
world.advanceTo(60_000);
const demo = createDemoSession(world, '/runs/demo');
let broken = false;
const session = {
	...demo,
	command: async () => {
		broken = trick === 'crash';
		if (trick === 'exit') process.exit(7);
		return {ok: true, text: ''};
	},
	state: () => (broken ? {...demo.state(), phase: 'broken' as 'running'} : demo.state()),
};
const started = performance.now();
const timer = setInterval(() => demo.advanceTo(60_000 + performance.now() - started), 100);
const end = await runScreen({
	session,
	stdin: process.stdin,
	stdout: process.stdout,
	environment: process.env,
});
clearInterval(timer);
process.stdout.write(`left ${end.left}\r\n`);
process.exitCode = 'exitCode' in end ? end.exitCode : 0;
