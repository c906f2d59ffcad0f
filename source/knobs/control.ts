import {closeSync, constants, openSync, readFileSync, writeSync} from 'node:fs';
import {shellLine, shellWord} from '../domain/text/shell-text.ts';
import {resolveWritable} from './allow-list.ts';
import {findProgramControl} from './program-control.ts';
import {runSystemProgram} from './system-program.ts';

/** Reads and writes settings by path; see `KnobSetting`. Both throw, with the errno as `code` where there is one. */
export type ControlIo = {
	/** Without white space around it. */
	readonly read: (path: string) => string;
	readonly write: (path: string, text: string) => void;
};

/** Settings of the machine below a root prefix. Every write is checked against the allow-list, whoever asks. */
export function createControlIo(root: string): ControlIo {
	return {
		read: path => {
			const control = findProgramControl(path);
			if (control === undefined) return readFileSync(root + path, 'utf8').trim();
			if (control.read === undefined) throw new Error(`${path} cannot be asked for`);
			return control.parse(runOrThrow(root, control.read));
		},
		write: (path, text) => {
			const control = findProgramControl(path);
			if (control === undefined) writeFile(resolveWritable(root, path), text);
			else runOrThrow(root, control.write(text));
		},
	};
}

/** The shell command by which a person can do a write. */
export function describeWrite(path: string, text: string): string {
	const control = findProgramControl(path);
	if (control !== undefined) return `sudo ${shellLine(control.write(text))}`;
	return `echo ${shellWord(text)} | sudo tee ${shellWord(path)}`;
}

/** Whether two texts of a setting mean the same: `250.00` is `250`. */
export function isSameText(a: string, b: string): boolean {
	const [left, right] = [a.trim(), b.trim()];
	if (left === right) return true;
	return left !== '' && right !== '' && Number(left) === Number(right);
}

function writeFile(real: string, text: string): void {
	const {O_WRONLY, O_TRUNC, O_NOFOLLOW, O_NONBLOCK} = constants;
	const descriptor = openSync(real, O_WRONLY | O_TRUNC | O_NOFOLLOW | O_NONBLOCK);
	try {
		// One call: the kernel takes each write to such a file for a whole value.
		writeSync(descriptor, `${text}\n`);
	} finally {
		closeSync(descriptor);
	}
}

function runOrThrow(root: string, argv: readonly string[]): string {
	const end = runSystemProgram(root, argv);
	if (end.kind === 'done') return end.stdout;
	throw new Error(end.why);
}
