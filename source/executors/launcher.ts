import {accessSync, constants, readdirSync, readFileSync} from 'node:fs';
import {basename} from 'node:path';

/** How to start a program so that a terminal becomes its controlling terminal. Node has no call for that. */
export type Launch = {
	readonly file: string;
	readonly args: readonly string[];
	/** Whether Node makes the session and the launcher opens the terminal; `setsid -c` wants it the other way round. */
	readonly detached: boolean;
};

/** Opens the terminal as leader of a session without one, which makes it the controlling one, and becomes the program. */
const SHELL_LINE = 'exec "$@" <>"$0" >&0 2>&0';
const SHELL = '/bin/sh';
const SETSID = ['/usr/bin/setsid', '/bin/setsid'] as const;

/** Names that a POSIX shell sets anew on its way (`_` and SHLVL, which bash counts, are nobody's). */
const SHELL_RESETS: ReadonlySet<string> = new Set(['IFS', 'OPTIND', 'PPID']);
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The quicker way that is exact: the shell (0.2 ms less), but util-linux's setsid where the shell would not hand on
 * every variable, e.g. a function exported by bash. Process number and arguments stay the program's own.
 * @param terminal path of the pty's slave. @param file what preflight found, for names that look like options.
 */
export function planLaunch(
	terminal: string,
	argv: readonly string[],
	file: string,
	env: Readonly<Record<string, string>>,
	findSetsid: () => string | undefined = () => SETSID.find(isExecutable),
): Launch {
	const command = argv[0]?.startsWith('-') === true ? [file, ...argv.slice(1)] : argv;
	const isExact = Object.keys(env).every(name => IDENTIFIER.test(name) && !SHELL_RESETS.has(name));
	const setsid = isExact ? undefined : findSetsid();
	if (setsid === undefined) return {file: SHELL, args: ['-c', SHELL_LINE, terminal, ...command], detached: true};
	return {file: setsid, args: ['-c', ...command], detached: false};
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/**
 * Descriptors above 2 that children would inherit: those of whoever started us without close-on-exec. Node marks its
 * own; Linux shows the mark in fdinfo (octal 02000000 of `flags`).
 */
export function findInheritable(root = '/proc/self'): readonly number[] {
	// Above the limit (set after they were opened) a child cannot be given anything in their place.
	const limits = readFileSync(`${root}/limits`, 'latin1');
	const limit = Math.min(MAX_SHIELDED, Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? MAX_SHIELDED));
	return readdirSync(`${root}/fd`).flatMap(entry => {
		const descriptor = Number(basename(entry));
		if (descriptor <= 2 || descriptor >= limit) return [];
		try {
			const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`${root}/fdinfo/${descriptor}`, 'latin1'))?.[1] ?? '0';
			return (Number.parseInt(flags, 8) & 0o2000000) === 0 ? [descriptor] : [];
		} catch {
			return [];
		}
	});
}

/**
 * The `stdio` list of a child that must not get `inheritable` descriptors: Node cannot close them in the child, but it
 * can put the null device in their place.
 * @param own the child's descriptors 0, 1, 2. @param nullDevice an open descriptor of /dev/null.
 */
export function shieldedStdio(
	own: readonly [StdioEntry, StdioEntry, StdioEntry],
	inheritable: Iterable<number>,
	nullDevice: number,
): StdioEntry[] {
	const stdio: StdioEntry[] = [...own];
	for (const descriptor of inheritable) {
		if (descriptor >= MAX_SHIELDED) continue;
		while (stdio.length <= descriptor) stdio.push('ignore');
		stdio[descriptor] = nullDevice;
	}
	return stdio;
}

type StdioEntry = number | 'ignore' | 'pipe';

/** The list is as long as the highest number in it. */
const MAX_SHIELDED = 1024;
