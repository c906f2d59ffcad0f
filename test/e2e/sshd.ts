import {spawn, spawnSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {userInfo} from 'node:os';
import type {TestContext} from 'node:test';
import {eventually, type World} from './world.ts';

/** A real OpenSSH server on the loopback, for this user alone, gone with the test. */
export type SshServer = {
	/** Runs a command line on the far side, in a terminal. */
	readonly argv: (command: string) => readonly string[];
	readonly port: number;
};

/** Starts `sshd` on a free port with keys of its own. */
export async function startSshServer(t: TestContext, world: World): Promise<SshServer> {
	const folder = world.path('ssh');
	mkdirSync(folder, {mode: 0o700});
	for (const name of ['host', 'user']) {
		const made = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', `${folder}/${name}`], {
			encoding: 'utf8',
		});
		if (made.status !== 0) throw new Error(`ssh-keygen: ${made.stderr}`);
	}
	const port = await freePort();
	const config = [
		`Port ${port}`,
		'ListenAddress 127.0.0.1',
		`HostKey ${folder}/host`,
		`AuthorizedKeysFile ${folder}/user.pub`,
		`PidFile ${folder}/pid`,
		'StrictModes no',
		'UsePAM no',
		'PermitRootLogin yes',
		'PasswordAuthentication no',
		'PrintMotd no',
		'PrintLastLog no',
	];
	writeFileSync(`${folder}/config`, `${config.join('\n')}\n`);
	// Debian makes it at boot; without a running system it is missing.
	if (process.getuid?.() === 0) mkdirSync('/run/sshd', {recursive: true, mode: 0o755});
	const server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', `${folder}/config`], {stdio: ['ignore', 'ignore', 'pipe']});
	t.after(() => server.kill());
	let said = '';
	server.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text));
	await eventually('sshd listens', () => {
		if (server.exitCode !== null) throw new Error(`sshd ended: ${said}`);
		return said.includes('Server listening');
	});
	const options = [
		'-F/dev/null',
		`-i${folder}/user`,
		`-p${port}`,
		'-oStrictHostKeyChecking=no',
		`-oUserKnownHostsFile=${folder}/known`,
		'-oLogLevel=ERROR',
		'-oIdentitiesOnly=yes',
	];
	return {port, argv: command => ['ssh', '-tt', ...options, `${userInfo().username}@127.0.0.1`, command]};
}

function freePort(): Promise<number> {
	const {promise, resolve, reject} = Promise.withResolvers<number>();
	const server = createServer();
	server.once('error', reject);
	server.listen(0, '127.0.0.1', () => {
		const address = server.address();
		server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
	});
	return promise;
}
