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

/** Several mistakes that were found in one go, in the order they are to be told; the problem and hint are the first's. */
class SeveralErrors extends UserError {
	/** At least one. */
	readonly all: readonly UserError[];
	constructor(first: UserError, rest: readonly UserError[]) {
		super(first.problem, first.hint);
		this.all = [first, ...rest];
	}
}

/** Each mistake that an error tells of. */
export function mistakesOf(error: UserError): readonly UserError[] {
	return error instanceof SeveralErrors ? error.all : [error];
}

/** Throws what was found wrong as one error; does nothing where that is nothing. */
export function throwAll(errors: readonly UserError[]): void {
	const [first, ...rest] = errors;
	if (first !== undefined) throw rest.length === 0 ? first : new SeveralErrors(first, rest);
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

/** What happened, without what to do about it: for a record, where the hint has its own place or none. */
export function problemOf(error: unknown): string {
	return error instanceof UserError ? error.problem : messageOf(error);
}

/** The message on one line, the hint behind it: for the foot of a screen. */
export function lineOf(error: unknown): string {
	return messageOf(error).replaceAll(/\s*\n\s*/g, '; ');
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
