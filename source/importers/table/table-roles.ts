import {uniqueNames} from '../../domain/text/unique-names.ts';
import {isReservedColumn, TRIAL_COLUMNS} from '../../domain/column/columns.ts';
import {UserError} from '../../domain/errors.ts';
import type {ImportOptions} from '../../domain/importer.ts';
import {nearestName} from '../../domain/text/nearest.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {directionOfName, type RowColumn, rowColumnOf, soundsLikeParameter, splitPrefix} from '../column-names.ts';
import type {ColumnSample} from './table-sample.ts';

/** What a column of a foreign table is to a trial. */
export type ColumnRole = RowColumn | 'flags' | 'parameter' | 'metric' | 'other';

/** A column with its role and its name as ours. */
export type TableColumn = {readonly role: ColumnRole; readonly name: string; readonly sample: ColumnSample};

/** A parameter's number comes back at least this often. */
const REPEATED = 0.5;
/** A text with more different values than this, most of them once, is a remark and no choice. */
const MOST_CHOICES = 50;

/**
 * What each column is: as the person says, else as its header says (`params.x`, `config/x`, `metrics.x`), else by what
 * it holds: names and numbers that come back are parameters, all other numbers are metrics.
 * @throws UserError for a name that no column has.
 */
export function assignRoles(samples: readonly ColumnSample[], options: ImportOptions = {}): readonly TableColumn[] {
	for (const name of [...(options.params ?? []), ...(options.metrics ?? [])]) refuseUnknown(name, samples);
	if (isOwnLayout(samples)) return ownRoles(samples, options);
	const taken = new Set<RowColumn>();
	const isHinted = options.params !== undefined || samples.some(({name}) => splitPrefix(name).role === 'parameter');
	const columns = samples.map((sample): TableColumn => {
		const {name} = splitPrefix(sample.name);
		const said = saidRole(sample.name, options);
		if (said !== undefined) return {role: said, name, sample};
		const row = rowColumnOf(sample.name);
		if (row !== undefined && !taken.has(row)) {
			taken.add(row);
			return {role: row, name, sample};
		}
		return {role: isHinted ? rest(sample) : guess(sample), name, sample};
	});
	return withUniqueNames(withMetric(columns, isHinted));
}

function refuseUnknown(name: string, samples: readonly ColumnSample[]): void {
	const names = samples.flatMap(sample => [sample.name, splitPrefix(sample.name).name]);
	if (names.includes(name)) return;
	const near = nearestName(name, names);
	throw new UserError(
		`no column is named "${safeText(name)}"`,
		near === undefined
			? `There are: ${samples.map(sample => safeText(sample.name)).join(', ')}.`
			: `Did you mean ${safeText(near)}?`,
	);
}

function saidRole(column: string, {params, metrics}: ImportOptions): 'parameter' | 'metric' | undefined {
	const {role, name} = splitPrefix(column);
	if (params?.includes(column) === true || params?.includes(name) === true) return 'parameter';
	if (metrics?.includes(column) === true || metrics?.includes(name) === true) return 'metric';
	return params === undefined ? role : undefined;
}

/** Of a column in a table where the parameters are known. */
function rest({kind}: ColumnSample): ColumnRole {
	return kind === 'number' || kind === 'empty' ? 'metric' : 'other';
}

function guess(sample: ColumnSample): ColumnRole {
	const {name, kind, present, distinct} = sample;
	if (kind === 'empty') return 'metric';
	if (kind === 'boolean') return 'parameter';
	if (kind === 'text') return distinct <= Math.max(MOST_CHOICES, present * REPEATED) ? 'parameter' : 'other';
	if (directionOfName(name) !== undefined) return 'metric';
	if (soundsLikeParameter(name)) return 'parameter';
	return present > 2 && distinct <= present * REPEATED ? 'parameter' : 'metric';
}

/** A table of parameters alone has its last number as its result. */
function withMetric(columns: readonly TableColumn[], isHinted: boolean): readonly TableColumn[] {
	if (isHinted || columns.some(({role}) => role === 'metric')) return columns;
	const last = columns.findLastIndex(({role, sample}) => role === 'parameter' && sample.kind === 'number');
	return columns.map((column, index) => (index === last ? {...column, role: 'metric' as const} : column));
}

/** Names that stand twice, and parameters with the name of a metric, are told apart: `loss`, `loss.2`. */
function withUniqueNames(columns: readonly TableColumn[]): readonly TableColumn[] {
	const isNamed = ({role}: TableColumn): boolean => role === 'parameter' || role === 'metric';
	const names = uniqueNames(
		columns.filter(isNamed).map(({name}) => name),
		(name, count) => `${name}.${count}`,
	).values();
	return columns.map(column => (isNamed(column) ? {...column, name: names.next().value ?? column.name} : column));
}

/** Whether the columns are those of `trials.csv` (CONTRACTS section 4). */
function isOwnLayout(samples: readonly ColumnSample[]): boolean {
	return TRIAL_COLUMNS.every((name, index) => samples[index]?.name === name);
}

const OWN_ROLES: readonly ColumnRole[] = ['label', 'state', 'flags', 'startedAt', 'durationS'];

/** `trials.csv`: parameters come first, then metrics, then the reserved columns. */
function ownRoles(samples: readonly ColumnSample[], options: ImportOptions): readonly TableColumn[] {
	const end = samples.findIndex((sample, index) => index >= OWN_ROLES.length && isReservedColumn(sample.name));
	const middle = samples.slice(OWN_ROLES.length, end < 0 ? samples.length : end);
	const roles = middle.map(sample => saidRole(sample.name, options) ?? guess(sample));
	const firstMetric = roles.indexOf('metric');
	const lastSure = middle.findLastIndex(({kind}) => kind === 'text' || kind === 'boolean');
	const parameters = Math.max(firstMetric < 0 ? Math.max(0, middle.length - 1) : firstMetric, lastSure + 1);
	return samples.map((sample, index): TableColumn => {
		const own = OWN_ROLES[index];
		if (own !== undefined) return {role: own, name: sample.name, sample};
		const at = index - OWN_ROLES.length;
		const role = at < parameters ? 'parameter' : at < middle.length ? 'metric' : 'other';
		return {role: saidRole(sample.name, options) ?? role, name: sample.name, sample};
	});
}
