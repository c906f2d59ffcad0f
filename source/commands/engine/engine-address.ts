import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {type Address, localAddress} from '../../client/connection.ts';

/** File in a run directory that says where its engine listens. */
export const SOCKET_FILE = 'socket';

/** The token of a socket stands beside it. */
export function tokenPathOf(socketPath: string): string {
	return socketPath.replace(/\.sock$/, '.token');
}

/** Where the engine of a run listens; undefined when none has said so. Whether one still does, connecting tells. */
export async function readEngineAddress(directory: string): Promise<Address | undefined> {
	const socketPath = await readFile(join(directory, SOCKET_FILE), 'utf8').catch(() => undefined); // Absent: no engine.
	if (socketPath === undefined) return undefined;
	const path = socketPath.trim();
	const token = await readFile(tokenPathOf(path), 'utf8').catch(() => undefined); // Removed by an engine that ended.
	return token === undefined ? undefined : localAddress(path, token.trim());
}
