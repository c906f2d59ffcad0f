import type {Readable} from 'node:stream';

/** One option of a command. The key in {@link Flags} is camelCase; on the command line it is `--kebab-case`. */
export type Flag =
	| {readonly kind: 'switch'; readonly summary: string}
	| {
			readonly kind: 'text';
			/** What stands for the value in help: `2h`. The shell completes folders for `DIR`, files for `FILE`, `PATH`, `URL`. */
			readonly value: string;
			readonly summary: string;
			/** Where only these are allowed. */
			readonly choices?: readonly string[];
	  }
	| {readonly kind: 'integer'; readonly value: string; readonly summary: string; readonly minimum?: number}
	| {
			/** May be given several times. */
			readonly kind: 'list';
			readonly value: string;
			readonly summary: string;
			/** Other spellings, without dashes. */
			readonly aliases?: readonly string[];
	  };

/** Options by camelCase name, in the order of help. */
export type Flags = Readonly<Record<string, Flag>>;

/** What an option gives to a command: false, undefined or an empty list where it was not given. */
export type FlagValue = boolean | number | string | readonly string[] | undefined;

/** Of a command without options of its own. */
export type NoFlags = Readonly<Record<string, never>>;

/** The declaration that gives values of type `V`. */
export type FlagFor<V> = [V] extends [boolean]
	? Extract<Flag, {kind: 'switch'}>
	: [V] extends [readonly string[]]
		? Extract<Flag, {kind: 'list'}>
		: [V] extends [number | undefined]
			? Extract<Flag, {kind: 'integer'}>
			: Extract<Flag, {kind: 'text'}>;

/** Options that every command takes. */
export type GlobalValues = {
	/** False with `--no-color`; the terminal and NO_COLOR have their say in the theme. */
	readonly color: boolean;
	readonly ascii: boolean;
	/** Absolute: `--runs`, else `SWEEPTOP_RUNS`, else `./sweeps`. */
	readonly runs: string;
	/** Prefix of every sensor path: `--sysfs-root`, else `SWEEPTOP_SYSFS_ROOT`, else empty. */
	readonly sysfsRoot: string;
};

/** The world outside a command: everything that a test replaces. */
export type Host = {
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** Absolute. */
	readonly workdir: string;
	readonly stdin: Readable & {readonly isTTY?: boolean};
	readonly stdout: NodeJS.WritableStream & {
		readonly isTTY?: boolean;
		readonly columns?: number;
		readonly rows?: number;
	};
	readonly stderr: NodeJS.WritableStream & {readonly isTTY?: boolean};
	/** Writes results. Silent after the reader has closed the pipe. */
	readonly out: (text: string) => void;
	/** Writes everything else, to stderr. */
	readonly note: (text: string) => void;
	/** Of package.json. */
	readonly version: string;
};

/** What a command is called with. */
export type Invocation<Values> = {
	/** Operands before `--`. */
	readonly operands: readonly string[];
	/** Everything after `--`, raw. */
	readonly passthrough: readonly string[];
	readonly flags: Values;
	readonly global: GlobalValues;
	readonly host: Host;
};

/** How many operands a command takes, and what they are called in messages. */
export type Operands = {
	/** As in the usage line: `RUN`, `KEY=VALUE …`. Empty for none. */
	readonly usage: string;
	readonly minimum: number;
	/** Infinity for any number. */
	readonly maximum: number;
	/** What each of them can be, by its place; the last one is also for all behind it. Empty where none is taken. */
	readonly places: readonly OperandPlace[];
};

/** What can stand at a place. */
export type OperandPlace = {
	/** What the shell completes there: paths; runs and paths; presets and paths. */
	readonly complete?: 'file' | 'folder' | 'run' | 'sweep';
	/** Words that help lists under their name; nothing else is taken where `complete` is absent. */
	readonly choices?: {readonly name: string; readonly words: readonly string[]};
};

/** What can stand at a place, 0-based; undefined where nothing can. */
export function placeAt({maximum, places}: Operands, index: number): OperandPlace | undefined {
	return index < maximum ? places[Math.min(index, places.length - 1)] : undefined;
}

/** A command with what help, completion and the parser need; its code is loaded when it is called. */
export type CommandDefinition = {
	readonly id: string;
	readonly summary: string;
	readonly operands: Operands;
	/** Command lines with what they do; each begins with `sweeptop`. */
	readonly examples: readonly {readonly line: string; readonly does: string}[];
	readonly flags: Flags;
	/** Where it takes a command line after `--`, which may be left out: what that is called, `COMMAND …`. */
	readonly passthrough?: string;
	/** Not listed in help: called by the program itself. */
	readonly hidden?: boolean;
	/** Loads the code and runs it; the result is the exit code. `flags` come from the table that declares them. */
	readonly run: (invocation: Invocation<Readonly<Record<string, unknown>>>) => Promise<number>;
};

/** The code of a command: gives the exit code, throws UserError for mistakes of the person. */
export type CommandBody<Values> = (invocation: Invocation<Values>) => Promise<number>;

/**
 * Ties a row of the table to its code: the compiler checks that the row declares exactly the options that the code
 * reads, each of the right kind.
 */
export function defineCommand<V extends Readonly<Record<keyof V, FlagValue>>>(
	row: Omit<CommandDefinition, 'flags' | 'run'> & {
		readonly flags: NoInfer<{readonly [K in keyof V]: FlagFor<V[K]>}>;
		readonly load: () => Promise<CommandBody<V>>;
	},
): CommandDefinition {
	const {load, ...rest} = row;
	const hasValues = (values: object): values is V => Object.keys(row.flags).every(key => Object.hasOwn(values, key));
	return {
		...rest,
		async run(invocation) {
			const {flags} = invocation;
			if (!hasValues(flags)) throw new Error(`the options of ${row.id} were not read by its own table`);
			const body = await load();
			return body({...invocation, flags});
		},
	};
}
