import {spawnSync} from 'node:child_process';
import {accessSync, constants} from 'node:fs';
import process from 'node:process';
import {errnoOf} from '../../domain/errors.ts';
import {describeWrite} from '../../knobs/control.ts';

/** Never asks for a password: a hidden question would hold the screen. */
export const SUDO: readonly string[] = ['sudo', '-n'];

/** How settings can be written. */
export type Permission =
	| {readonly kind: 'direct'}
	/** By a helper that this argument vector starts. */
	| {readonly kind: 'sudo'; readonly argv: readonly string[]}
	| {readonly kind: 'refused'; readonly why: string; readonly mend: string};

/** What tells whether a path can be written; a test replaces it. */
export type WriteCheck = (path: string) => string | undefined;

/** The least right that suffices for these settings. */
export function choosePermission(
	root: string,
	paths: readonly string[],
	sudo: readonly string[] = SUDO,
	whyNot: WriteCheck = createWriteCheck(root),
): Permission {
	const refused = paths.flatMap(path => {
		const why = whyNot(path);
		return why === undefined ? [] : [{path, why}];
	});
	const [first] = refused;
	if (first === undefined) return {kind: 'direct'};
	// A read-only /sys, as in a container, is so for root too.
	if (first.why !== 'EROFS' && hasSudo(sudo)) return {kind: 'sudo', argv: sudo};
	return {
		kind: 'refused',
		why: `${first.path} cannot be written (${first.why})`,
		mend: describeMend(
			refused.map(({path}) => path),
			first.why,
		),
	};
}

function createWriteCheck(root: string): WriteCheck {
	const isRoot = process.geteuid?.() === 0;
	return path => {
		// A program of a fake tree changes nothing that needs a right.
		if (!path.startsWith('/')) return isRoot || root !== '' ? undefined : 'needs root';
		try {
			accessSync(root + path, constants.W_OK);
			return undefined;
		} catch (error) {
			return errnoOf(error) ?? 'EACCES';
		}
	};
}

function hasSudo(sudo: readonly string[]): boolean {
	const [program = '', ...rest] = sudo;
	return spawnSync(program, [...rest, 'true'], {stdio: 'ignore', timeout: 5000}).status === 0;
}

function describeMend(paths: readonly string[], why: string): string {
	if (why === 'EROFS') return '/sys is mounted read-only here, as in a container: run sweeptop on the host';
	const files = paths.filter(path => path.startsWith('/'));
	const programs = paths.filter(path => !path.startsWith('/'));
	const lines = ['run `sudo -v` first, or run sweeptop as root'];
	const all = files.join(' ');
	if (all !== '') lines.push(`or allow it for your group: sudo chgrp $(id -gn) ${all} && sudo chmod g+w ${all}`);
	lines.push(...programs.map(path => `each change is: ${describeWrite(path, '1')}`));
	const rules = new Set(files.flatMap(path => udevRule(path) ?? []));
	for (const rule of rules) lines.push(`or for good, in /etc/udev/rules.d/90-sweeptop.rules: ${rule}`);
	for (const path of files) {
		if (udevRule(path) === undefined)
			lines.push(`or for good, in /etc/tmpfiles.d/sweeptop.conf: ${tmpfilesLine(path)}`);
	}
	return lines.join('\n');
}

/** Gives the clock limits of a GPU's devfreq device to the group `sweeptop` at every boot. */
function udevRule(path: string): string | undefined {
	const [, device] = /\/devfreq\/([^/]+)\/(?:min|max)_freq$/.exec(path) ?? [];
	if (device === undefined) return undefined;
	const files = '/sys%p/min_freq /sys%p/max_freq';
	return `SUBSYSTEM=="devfreq", KERNEL=="${device}", RUN+="/bin/chgrp sweeptop ${files}", RUN+="/bin/chmod g+w ${files}"`;
}

/** The same for a file that no event of a device announces, as those of cpufreq (tmpfiles.d(5), type z). */
function tmpfilesLine(path: string): string {
	return `z ${path} 0664 root sweeptop`;
}
