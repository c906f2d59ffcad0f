import {UserError} from '../domain/errors.ts';
import type {ImportedSweep, ImporterDefinition, ImportOptions} from '../domain/importer.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {loadStudies} from './optuna/optuna-tables.ts';
import {ruleOfVersion} from './optuna/optuna-time.ts';
import {studySweep} from './optuna/optuna-study.ts';
import {SQLITE_MAGIC, type SqlTables, withTables} from './optuna/sqlite-tables.ts';

/** The schema that is known: that of Optuna 3.0 to 5. */
const KNOWN_SCHEMA = 12;

/** A storage of Optuna in SQLite, also while Optuna writes to it: a copy is read, so it is never locked. */
export const optunaSqliteImporter = {
	id: 'optuna-sqlite',
	title: 'Optuna SQLite',
	takes: 'the database of an RDBStorage, also one that is being written (*.db, *.sqlite3)',
	recognise: source => {
		if (source.kind !== 'file') return undefined;
		const head = Buffer.from(source.head(undefined, 16)).toString('latin1');
		// Its tables cannot be seen in a head; no other SQLite file is read.
		return head === SQLITE_MAGIC ? 'sure' : undefined;
	},
	read: (source, options = {}) => withTables(source.location(), tables => readStudies(tables, source.name, options)),
} as const satisfies ImporterDefinition;

function readStudies(tables: SqlTables, name: string, options: ImportOptions = {}): readonly ImportedSweep[] {
	if (tables.columns('studies').length === 0 || tables.columns('trials').length === 0)
		throw new UserError(
			`${safeText(name)} is a database, but none of Optuna: it has no tables "studies" and "trials"`,
			'Export its table as CSV and import that.',
		);
	const {schema, library} = versionOf(tables);
	const rule = options.times ?? ruleOfVersion(library);
	const notes = [
		`made by Optuna ${library ?? 'of an unknown version'}: times without a zone are taken for ${rule} time; --times says otherwise`,
		...(schema === undefined || schema === KNOWN_SCHEMA
			? []
			: [`its schema is ${schema}, not ${KNOWN_SCHEMA}: what is known of it was read`]),
	];
	return loadStudies(tables, rule, name).map(study => studySweep(study, notes));
}

function versionOf(tables: SqlTables): {readonly schema: number | undefined; readonly library: string | undefined} {
	if (!tables.columns('version_info').includes('library_version')) return {schema: undefined, library: undefined};
	const [row] = tables.distinct('version_info', ['schema_version', 'library_version']);
	const [schema, library] = row ?? [];
	return {
		schema: typeof schema === 'number' ? schema : undefined,
		library: typeof library === 'string' ? library : undefined,
	};
}
