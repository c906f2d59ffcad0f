import type {ForeignSource} from '../../domain/importer.ts';

/** When the layout of a log tree was in use. */
export type TreeGeneration = '2022-03' | '2022-04' | '2025';

/** One tuning trial's folder in a log tree. */
export type TreeTrial = {
	readonly generation: TreeGeneration;
	/** Path of the workload's folder, `''` for the folder that was given. */
	readonly workloadPath: string;
	/** Path of the trial's own folder, ending without `/`. */
	readonly path: string;
	/** Of `run_2` or `trial_2`, as it stands. */
	readonly number: number;
	/** Path of the table of evaluations. */
	readonly table: string;
};

const TABLES: readonly (readonly [RegExp, TreeGeneration])[] = [
	[/^run_(?<number>\d+)\/metrics\.csv$/, '2022-03'],
	[/^trial_(?<number>\d+)\/eval_results\.csv$/, '2022-04'],
	[/^trial_(?<number>\d+)\/eval_measurements\.csv$/, '2025'],
];

/** Every trial of a log tree, in order of path by numbers; none where the folder is another thing. */
export function findTreeTrials(source: ForeignSource): readonly TreeTrial[] {
	if (source.kind !== 'folder') return [];
	return source.entries().flatMap(({path}) => {
		const parts = path.split('/');
		// The folder of one trial may be given itself.
		const last = [source.name, ...parts].slice(-2).join('/');
		for (const [pattern, generation] of TABLES) {
			const number = pattern.exec(last)?.groups?.['number'];
			if (number === undefined) continue;
			return [
				{
					generation,
					workloadPath: parts.slice(0, -2).join('/'),
					path: parts.slice(0, -1).join('/'),
					number: Number(number),
					table: path,
				},
			];
		}
		return [];
	});
}

/** A path inside a folder of the tree. */
export function within(folder: string, name: string): string {
	return folder === '' ? name : `${folder}/${name}`;
}
