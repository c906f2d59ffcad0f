import type {Rejection} from './channel.ts';
import type {Scalar} from './space.ts';

/** Flag of a trial whose hardware setting or real clock is not the one that was asked for. */
export const CLOCK_MISS = 'CLOCK-MISS';

/**
 * One thing of the machine that is changed and put back: a file below `/sys`, or what a program sets, named
 * `nvidia-smi:<gpu>:<setting>` or `nvpmodel:mode`.
 */
export type KnobSetting = {
	readonly path: string;
	/** The system changes it by itself, or nobody can ask for it: put back without comparison. */
	readonly loose?: true;
};

/** One write; a plan may write a path twice. `mayFail`: EINVAL is no failure, since a later write mends it. */
export type KnobWrite = {readonly path: string; readonly text: string; readonly mayFail?: true};

/** Where the clock that really runs is read, and what it must say, in the unit of that file. */
export type KnobClock = {readonly path: string; readonly wanted: number};

/** What a value means: writes in order, then clocks that must follow. */
export type KnobPlan = {readonly writes: readonly KnobWrite[]; readonly clocks: readonly KnobClock[]};

/** A knob on this machine. */
export type OpenKnob = {
	/** As the sweep file names it: `gpu.frequency`, `sysfs:/sys/…`. */
	readonly id: string;
	/** Every value that the board lists, ascending; empty where it takes any value of a range. */
	readonly available: readonly Scalar[];
	/** Why a value cannot be set; undefined where it can. */
	readonly refuse: (value: Scalar) => string | undefined;
	/** All that may be written, in the order of the first write. */
	readonly settings: readonly KnobSetting[];
	/** Throws a RangeError for a value that is refused. */
	readonly plan: (value: Scalar) => KnobPlan;
	/** Names that only one sweep on a machine may hold. */
	readonly locks: readonly string[];
	/** Setting it makes the system rewrite what other knobs have set. */
	readonly disturbs?: true;
};

/** The machine as a knob sees it. All paths are absolute, without the root prefix. Nothing of it throws. */
export type KnobBoard = {
	readonly exists: (path: string) => boolean;
	/** Names in a folder, sorted; none where it cannot be read. */
	readonly list: (folder: string) => readonly string[];
	/** The text without white space around it and NULs; undefined where it cannot be read. */
	readonly read: (path: string) => string | undefined;
	/** The path without links; undefined where there is nothing. */
	readonly realPath: (path: string) => string | undefined;
	/** stdout of a program of the system; undefined where it is absent or fails. */
	readonly run: (argv: readonly string[]) => string | undefined;
};

/** One knob: one file in `source/knobs/` and one line in its registry. */
export type KnobDefinition = {
	readonly id: string;
	readonly title: string;
	/** What stands after the id and a colon, as in `sysfs:/sys/…`; absent where nothing does. */
	readonly argument?: string;
	/** Looks for it; `name` is what the sweep file says. Reads only. */
	readonly open: (board: KnobBoard, name: string) => OpenKnob | Rejection;
};

/** What became of one setting at the end. */
export type Restored = {
	readonly knob: string;
	readonly path: string;
	/** As it was found; empty where it cannot be read. */
	readonly from: string;
	/** The original. */
	readonly asked: string;
	/** As it is now; empty where it cannot be read. */
	readonly got: string;
	/** `foreign`: another program has changed it meanwhile, and so it was left alone. */
	readonly outcome: 'restored' | 'foreign' | 'failed';
	/** Why it failed. */
	readonly why?: string;
};
