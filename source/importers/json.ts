import {UserError} from '../domain/errors.ts';
import type {ImportedSweep, ImporterDefinition} from '../domain/importer.ts';
import {isObject} from '../domain/text/json-object.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {recordsIn, recordTable} from './json-table.ts';
import {parseLooseJson} from './loose-json.ts';
import {fromOwnSweep, fromOwnTrials, isOwnSweep} from './own-sweep.ts';
import {fromOwnTrial, isOwnTrial} from './own-trial.ts';
import {tableSweep} from './table/table-sweep.ts';

/** Any JSON with one record a trial, and our own export. */
export const jsonImporter = {
	id: 'json',
	title: 'JSON, one record a trial',
	takes: 'a list of records, or an object that holds one, or columns by name (*.json); our own trials.json',
	recognise: source => {
		if (source.kind !== 'file') return undefined;
		const head = Buffer.from(source.head()).toString('utf8');
		if (/^\s*\{\s*"schema"\s*:\s*"sweeptop-trials-\d+"/.test(head)) return 'sure';
		return /\.json(?:\.gz)?$/i.test(source.name) && /^\s*[[{]/.test(head) ? 'likely' : undefined;
	},
	read: (source, options = {}): readonly ImportedSweep[] => {
		const value = parseLooseJson(source.text(), source.name);
		if (isOwnSweep(value)) return [fromOwnSweep(value, source.name)];
		const records = recordsIn(value);
		if (records.length === 0)
			throw new UserError(
				`${safeText(source.name)} holds no records`,
				isWorkload(value)
					? 'It describes the workload and the machine of a log folder: name that folder.'
					: 'A list of objects is read, an object with a list "trials" or "results", or columns by name.',
			);
		if (records.every(isOwnTrial)) return [fromOwnTrials(records.map(fromOwnTrial), source.name)];
		return [tableSweep(recordTable(records), source.name, options)];
	},
} as const satisfies ImporterDefinition;

/** `metadata.json` and `meta_data_0.json` of AlgoPerf. */
function isWorkload(value: unknown): boolean {
	return isObject(value) && Object.keys(value).some(key => key.startsWith('workload.'));
}
