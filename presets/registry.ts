/** A ready sweep: one folder with `sweep.toml` and its workload, and one row here. */
export type PresetDefinition = {
	/** What `sweeptop run` is given. */
	readonly id: string;
	readonly title: string;
	/** Below `presets/`. */
	readonly folder: string;
	/** Programs that it runs besides its own, and the Debian packages that carry them. */
	readonly needs: readonly {readonly program: string; readonly debianPackage: string}[];
};

/** Every preset, in the order of `sweeptop presets`. */
export const PRESETS = [
	{
		id: 'gemm',
		title: 'matrix multiplication on this machine: type × size × block, 24 trials, under a minute',
		folder: 'gemm',
		needs: [],
	},
	{
		id: 'kernels',
		title: 'kernels of a small classifier, each traced: loop order × channels × image, 12 trials, 10 seconds',
		folder: 'kernels',
		needs: [],
	},
	{
		id: 'smoke',
		title: 'tries the launcher: 140 trials of a millisecond, best is 100 at (25, 25)',
		folder: 'smoke',
		needs: [],
	},
] as const satisfies readonly PresetDefinition[];
