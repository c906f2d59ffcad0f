import {createHash} from 'node:crypto';
import {connect, createServer, type Server} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {errnoOf, UserError} from '../domain/errors.ts';

/** Names held by this process until they are released or it ends, however that comes. */
export type Held = {readonly release: () => void};

/** What is wanted and by whom. */
export type HoldOptions = {
	readonly names: readonly string[];
	/** The names of two roots are different names. */
	readonly root: string;
	/** For whoever is refused: `pid 12, /runs/gemm-…`. */
	readonly owner: string;
	/** How long to wait for another holder, in ms. */
	readonly patienceMs: number;
};

const RETRY_MS = 50;
const ASK_MS = 500;

/**
 * Takes names that one process of this machine can have at a time, all or none. Each is an abstract socket (unix(7)),
 * which the kernel frees with its process: no stale lock is left by a kill, and it holds between users.
 * Throws UserError naming the holder when the patience is over.
 */
export async function holdNames({names, root, owner, patienceMs}: HoldOptions): Promise<Held> {
	const endMs = performance.now() + patienceMs;
	// Everybody takes them in one order, so that two who want the same never wait for each other.
	const wanted = [...new Set(names)].toSorted();
	const held: Server[] = [];
	const release = (): void => {
		for (const server of held.splice(0)) server.close();
	};
	try {
		for (const name of wanted) held.push(await holdOne(name, root, owner, endMs));
		return {release};
	} catch (error) {
		release();
		throw error;
	}
}

async function holdOne(name: string, root: string, owner: string, endMs: number): Promise<Server> {
	const address = addressOf(name, root);
	for (;;) {
		const server = await listen(address, owner);
		if (server !== undefined) return server;
		const holder = await askHolder(address);
		if (performance.now() >= endMs) {
			throw new UserError(
				`the hardware setting ${name} is in use by another sweeptop${holder === '' ? '' : ` (${holder})`}`,
				'wait for it or stop it: two sweeps cannot set one clock',
			);
		}
		await sleep(RETRY_MS);
	}
}

function addressOf(name: string, root: string): string {
	const hash = createHash('sha256').update(`${root}\0${name}`).digest('hex').slice(0, 24);
	return `\0sweeptop-knob-${hash}`;
}

/** Undefined where another process has the name. */
function listen(address: string, owner: string): Promise<Server | undefined> {
	return new Promise((resolve, reject) => {
		const server = createServer(socket => {
			socket.on('error', () => undefined).end(`${owner}\n`);
		});
		server.once('error', error => {
			if (errnoOf(error) === 'EADDRINUSE') resolve(undefined);
			else reject(error);
		});
		server.listen(address, () => {
			server.unref();
			resolve(server);
		});
	});
}

/** Who holds it, in its own words; empty where it does not say. */
function askHolder(address: string): Promise<string> {
	return new Promise(resolve => {
		let said = '';
		const socket = connect(address);
		socket.setEncoding('utf8').setTimeout(ASK_MS, () => socket.destroy());
		socket.on('data', text => {
			said = (said + String(text)).slice(0, 200);
		});
		// It may have let go meanwhile.
		socket.on('error', () => undefined);
		socket.on('close', () => resolve(said.trim()));
	});
}
