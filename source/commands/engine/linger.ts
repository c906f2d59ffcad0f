import {readFile} from 'node:fs/promises';

/**
 * A hint where the system may end a user's processes at logout, so that a detached engine would die with the SSH
 * session (systemd-logind's KillUserProcesses; loginctl(1) enable-linger). Empty where there is nothing to say.
 */
export async function lingerHint(
	environment: Readonly<Record<string, string | undefined>>,
	root = '',
): Promise<string> {
	const configuration = await readConfiguration(root);
	if (!/^\s*KillUserProcesses\s*=\s*(yes|true|1|on)\s*$/im.test(configuration)) return '';
	const user = environment['USER'] ?? environment['LOGNAME'] ?? '';
	const lingers = user !== '' && (await exists(`${root}/var/lib/systemd/linger/${user}`));
	if (lingers) return '';
	return (
		'this system ends your processes at logout, the engine too; to keep it running:\n' +
		'  loginctl enable-linger        (once), or\n' +
		'  systemd-run --user --scope sweeptop run …\n'
	);
}

async function readConfiguration(root: string): Promise<string> {
	const read = (path: string): Promise<string> => readFile(`${root}${path}`, 'utf8').catch(() => ''); // Absent: default, off.
	return `${await read('/etc/systemd/logind.conf')}\n${await read('/etc/systemd/logind.conf.d/logind.conf')}`;
}

async function exists(path: string): Promise<boolean> {
	return readFile(path).then(
		() => true,
		() => false,
	);
}
