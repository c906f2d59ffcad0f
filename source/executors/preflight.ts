import {accessSync, closeSync, constants, openSync, readdirSync, readSync, statSync} from 'node:fs';
import {arch, endianness} from 'node:os';
import {dirname, isAbsolute, join, resolve} from 'node:path';
import {errnoOf} from '../domain/errors.ts';
import {own} from '../domain/record.ts';

/** What is to be started. */
export type PreflightRequest = {
	readonly argv: readonly string[];
	readonly workdir: string;
	readonly env: Readonly<Record<string, string>>;
};

/** The file that execvp(3) would run, or why it could not: `ENOENT ./gemm`. */
export type Preflight =
	| {readonly kind: 'ready'; readonly file: string}
	| {readonly kind: 'refused'; readonly why: string};

/** One argument's limit in the kernel: 32 pages (MAX_ARG_STRLEN of linux/binfmts.h), its NUL included. */
const MAX_ARGUMENT_BYTES = 32 * 4096;
/** glibc's execvp(3) where PATH is not set. */
const DEFAULT_PATH = '/bin:/usr/bin';
/** Levels of `#!` that the kernel follows (fs/exec.c). */
const MAX_INTERPRETERS = 4;

/**
 * Finds out before a fork whether a program can be started, with the errno that execve(2) would give. A shell that
 * stands in between can only say 126 or 127.
 * @param find the program's file, asked where nothing else speaks against the start.
 */
export function preflight(
	request: PreflightRequest,
	find: (request: PreflightRequest) => Preflight = findProgram,
): Preflight {
	const {argv, workdir, env} = request;
	const tooLong = argv.find(argument => Buffer.byteLength(argument) >= MAX_ARGUMENT_BYTES);
	if (tooLong !== undefined) return refuse(`E2BIG an argument of ${Buffer.byteLength(tooLong)} bytes`);
	if (argv.some(argument => argument.includes('\0'))) return refuse('EINVAL an argument holds a NUL byte');
	const badVariable = Object.entries(env).find(entry => entry.some(text => text.includes('\0')));
	if (badVariable !== undefined) return refuse('EINVAL an environment variable holds a NUL byte');
	const folder = folderErrno(workdir);
	if (folder !== undefined) return refuse(`${folder} ${workdir} (working directory)`);
	return find(request);
}

function findProgram({argv, workdir, env}: PreflightRequest): Preflight {
	const name = argv[0] ?? '';
	if (name === '') return refuse('ENOENT (the command is empty)');
	if (name.includes('/')) return check(resolve(workdir, name), name, workdir);
	return searchPath(name, workdir, own(env, 'PATH') ?? DEFAULT_PATH);
}

function refuse(why: string): Preflight {
	return {kind: 'refused', why};
}

function folderErrno(path: string): string | undefined {
	try {
		if (!statSync(path).isDirectory()) return 'ENOTDIR';
		accessSync(path, constants.X_OK);
		return undefined;
	} catch (error) {
		return errnoOf(error) ?? 'EIO';
	}
}

// execvp(3): goes on after ENOENT and ENOTDIR, remembers EACCES, ends at any other error.
function searchPath(name: string, workdir: string, path: string): Preflight {
	let denied: Preflight | undefined;
	for (const folder of path.split(':')) {
		const result = check(resolve(workdir, folder, name), name, workdir);
		if (result.kind === 'ready') return result;
		if (result.why.startsWith('EACCES')) denied ??= result;
		else if (!/^(?:ENOENT|ENOTDIR) (?!.*interpreter)/.test(result.why)) return result;
	}
	return denied ?? refuse(`ENOENT ${name} (not found in PATH)`);
}

function check(file: string, shown: string, workdir: string): Preflight {
	const errno = executableErrno(file);
	if (errno !== undefined) return refuse(`${errno} ${shown}`);
	const problem = formatProblem(file, workdir, 1);
	return problem === undefined ? {kind: 'ready', file} : refuse(problem.replace(file, shown));
}

function executableErrno(file: string): string | undefined {
	try {
		// Most folders of PATH do not have it, and a thrown error is ten times the cost of the system call.
		const status = statSync(file, {throwIfNoEntry: false});
		if (status === undefined) return missingErrno(file);
		if (!status.isFile()) return 'EACCES';
		accessSync(file, constants.X_OK);
		return undefined;
	} catch (error) {
		return errnoOf(error) ?? 'EIO';
	}
}

// `throwIfNoEntry: false` keeps still about ENOTDIR too; only a path through a file gives that.
function missingErrno(file: string): string {
	const parent = statSync(dirname(file), {throwIfNoEntry: false});
	return parent === undefined || parent.isDirectory() ? 'ENOENT' : 'ENOTDIR';
}

/** Why the kernel would not run the content of an executable file. */
function formatProblem(file: string, workdir: string, level: number): string | undefined {
	const head = readHead(file);
	// Execute permission without read permission: the kernel can tell, we cannot.
	if (head === undefined) return undefined;
	if (head.subarray(0, 2).toString('latin1') === '#!') {
		const line = head.toString('latin1', 2).split('\n')[0] ?? '';
		const interpreter = line.trim().split(/[ \t]/)[0] ?? '';
		if (interpreter === '') return `ENOEXEC ${file} (#! names no interpreter)`;
		const path = isAbsolute(interpreter) ? interpreter : join(workdir, interpreter);
		const errno = executableErrno(path);
		if (errno !== undefined) return `${errno} ${file} (its interpreter ${JSON.stringify(interpreter)})`;
		return level < MAX_INTERPRETERS ? formatProblem(path, workdir, level + 1) : `ELOOP ${file} (#! in a circle)`;
	}
	if (isNativeElf(head) || hasForeignFormats()) return undefined;
	const elf = head.subarray(0, 4).toString('latin1') === '\x7fELF';
	return `ENOEXEC ${file} (${elf ? 'built for another machine' : 'neither a program nor a script with a #! line'})`;
}

function readHead(file: string): Buffer | undefined {
	try {
		const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
		try {
			const head = Buffer.alloc(256);
			return head.subarray(0, readSync(descriptor, head, 0, head.length, 0));
		} finally {
			closeSync(descriptor);
		}
	} catch {
		return undefined;
	}
}

/** e_machine of elf(5) by Node's name of the processor; 32-bit programs run on their 64-bit sister. */
const MACHINES: ReadonlyMap<string, readonly number[]> = new Map([
	['x64', [62, 3]],
	['ia32', [3]],
	['arm64', [183, 40]],
	['arm', [40]],
]);

function isNativeElf(head: Buffer): boolean {
	if (head.length < 20 || head.subarray(0, 4).toString('latin1') !== '\x7fELF') return false;
	const machine = endianness() === 'LE' ? head.readUInt16LE(18) : head.readUInt16BE(18);
	return MACHINES.get(arch())?.includes(machine) ?? true;
}

/** Whether binfmt_misc runs further formats here (emulators, Java, Wine): then only the kernel knows. */
function hasForeignFormats(): boolean {
	try {
		return readdirSync('/proc/sys/fs/binfmt_misc').some(entry => entry !== 'register' && entry !== 'status');
	} catch {
		return false;
	}
}
