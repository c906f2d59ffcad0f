import type {ImportedArtifact, ImportedPoint} from '../domain/importer.ts';
import {isObject} from '../domain/text/json-object.ts';
import {encodeNumber, type JsonNumber} from '../domain/number.ts';
import type {Scrap} from './notebook.ts';
import {numberOrSeconds} from './number-or-seconds.ts';
import {readParquetFrame} from './parquet-frame.ts';
import {readPngSize} from './png-header.ts';

/** What the scraps of a notebook give, by name; a value of a data frame stands under `frame` and its column. */
export type ScrapValues = {
	readonly numbers: readonly {readonly scrap: string; readonly name: string; readonly value: JsonNumber}[];
	readonly texts: readonly {readonly name: string; readonly value: string}[];
	readonly curve: readonly ImportedPoint[];
	readonly artifacts: readonly ImportedArtifact[];
	readonly notes: readonly string[];
};

type Draft = {
	readonly numbers: ScrapValues['numbers'][number][];
	readonly texts: ScrapValues['texts'][number][];
	readonly curve: ImportedPoint[];
	readonly artifacts: ImportedArtifact[];
	readonly notes: string[];
};

/**
 * Decodes scraps: a number (also in text) is a metric, an object of numbers one each, a data frame of one row one for
 * each column, of more rows a curve for each column over the row's number, a picture an artifact.
 * @throws UserError for a data frame that is no Parquet or too large.
 */
export async function readScraps(scraps: readonly Scrap[], where: string): Promise<ScrapValues> {
	const draft: Draft = {numbers: [], texts: [], curve: [], artifacts: [], notes: []};
	for (const scrap of scraps) {
		if (scrap.encoder === 'pandas') await addFrame(scrap, where, draft);
		else if (scrap.encoder === 'display') addPicture(scrap, draft);
		else addValue(scrap.name, scrap.name, scrap.data, draft);
	}
	return draft;
}

function addValue(scrap: string, name: string, value: unknown, draft: Draft): void {
	const number = numberOrSeconds(value);
	if (number !== undefined) draft.numbers.push({scrap, name, value: encodeNumber(number)});
	else if (typeof value === 'string') draft.texts.push({name, value});
	else if (Array.isArray(value)) addList(name, value, draft);
	else if (isObject(value))
		for (const [key, inner] of Object.entries(value)) addValue(scrap, `${name}.${key}`, inner, draft);
}

function addList(name: string, values: readonly unknown[], draft: Draft): void {
	values.forEach((value, step) => {
		const number = numberOrSeconds(value);
		if (number !== undefined) draft.curve.push({name, step, value: encodeNumber(number)});
	});
}

async function addFrame({name, data}: Scrap, where: string, draft: Draft): Promise<void> {
	if (typeof data !== 'string') {
		draft.notes.push(`scrap "${name}" is no data frame in base64: left out`);
		return;
	}
	const {columns, rows} = await readParquetFrame(Buffer.from(data, 'base64'), `${where}, scrap "${name}"`);
	const [only] = rows;
	if (rows.length === 1 && only !== undefined) {
		for (const column of columns) addValue(name, column, only[column], draft);
		return;
	}
	for (const column of columns)
		addList(
			column,
			rows.map(row => row[column]),
			draft,
		);
	draft.notes.push(`scrap "${name}": ${rows.length} rows × ${columns.length} columns, as curves over the row's number`);
}

function addPicture({name, data}: Scrap, draft: Draft): void {
	const bytes = Buffer.from(typeof data === 'string' ? data : '', 'base64');
	const size = readPngSize(bytes);
	if (size === undefined) {
		draft.notes.push(`picture "${name}" is no PNG, or promises too many pixels: left out`);
		return;
	}
	const safe = name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replaceAll(/^[-.]+/g, '');
	draft.artifacts.push({name: `${safe === '' ? 'picture' : safe}.png`, mediaType: 'image/png', bytes: () => bytes});
}
