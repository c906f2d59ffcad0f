const SCHEME = 'ssh://';

/** A run on another machine: `ssh://[user@]host[:port]/RUN`. */
export type SshRun = {readonly host: string; readonly port: string | undefined; readonly run: string};

/** Whether what a session calls its run directory is the URL of a run on another machine. */
export function isElsewhere(directory: string): boolean {
	return directory.startsWith(SCHEME);
}

/** Reads the URL of a run on another machine; undefined for anything that is none. */
export function readSshRun(text: string): SshRun | undefined {
	const match = /^ssh:\/\/((?:[^@/\s]+@)?[^-@:/\s][^@:/\s]*)(?::(\d+))?\/(.+)$/.exec(text);
	return match === null ? undefined : {host: match[1] ?? '', port: match[2], run: match[3] ?? ''};
}

/** The URL that {@link readSshRun} reads. */
export function formatSshRun({host, port, run}: SshRun): string {
	return `${SCHEME}${host}${port === undefined ? '' : `:${port}`}/${run}`;
}

/** Verbs that open no screen: ssh needs no terminal for them, and their output stays as it is without one. */
const WITHOUT_SCREEN: ReadonlySet<string> = new Set(['export', 'probes']);

/**
 * The command line of `sweeptop VERB RUN TAIL` as it works in the shell that a screen was opened from: of a run on
 * another machine by ssh, as `attach` alone takes its URL.
 */
export function commandOnRun(directory: string, verb: string, tail = ''): string {
	const remote = readSshRun(directory);
	const run = remote === undefined || verb === 'attach' ? directory : remote.run;
	const line = ['sweeptop', verb, run, tail].filter(Boolean).join(' ');
	return remote === undefined || verb === 'attach' ? line : `${sshTo(remote, verb)} ${line}`;
}

/** The command line of `sweeptop VERB` on the machine of a run. */
export function commandBesideRun(directory: string, verb: string): string {
	const remote = readSshRun(directory);
	const line = `sweeptop ${verb}`;
	return remote === undefined ? line : `${sshTo(remote, verb)} ${line}`;
}

function sshTo({host, port}: SshRun, verb: string): string {
	const terminal = WITHOUT_SCREEN.has(verb) ? [] : ['-t'];
	return ['ssh', ...terminal, ...(port === undefined ? [] : ['-p', port]), host].join(' ');
}
