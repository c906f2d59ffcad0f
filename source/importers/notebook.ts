import {isObject} from '../domain/text/json-object.ts';
import {own} from '../domain/record.ts';
import {asList, asText} from './loose-json.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An output of a cell that scrapbook glued. */
export type Scrap = {
	readonly name: string;
	/** `json`, `text`, `pandas`, `display`; another encoder as it stands. */
	readonly encoder: string;
	/** Of `json` and `text`: the value. Of `pandas`: Parquet in base64. Of `display`: an image in base64. */
	readonly data: unknown;
};

/** What of a notebook matters for a sweep. */
export type Notebook = {
	/** Papermill's parameters, or those of the cells tagged `parameters` and `injected-parameters`. */
	readonly parameters: Readonly<Record<string, unknown>>;
	readonly scraps: readonly Scrap[];
	/** `name value` of lines `reporting metric: name value`, the last of each name. */
	readonly reported: ReadonlyMap<string, string>;
	/** Why it failed: exception and message of the first cell that has one, or papermill's word alone. */
	readonly failure?: string;
	readonly startTime?: string;
	readonly durationS?: number;
};

const SCRAP = /^application\/scrapbook\.scrap\.(?<encoder>[a-z]+)\+json$/;
const REPORT = /reporting metric: (?<name>\S+) (?<value>\S+)/g;

/** Whether a value is a notebook of format 4. */
export function isNotebook(value: unknown): value is Fields {
	return isObject(value) && Array.isArray(own(value, 'cells'));
}

/**
 * Reads a notebook of nbformat 4 as papermill and scrapbook leave it; texts may be a string or a list of lines.
 * Sources: nbformat 4 schema; nteract/papermill and nteract/scrapbook.
 */
export function readNotebook(notebook: Fields): Notebook {
	const metadata = fieldsOf(own(notebook, 'metadata'));
	const papermill = fieldsOf(own(metadata, 'papermill'));
	const cells = asList(own(notebook, 'cells')).filter(isObject);
	const outputs = cells.flatMap(cell => asList(own(cell, 'outputs')).filter(isObject));
	const failure = failureOf(papermill, outputs);
	const startTime = asText(own(papermill, 'start_time'));
	const duration = own(papermill, 'duration');
	return {
		parameters: {...defaultsOf(cells, papermill), ...fieldsOf(own(papermill, 'parameters'))},
		scraps: outputs.flatMap(scrapOf),
		reported: reportsOf(outputs),
		...(failure === undefined ? {} : {failure}),
		...(startTime === undefined ? {} : {startTime}),
		...(typeof duration === 'number' ? {durationS: duration} : {}),
	};
}

function fieldsOf(value: unknown): Fields {
	return isObject(value) ? value : {};
}

/** A text that nbformat may hold as a list of lines. */
function joinText(value: unknown): string {
	return Array.isArray(value) ? value.map(String).join('') : (asText(value) ?? '');
}

function failureOf(papermill: Fields, outputs: readonly Fields[]): string | undefined {
	const error = outputs.find(output => own(output, 'output_type') === 'error');
	if (error !== undefined) return `${joinText(own(error, 'ename'))}: ${joinText(own(error, 'evalue'))}`;
	return own(papermill, 'exception') === true ? 'papermill: a cell raised an exception' : undefined;
}

/**
 * Assignments of literals in the tagged cells. A notebook that papermill ran keeps only those that it was given: the
 * defaults are then the program's, not the sweep's.
 */
function defaultsOf(cells: readonly Fields[], papermill: Fields): Fields {
	if (own(papermill, 'parameters') !== undefined) return {};
	const tagged = cells.filter(cell => {
		const tags = asList(own(fieldsOf(own(cell, 'metadata')), 'tags'));
		return tags.includes('parameters') || tags.includes('injected-parameters');
	});
	return Object.fromEntries(
		tagged.flatMap(cell =>
			joinText(own(cell, 'source'))
				.split('\n')
				.flatMap(line => {
					const match = /^(?<name>[A-Za-z_]\w*)\s*=\s*(?<value>[^#]+?)\s*(?:#.*)?$/.exec(line);
					const value = literalOf(match?.groups?.['value'] ?? '');
					return match?.groups?.['name'] === undefined || value === undefined ? [] : [[match.groups['name'], value]];
				}),
		),
	);
}

/** A number, a text in quotes, True or False of Python; undefined for any expression. */
function literalOf(text: string): string | number | boolean | undefined {
	if (text === 'True' || text === 'False') return text === 'True';
	const quoted = /^(["'])(?<inner>[^"'\\]*)\1$/.exec(text)?.groups?.['inner'];
	if (quoted !== undefined) return quoted;
	const value = Number(text);
	return text === '' || Number.isNaN(value) ? undefined : value;
}

function scrapOf(output: Fields): readonly Scrap[] {
	const {name} = fieldsOf(own(fieldsOf(own(output, 'metadata')), 'scrapbook'));
	if (typeof name !== 'string') return [];
	return Object.entries(fieldsOf(own(output, 'data'))).flatMap(([mediaType, content]): readonly Scrap[] => {
		const encoder = SCRAP.exec(mediaType)?.groups?.['encoder'];
		if (encoder !== undefined) return [{name, encoder, data: isObject(content) ? own(content, 'data') : content}];
		return mediaType === 'image/png' ? [{name, encoder: 'display', data: joinText(content)}] : [];
	});
}

function reportsOf(outputs: readonly Fields[]): ReadonlyMap<string, string> {
	const reported = new Map<string, string>();
	for (const output of outputs) {
		if (own(output, 'output_type') !== 'stream') continue;
		for (const {groups} of joinText(own(output, 'text')).matchAll(REPORT))
			if (groups?.['name'] !== undefined) reported.set(groups['name'], groups['value'] ?? '');
	}
	return reported;
}
