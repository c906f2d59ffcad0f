/** A ready sweep: one folder with `sweep.toml` and its workload, and one row here. */
export type PresetDefinition = {
	/** What `sweeptop run` is given. */
	readonly id: string;
	readonly title: string;
	/** Below `presets/`. */
	readonly folder: string;
	/** At most; a search may end earlier. */
	readonly trials: number;
	/** How long all of it takes on a small machine, in words. */
	readonly time: string;
	/** Programs that it runs besides its own, and the Debian packages that carry them. */
	readonly needs: readonly {readonly program: string; readonly debianPackage: string}[];
	/** The hardware setting that it varies. */
	readonly knob?: string;
};

/** Every preset, in the order of `sweeptop presets`. */
export const PRESETS = [
	{
		id: 'gemm',
		title: 'matrix products on this machine: type × size × block',
		folder: 'gemm',
		trials: 24,
		time: '40 s',
		needs: [],
	},
	{
		id: 'jetson-gemm',
		title: 'the same on a Jetson: clock × type × tensor × size',
		folder: 'jetson-gemm',
		trials: 2688,
		time: '16 h',
		needs: [{program: 'cc', debianPackage: 'gcc'}],
		knob: 'gpu.frequency',
	},
	{
		id: 'kernels',
		title: 'a classifier, traced: loops × channels × image',
		folder: 'kernels',
		trials: 12,
		time: '10 s',
		needs: [],
	},
	{
		id: 'ppa',
		title: 'CRC-32 in gates, area and slack: stages × gates',
		folder: 'ppa',
		trials: 16,
		time: '10 s',
		needs: [{program: 'yosys', debianPackage: 'yosys'}],
	},
	{
		id: 'quantization',
		title: 'digits in fixed point: bits of data × of weights',
		folder: 'quantization',
		trials: 16,
		time: '40 s',
		needs: [],
	},
	{
		id: 'smoke',
		title: 'the launcher; the best is 100 at (25, 25)',
		folder: 'smoke',
		trials: 140,
		time: '5 s',
		needs: [],
	},
	{
		id: 'training',
		title: 'reading digits: a search for a loss of 0.3',
		folder: 'training',
		trials: 20,
		time: '15 s',
		needs: [],
	},
] as const satisfies readonly PresetDefinition[];
