/** What another program, or the bare system call, costs for the same work. */
export type Peer = {
	readonly name: string;
	/** In the unit of the figure; absent where it could not be measured. */
	readonly value?: number;
	/** Why there is no value. */
	readonly missing?: string;
};

/** One measured number. */
export type Figure = {
	readonly name: string;
	readonly unit: string;
	readonly ours: number;
	/** The most that is allowed; absent for a number that stands there to explain others. */
	readonly budget?: number;
	readonly peers?: readonly Peer[];
	/** How it was come by, where the name does not say it. */
	readonly note?: string;
};

/** What a measurement works with. */
export type Bench = {
	/** An empty folder of its own; removed afterwards. */
	readonly folder: string;
	/** The launcher of the built program. */
	readonly launcher: string;
	/** Says what goes on, on stderr. */
	readonly note: (text: string) => void;
};

/** One row of the registry in `main.ts`. */
export type Measurement = {
	readonly id: string;
	readonly title: string;
	readonly run: (bench: Bench) => Promise<readonly Figure[]>;
};

/** Whether the figure keeps its budget; undefined where it has none. */
export function isKept({ours, budget}: Figure): boolean | undefined {
	return budget === undefined ? undefined : ours <= budget;
}

/** The middle value; NaN of none. */
export function medianOf(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
