import {isObject} from '../domain/text/json-object.ts';
import {own} from '../domain/record.ts';
import {leavesOf, scalarOf} from './json-values.ts';
import {asList} from './loose-json.ts';
import type {ForeignTable, TableCell} from './table/table-cells.ts';

type Json = Readonly<Record<string, unknown>>;

/** Members that hold the records of a result file, where it is no list itself. */
const LISTS = ['trials', 'results', 'runs', 'data', 'rows', 'records', 'experiments'] as const;

/**
 * The records in a JSON value: a list of objects, an object with such a list, columns by name (`{"x": [..]}`, or by
 * index as pandas writes them), or objects by name. None where it is of another shape.
 */
export function recordsIn(value: unknown): readonly Json[] {
	if (Array.isArray(value)) return value.filter(isObject);
	if (!isObject(value)) return [];
	for (const key of LISTS) {
		const list = asList(own(value, key)).filter(isObject);
		if (list.length > 0) return list;
	}
	const keys = Object.keys(value);
	const members = keys.map(key => own(value, key));
	if (members.length > 0 && members.every(Array.isArray)) return fromColumns(value, keys);
	const objects = members.filter(isObject);
	if (objects.length < members.length || objects.length === 0) return [];
	const [first] = objects;
	const isByIndex =
		first !== undefined && keys.every(key => !/^\d+$/.test(key)) && Object.keys(first).every(key => /^\d+$/.test(key));
	return isByIndex ? fromIndexedColumns(value, keys, Object.keys(first)) : objects;
}

function fromColumns(value: Json, keys: readonly string[]): readonly Json[] {
	const length = Math.max(...keys.map(key => asList(own(value, key)).length));
	return Array.from({length}, (_, index) =>
		Object.fromEntries(keys.map(key => [key, asList(own(value, key))[index]] as const)),
	);
}

function fromIndexedColumns(value: Json, keys: readonly string[], indexes: readonly string[]): readonly Json[] {
	return indexes.map(index =>
		Object.fromEntries(
			keys.map(key => {
				const column = own(value, key);
				return [key, isObject(column) ? own(column, index) : undefined] as const;
			}),
		),
	);
}

/** Records as a table: nested objects become columns with `/` between the keys; columns in the order in which they come. */
export function recordTable(records: readonly Json[]): ForeignTable {
	const columns = new Map<string, number>();
	const rows = records.map(record => {
		const row: TableCell[] = [];
		for (const [name, value] of leavesOf(record)) {
			let index = columns.get(name);
			if (index === undefined) columns.set(name, (index = columns.size));
			row[index] = scalarOf(value);
		}
		return row;
	});
	return {columns: [...columns.keys()], rows, hasDecimalCommas: false};
}
