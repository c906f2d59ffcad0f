/** The user's input is wrong: shown without a stack, exit code 2. */
export class UserError extends Error {
	override readonly name = 'UserError';
	readonly problem: string;
	readonly hint: string;
	/** @param problem what happened, with the value. @param hint what to do next; may be empty. */
	constructor(problem: string, hint = '') {
		super(hint === '' ? problem : `${problem}\n${hint}`);
		this.problem = problem;
		this.hint = hint;
	}
}

/** A source of readings cannot be used: one notice, its channels are missing with this reason. */
export class ProbeError extends Error {
	override readonly name = 'ProbeError';
	/** What the person can do about it; empty when nothing. */
	readonly mend: string;
	constructor(reason: string, mend = '') {
		super(reason);
		this.mend = mend;
	}
}

/** Closes a switch over a tagged union at compile time and throws (our bug) at run time. */
export function assertNever(value: never): never {
	throw new Error(`unexpected variant: ${JSON.stringify(value)}`);
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** What Node calls only `Unknown system error -122` (Linux, include/uapi/asm-generic/errno.h). */
const UNNAMED_ERRNOS: ReadonlyMap<number, string> = new Map([
	[116, 'ESTALE'],
	[117, 'EUCLEAN'],
	[122, 'EDQUOT'],
	[123, 'ENOMEDIUM'],
]);

/** The errno name (`ENOENT`) of a thrown Node error, or undefined. */
export function errnoOf(error: unknown): string | undefined {
	if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
	const number = 'errno' in error && typeof error.errno === 'number' ? Math.abs(error.errno) : 0;
	return UNNAMED_ERRNOS.get(number) ?? error.code;
}
