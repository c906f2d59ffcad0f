import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {describe, it} from 'node:test';
import {gunzipSync, gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {UserError} from '../../source/domain/errors.ts';
import type {ForeignSource, ImporterDefinition} from '../../source/domain/importer.ts';
import {chooseImporter} from '../../source/importers/choose.ts';
import {IMPORTERS} from '../../source/importers/registry.ts';
import {openFile, openFolder} from '../helpers/foreign-files.ts';
import {foldImport} from '../helpers/imported.ts';
import {REPOSITORY} from '../helpers/repository.ts';

const FIXTURES = join(REPOSITORY, 'test', 'fixtures');
const ASAP7 = 'systems/asap7/asap7-tuning-20220804141156';

/** A whole file of each kind that one file can hold. */
const SAMPLES = [
	'formats/lab3_grid_4x4.csv',
	'formats/optuna5_tpe.log.json',
	'formats/optuna_journal.log',
	'formats/optuna.sqlite3',
	'formats/hyperfine.json',
	'formats/gnu_parallel.joblog',
	'formats/kernel_tuner_1.5_cache.json',
	'formats/ray_tune_2.60/objective_03196_00001_1_lr=0.0100_width=16_2026-11-22_03-30-06/result.json',
	'formats/ray_tune_2.60/objective_03196_00001_1_lr=0.0100_width=16_2026-11-22_03-30-06/events.out.tfevents.1795318221.host',
	'systems/asap7/output.metrics',
	'systems/asap7/vertex_hptuning_result.json',
	'systems/asap7/mmi_out_sample.ipynb',
	'systems/plaidml/eventlog.gz',
] as const;

/** Bytes of a sample; of compressed ones what is inside, so that what is changed is not only the checksum. */
function sampleOf(path: string): {
	readonly name: string;
	readonly bytes: Buffer;
	readonly pack: (bytes: Buffer) => Buffer;
} {
	const bytes = readFileSync(join(FIXTURES, path));
	const isPacked = path.endsWith('.gz');
	return {
		name: basename(path),
		bytes: isPacked ? gunzipSync(bytes) : bytes,
		pack: changed => (isPacked ? gzipSync(changed) : changed),
	};
}

/** Where and what: a cut, a byte of another value, a piece that is doubled, bytes put between. */
type Change =
	| {readonly kind: 'cut' | 'double'; readonly at: number}
	| {readonly kind: 'byte'; readonly at: number; readonly value: number}
	| {readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array};

const place = fc.double({min: 0, max: 0.999_999, noNaN: true});
const change: fc.Arbitrary<Change> = fc.oneof(
	fc.record({kind: fc.constantFrom('cut' as const, 'double' as const), at: place}),
	fc.record({kind: fc.constant('byte' as const), at: place, value: fc.nat(255)}),
	fc.record({
		kind: fc.constant('insert' as const),
		at: place,
		bytes: fc.oneof(
			fc.uint8Array({minLength: 1, maxLength: 8}),
			fc
				.constantFrom('NaN', '-1', '1e999', '{', '[[', '"', '\u0000', ',,,', '\r', '"__proto__":1,')
				.map(text => Buffer.from(text)),
		),
	}),
);

function apply(bytes: Buffer, made: Change): Buffer {
	const at = Math.floor(made.at * bytes.length);
	switch (made.kind) {
		case 'cut':
			return bytes.subarray(0, at);
		case 'double':
			return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - 64))]);
		case 'byte': {
			const changed = Buffer.from(bytes);
			changed[at] = made.value;
			return changed;
		}
		case 'insert':
			return Buffer.concat([bytes.subarray(0, at), made.bytes, bytes.subarray(at)]);
	}
}

/** Reads a file that may be anything, as a command does: a whole state, or a mistake that a person can act on. */
async function readAll(source: ForeignSource, importer: ImporterDefinition): Promise<void> {
	try {
		for (const sweep of await importer.read(source)) {
			const state = foldImport(sweep);
			for (const trial of state.trials) assert.ok(trial !== undefined);
			for (const {artifacts = []} of sweep.trials)
				for (const {name} of artifacts) assert.match(name, /^[A-Za-z0-9._-]+$/);
		}
	} catch (error) {
		assert.ok(error instanceof UserError, error instanceof Error ? error.stack : String(error));
		assert.notEqual(error.hint, '');
	}
}

describe('damaged files: read, or refused with what to do', () => {
	for (const path of SAMPLES) {
		it(path, async t => {
			const {name, bytes, pack} = sampleOf(path);
			const importer = chooseImporter(IMPORTERS, openFile(t, name, pack(bytes)));
			await fc.assert(
				fc.asyncProperty(fc.array(change, {minLength: 1, maxLength: 3}), async changes => {
					await readAll(openFile(t, name, pack(changes.reduce(apply, bytes))), importer);
				}),
				{numRuns: 25},
			);
		});
	}

	it('a folder of notebooks with one of them damaged', async t => {
		const bytes = readFileSync(join(FIXTURES, ASAP7, 'asap7_out_1.ipynb'));
		const whole = readFileSync(join(FIXTURES, ASAP7, 'asap7_out_2.ipynb'));
		const importer = chooseImporter(IMPORTERS, openFolder(t, {'asap7_out_1.ipynb': bytes, 'asap7_out_2.ipynb': whole}));
		await fc.assert(
			fc.asyncProperty(change, async made => {
				await readAll(openFolder(t, {'asap7_out_1.ipynb': apply(bytes, made), 'asap7_out_2.ipynb': whole}), importer);
			}),
			{numRuns: 25},
		);
	});
});

describe('JSON that is an attack', () => {
	/** What makes each importer of JSON sure of a file. */
	const HEADS: Readonly<Record<string, string>> = {
		hyperfine: '{"results": [{"command": "x", "mean": 1, "times": ',
		'kernel-tuner': '{"device_name": "x", "kernel_name": "k", "tune_params_keys": ["a"], "cache": ',
		'ray-tune': '{"training_iteration": 1, "loss": 1, "config": ',
		t4: '{"results": [{"configuration": {}, "invalidity": "correct", "times": ',
		json: '[{"a": ',
		vertex: '{"trials": [{"id": "1", "parameters": ',
	};

	for (const [id, head] of Object.entries(HEADS)) {
		it(`100,000 lists in each other: ${id}`, async t => {
			const source = openFile(t, 'x.json', `${head}${'['.repeat(100_000)}`);
			for (const importer of IMPORTERS) {
				const recognition = importer.recognise(source);
				if (recognition !== undefined || importer.id === id) await readAll(source, importer);
			}
		});
	}

	it('keys of every object: __proto__, constructor, toString are ordinary names', async t => {
		const rows = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map(
			(name, index) => `{"${name}": ${index}, "loss": ${index}}`,
		);
		const source = openFile(t, 'x.jsonl', `${rows.join('\n')}\n`);
		const importer = chooseImporter(IMPORTERS, source);
		const [sweep] = await importer.read(source);
		const state = foldImport(sweep ?? assert.fail('no sweep'));
		assert.equal(state.trials.length, 4);
		assert.equal(Reflect.get({}, 'loss'), undefined);
	});
});
