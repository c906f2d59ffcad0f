import {createRequire} from 'node:module';

/** A C function: numbers by value, memory as a buffer, text as UTF-8; gives its return value. */
type NativeFunction = (...values: readonly (number | Buffer | string | readonly (string | null)[])[]) => unknown;

/** What of the package `koffi` is used. */
type ForeignFunctions = {readonly load: (path: null) => {readonly func: (signature: string) => NativeFunction}};

/** The calls of the C library that Node has no equal of. */
export type PosixCalls = {
	/**
	 * posix_spawn(3) in a new session (POSIX_SPAWN_SETSID): the child opens `terminal` as descriptor 0, 1 and 2, which
	 * makes it the controlling one, leaves `inheritable` behind, and goes to `workdir`. Signals are as a shell gives them.
	 */
	readonly spawn: (request: {
		readonly file: string;
		readonly argv: readonly string[];
		/** `NAME=value`. */
		readonly env: readonly string[];
		readonly workdir: string;
		readonly terminal: string;
		readonly inheritable: Iterable<number>;
	}) => {readonly pid: number} | {readonly errno: number};
	/** waitpid(2) without waiting: the status word of an ended child, or undefined while it runs. */
	readonly reap: (pid: number) => number | undefined;
};

/** Flags of spawn.h as glibc and musl have them on Linux. */
const SPAWN_SETSIGDEF = 0x04;
const SPAWN_SETSIGMASK = 0x08;
const SPAWN_SETSID = 0x80;
const O_RDWR = 2;
const WNOHANG = 1;

/** More than the opaque structures take anywhere: attributes 336 bytes, actions 80, a set of signals 128. */
const ATTRIBUTE_BYTES = 1024;
const ACTIONS_BYTES = 512;
const SIGNAL_SET_BYTES = 128;

/** Named at run time, so that a program without it still builds and runs. */
const KOFFI = 'koffi';

/** Binds the calls by the optional package `koffi`; undefined where it or one of them is missing (glibc before 2.29). */
export function loadPosixCalls(): PosixCalls | undefined {
	if (process.platform !== 'linux') return undefined;
	try {
		const koffi: unknown = createRequire(import.meta.url)(KOFFI);
		return isForeignFunctions(koffi) ? bind(koffi) : undefined;
	} catch {
		return undefined;
	}
}

function isForeignFunctions(module: unknown): module is ForeignFunctions {
	return typeof module === 'object' && module !== null && 'load' in module && typeof module.load === 'function';
}

function bind(koffi: ForeignFunctions): PosixCalls {
	const library = koffi.load(null);
	const bindCall = (name: string, parameters: string): NativeFunction => library.func(`int ${name}(${parameters})`);
	const initActions = bindCall('posix_spawn_file_actions_init', 'void *actions');
	const addOpen = bindCall(
		'posix_spawn_file_actions_addopen',
		'void *actions, int descriptor, str path, int flags, unsigned int mode',
	);
	const addCopy = bindCall('posix_spawn_file_actions_adddup2', 'void *actions, int descriptor, int copy');
	const addClose = bindCall('posix_spawn_file_actions_addclose', 'void *actions, int descriptor');
	const addFolder = bindCall('posix_spawn_file_actions_addchdir_np', 'void *actions, str path');
	const freeActions = bindCall('posix_spawn_file_actions_destroy', 'void *actions');
	const spawn = bindCall(
		'posix_spawn',
		'void *pid, str file, void *actions, void *attributes, const char **argv, const char **environment',
	);
	const wait = bindCall('waitpid', 'int pid, void *status, int options');
	const attributes = createAttributes(bindCall);
	const status = Buffer.alloc(4);
	return {
		spawn: request => {
			const actions = Buffer.alloc(ACTIONS_BYTES);
			const pid = Buffer.alloc(4);
			check(initActions(actions));
			try {
				for (const descriptor of request.inheritable) check(addClose(actions, descriptor));
				check(addOpen(actions, 0, request.terminal, O_RDWR, 0));
				for (const copy of [1, 2]) check(addCopy(actions, 0, copy));
				check(addFolder(actions, request.workdir));
				const argv = [...request.argv, null];
				const errno = Number(spawn(pid, request.file, actions, attributes, argv, [...request.env, null]));
				return errno === 0 ? {pid: pid.readInt32LE(0)} : {errno};
			} finally {
				freeActions(actions);
			}
		},
		reap: pid => (wait(pid, status, WNOHANG) === pid ? status.readInt32LE(0) : undefined),
	};
}

/** Node ignores SIGPIPE and others; a program must find all signals as a shell would give them. */
function createAttributes(bindCall: (name: string, parameters: string) => NativeFunction): Buffer {
	const attributes = Buffer.alloc(ATTRIBUTE_BYTES);
	const nothing = Buffer.alloc(SIGNAL_SET_BYTES);
	const everything = Buffer.alloc(SIGNAL_SET_BYTES, 0xff);
	check(bindCall('posix_spawnattr_init', 'void *attributes')(attributes));
	const flags = SPAWN_SETSID | SPAWN_SETSIGDEF | SPAWN_SETSIGMASK;
	check(bindCall('posix_spawnattr_setflags', 'void *attributes, short flags')(attributes, flags));
	check(bindCall('posix_spawnattr_setsigmask', 'void *attributes, void *set')(attributes, nothing));
	check(bindCall('posix_spawnattr_setsigdefault', 'void *attributes, void *set')(attributes, everything));
	return attributes;
}

/** These calls only fail for want of memory or for a value that we never pass. */
function check(errno: unknown): void {
	if (errno !== 0) throw new Error(`the C library refused to prepare a process: error ${String(errno)}`);
}
