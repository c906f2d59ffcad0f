import type {WriteStream} from 'node:tty';
import {UserError} from '../domain/errors.ts';
import type {CommandBody} from './command.ts';
import {runDemo} from './demo.ts';
import {canDrawScreen} from './screen/screen.tsx';
import type {TerminalInput} from './screen/screen-input.ts';
import type {ScreenFlags} from './screen/show-screen.ts';

/** `sweeptop demo`: the full screen over a made-up sweep. */
export const demoCommand: CommandBody<ScreenFlags & {readonly seed: number | undefined}> = async ({
	flags,
	global,
	host,
}) => {
	const screen = {
		// The host's streams are the process's own wherever a screen can be drawn.
		stdin: host.stdin as TerminalInput,
		stdout: host.stdout as WriteStream,
		environment: host.environment,
		options: {
			noColor: !global.color,
			ascii: global.ascii,
			...(flags.fps === undefined ? {} : {framesPerSecond: flags.fps}),
		},
	};
	if (!canDrawScreen(screen)) throw new UserError('the demo needs a terminal that can place its cursor');
	const end = await runDemo({seed: flags.seed ?? 1}, screen);
	if (end.left === 'crash') host.note(`${end.error.stack ?? end.error.message}\n`);
	return end.left === 'crash' || end.left === 'signal' ? end.exitCode : 0;
};
