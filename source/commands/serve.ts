import {pipeline} from 'node:stream/promises';
import {UserError} from '../domain/errors.ts';
import type {CommandBody} from './command.ts';
import {noEngine} from './session/control.ts';
import {readEngineAddress} from './engine/engine-address.ts';
import {findRunQuietly} from './runs/find-run.ts';

/**
 * `sweeptop serve --stdio RUN`: the far end of `attach ssh://…`. First line out is the token of the engine, then the
 * frames of its socket; who may log in here may read the token's file as well.
 */
export const serveCommand: CommandBody<{readonly stdio: boolean}> = async ({operands, flags, global, host}) => {
	if (!flags.stdio) throw new UserError('serve speaks on stdin and stdout only', 'sweeptop serve --stdio RUN');
	const directory = findRunQuietly(global.runs, operands[0] ?? '', host);
	const address = await readEngineAddress(directory);
	if (address === undefined) throw noEngine(directory);
	const socket = await address.open().catch(() => {
		throw noEngine(directory); // One that was killed leaves its socket behind.
	});
	host.out(`${JSON.stringify({type: 'serve', token: address.token, directory})}\n`);
	await Promise.race([pipeline(host.stdin, socket), pipeline(socket, host.stdout, {end: false})]);
	return 0;
};
