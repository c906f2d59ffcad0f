import assert from 'node:assert/strict';
import {copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {DatabaseSync} from 'node:sqlite';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test, type TestContext} from 'node:test';
import {crc32} from 'node:zlib';
import {UserError} from '../../source/domain/errors.ts';
import type {JsonNumber} from '../../source/domain/number.ts';
import {openForeignSource} from '../../source/importers/foreign/foreign-source.ts';
import {parseLooseJson} from '../../source/importers/loose-json.ts';
import {readPngSize} from '../../source/importers/png-header.ts';
import {IMPORTERS} from '../../source/importers/registry.ts';
import {openFile} from '../helpers/foreign-files.ts';
import {importedState, importSource, trialsOf} from '../helpers/imported.ts';
import {REPOSITORY} from '../helpers/repository.ts';

function makeFolder(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-faults-'));
	t.after(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

/** Values of one metric, trial by trial. */
async function metricsOf(
	t: TestContext,
	text: string | Uint8Array,
	name: string,
): Promise<readonly (JsonNumber | undefined)[]> {
	return trialsOf(await importedState(openFile(t, 'r.csv', text))).map(trial => trial.metrics[name]);
}

test('I1: a CSV in every spelling gives the same numbers: ends of lines, marks, quotes, delimiters, decimal commas', async t => {
	const rows = [
		['lr', 'loss'],
		['0.5', '1.25'],
		['0.5', '-3'],
	];
	const write = (delimiter: string, end: string, cell: (text: string) => string = text => text): string =>
		rows.map(row => row.map(cell).join(delimiter) + end).join('');
	const spellings: readonly (string | Uint8Array)[] = [
		write(',', '\n'),
		write(',', '\r\n'),
		write(',', '\r'),
		write('\t', '\n'),
		write('|', '\n\n'),
		write(';', '\n', text => text.replace('.', ',')),
		write(',', '\r\n', text => `"${text}"`),
		`\uFEFF${write(',', '\n')}`,
		Buffer.from(`\uFEFF${write(',', '\n')}`, 'utf16le'),
		Buffer.from(`\uFEFF${write(';', '\r\n')}`, 'utf16le').swap16(),
		write(',', '\n').trimEnd(),
	];
	for (const [index, text] of spellings.entries())
		assert.deepEqual(await metricsOf(t, text, 'loss'), [1.25, -3], String(index));
});

test('I1: 100,000 columns are read, one more is refused by number; so is a row of them under a short header', async t => {
	const names = (count: number): string => Array.from({length: count}, (_, index) => `m${index}`).join(',');
	const cells = (count: number): string => Array.from({length: count}, (_, index) => index + 0.5).join(',');
	assert.deepEqual(await metricsOf(t, `${names(100_000)}\n${cells(100_000)}\n`, 'm99999'), [99_999.5]);
	await assert.rejects(metricsOf(t, `${names(100_001)}\n${cells(100_001)}\n`, 'm0'), /100001 columns/);
	await assert.rejects(
		metricsOf(t, `a,b\n1,2\n${cells(100_000)}\n`, 'b'),
		/r\.csv:3 has 100000 cells, the header has 2/,
	);
});

/** A ZIP of stored files, by hand: no library writes these names and sizes. */
function zipOf(entries: readonly {readonly name: string; readonly data: string; readonly size?: number}[]): Buffer {
	return Buffer.concat(
		entries.map(({name, data, size = data.length}) => {
			const header = Buffer.alloc(30);
			header.writeUInt32LE(0x04_03_4b_50, 0);
			header.writeUInt16LE(20, 4);
			header.writeUInt32LE(crc32(data), 14);
			header.writeUInt32LE(size, 18);
			header.writeUInt32LE(size, 22);
			header.writeUInt16LE(Buffer.byteLength(name), 26);
			return Buffer.concat([header, Buffer.from(name), Buffer.from(data)]);
		}),
	);
}

test('I4: a ZIP is no result, whatever is in it: nothing of it is unpacked', async t => {
	const zip = zipOf([
		{name: '../../evil.csv', data: 'lr,loss\n1,2\n'},
		{name: '/etc/passwd', data: 'x'},
		{name: 'a.csv', data: 'lr,loss\n1,2\n'},
		{name: 'a.csv', data: 'twice'},
		{name: 'lies', data: '', size: 0xff_ff_ff_ff},
	]);
	for (const name of ['results.zip', 'run', 'x.json', 'x.db', 'x.ipynb', 'x.parquet']) {
		const source = openFile(t, name, zip);
		for (const importer of IMPORTERS) assert.notEqual(importer.recognise(source), 'sure', `${importer.id} for ${name}`);
		await assert.rejects(importSource(source), UserError, name);
	}
	await assert.rejects(importSource(openFile(t, 'results.zip', zip)), /results\.zip is not recognised/);
});

test('I6: the size of a picture is known before a pixel of it is decoded; 10^10 of them are none', () => {
	const header = Buffer.alloc(33);
	header.set(Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
	const sized = (width: number, height: number): ReturnType<typeof readPngSize> => {
		header.writeUInt32BE(width, 16);
		header.writeUInt32BE(height, 20);
		return readPngSize(header);
	};
	assert.deepEqual(sized(160, 90), {width: 160, height: 90});
	for (const [width, height] of [
		[100_000, 100_000],
		[0, 10],
		[0xff_ff_ff_ff, 1],
	] as const)
		assert.equal(sized(width, height), undefined, `${width} × ${height}`);
	for (let length = 0; length < 24; length++) assert.equal(readPngSize(header.subarray(0, length)), undefined);
});

const STORAGE = join(REPOSITORY, 'test', 'fixtures', 'formats', 'optuna.sqlite3');

test('I7: a database that another program holds locked is read, and stays locked by it', async t => {
	const path = join(makeFolder(t), 'study.db');
	copyFileSync(STORAGE, path);
	const expected = await importSource(openForeignSource(STORAGE));
	const writer = new DatabaseSync(path, {timeout: 0});
	t.after(() => writer.close());
	writer.exec("BEGIN EXCLUSIVE; UPDATE trials SET state = 'FAIL'");
	const read = await importSource(openForeignSource(path));
	assert.deepEqual(
		read.sweeps.map(({name, trials}) => [name, [...trials]]),
		expected.sweeps.map(({name, trials}) => [name, [...trials]]),
		'what is not committed is not there',
	);
	writer.exec('COMMIT');
	const [after] = (await importSource(openForeignSource(path))).sweeps;
	assert.ok([...(after?.trials ?? [])].every(({state}) => state === 'failed'));
});

test('I7: a newer schema is read as far as it is known, with a note; a torn database is refused, a torn journal read', async t => {
	const folder = makeFolder(t);
	const newer = join(folder, 'newer.db');
	copyFileSync(STORAGE, newer);
	const database = new DatabaseSync(newer);
	database.exec('UPDATE version_info SET schema_version = 99; ALTER TABLE trials ADD COLUMN mood TEXT');
	database.close();
	const {sweeps} = await importSource(openForeignSource(newer));
	assert.ok(sweeps.length > 0 && sweeps.every(({notes}) => notes?.some(note => /schema is 99, not 12/.test(note))));
	const torn = join(folder, 'torn.db');
	writeFileSync(torn, readFileSync(STORAGE).subarray(0, 20_000));
	await assert.rejects(importSource(openForeignSource(torn)), /torn\.db cannot be read as a database: /);
	const log = readFileSync(join(REPOSITORY, 'test', 'fixtures', 'formats', 'optuna_journal.log'));
	const whole = await importSource(openFile(t, 'whole.log', log));
	const cut = await importSource(openFile(t, 'cut.log', log.subarray(0, log.length - 20)));
	assert.deepEqual(
		[whole.sweeps.length, cut.sweeps.length],
		[3, 4],
		'half of the line that deletes a study does not count',
	);
});

/** Of the files of JSONTestSuite (Seriot): those that every parser must take. */
const TAKEN = [
	'[[]   ]',
	'[""]',
	'[]',
	'["a"]',
	'[false]',
	'[null, 1, "1", {}]',
	'[1\n]',
	' [1]',
	'[123e65]',
	'[0e+1]',
	'[ 4]',
	'[-0]',
	'[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]',
	'[1E22]',
	'{"asd":"sdf", "dfg":"fgh"}',
	'{"a":"b","a":"c"}',
	'{"":0}',
	'{"foo\\u0000bar": 42}',
	'["\\u0060\\u012a\\u12AB"]',
	'["\\uD801\\udc37"]',
	'["\\"\\\\\\/\\b\\f\\n\\r\\t"]',
	'["a/*b*/c"]',
	'["\u2028\u2029\u007f"]',
	'"asd"',
	'false',
	'42',
	'[true]\n',
];

/** Those that every parser must refuse; numbers that Python writes (NaN, Infinity) are read here on purpose. */
const REFUSED = [
	'[1 true]',
	'["": 1]',
	'["",]',
	'[,1]',
	'[1,,2]',
	'["x"]]',
	'["x"',
	'[3[4]]',
	'[1:2]',
	'[-]',
	'[a',
	'[*]',
	'[fals]',
	'[++1234]',
	'[.123]',
	'[-01]',
	'[-2.]',
	'[0.e1]',
	'[0e+]',
	'[1.0e-]',
	'[2.e3]',
	'[9.e+]',
	'[0x42]',
	'[+Inf]',
	'[1+2]',
	'[1eE2]',
	'[\uFF11]',
	'[1a]',
	'["\\u00A"]',
	'["\\x00"]',
	'["\\\u{1F300}"]',
	'["\\"]',
	"['single quote']",
	'["\t"]',
	'["new\nline"]',
	'{"a":"b"}/**/',
	'{"a":"a" 123}',
	'{[: "x"}',
	'{"x", null}',
	'{"x"::"b"}',
	'{a: "b"}',
	'{"a":"a", a}',
	'{"id":0,}',
	'{"a" b}',
	'{null:null,null:null}',
	'1]',
	'<.>',
	'[1]x',
	'2@',
	'{}}',
	'{"":',
	'[\u000c]',
	'[\u2060]',
	'\u2060',
	'["\u0000"]',
	'{"a":/*comment*/"b"}',
	'[True]',
	'nul',
];

test('I8: JSON as its test suite has it: all that is valid is read, all that is not is refused with its place', () => {
	for (const text of TAKEN) assert.deepEqual(parseLooseJson(text, 'x.json'), JSON.parse(text), text);
	for (const text of REFUSED) {
		assert.throws(() => JSON.parse(text), text);
		assert.throws(() => parseLooseJson(text, 'x.json'), UserError, text);
	}
});

test('I8: what parsers differ in is read or refused, and never ends the program', () => {
	for (const text of [
		'[123.456e-789]',
		'[0.4e00669999999999999999999999999999999999999999999999999999999999999999999]',
		'[-1e+9999]',
		'[100000000000000000000]',
		'["\\uDADA"]',
		'["\\uD888\\u1234"]',
		'["\\uDd1e\\uD834"]',
		`${'['.repeat(500)}${']'.repeat(500)}`,
		'\uFEFF{}',
		`${'[{"":'.repeat(50_000)}\n`,
		'{"__proto__": {"polluted": 1}}',
	]) {
		try {
			parseLooseJson(text, 'x.json');
		} catch (error) {
			assert.ok(error instanceof UserError, text.slice(0, 40));
		}
	}
	assert.equal(Reflect.get({}, 'polluted'), undefined);
});
