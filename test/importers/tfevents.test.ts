import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import fc from 'fast-check';
import type {ForeignSource} from '../../source/domain/importer.ts';
import {createMaskedCrc32c} from '../../source/importers/tfevents/crc32c.ts';
import {tfeventsImporter} from '../../source/importers/tfevents.ts';
import {message} from '../helpers/event-log-writer.ts';
import {openFile, openFolder} from '../helpers/foreign-files.ts';
import {foldImport, importedState, importSource, openFormat, trialsOf} from '../helpers/imported.ts';
import {REPOSITORY} from '../helpers/repository.ts';

const RAY = join(REPOSITORY, 'test/fixtures/formats/ray_tune_2.60');
const FINISHED = 'objective_03196_00001_1_lr=0.0100_width=16_2026-11-22_03-30-06';
const EVENTS = 'events.out.tfevents.1795318221.host';

/** A file of records with right checksums. */
function recordsOf(events: readonly Uint8Array[]): Buffer {
	const crc = createMaskedCrc32c();
	return Buffer.concat(
		events.map(event => {
			const record = Buffer.alloc(16 + event.length);
			record.writeBigUInt64LE(BigInt(event.length), 0);
			record.writeUInt32LE(crc(record, 0, 8), 8);
			record.set(event, 12);
			record.writeUInt32LE(crc(event, 0, event.length), 12 + event.length);
			return record;
		}),
	);
}

type Written = {readonly step: number; readonly tag?: string; readonly timeS?: number; readonly value: Uint8Array};

function eventOf({step, tag = 'loss', timeS = 1_700_000_000 + step, value}: Written): Uint8Array {
	return message(event => {
		event.writeDoubleField(1, timeS);
		if (step !== 0) event.writeVarintField(2, step);
		const tagged = message(one => one.writeStringField(1, tag));
		const summary = message(list => list.writeBytesField(1, Buffer.concat([tagged, value])));
		event.writeBytesField(5, summary);
	});
}

const VERSION = message(event => {
	event.writeDoubleField(1, 1_700_000_000);
	event.writeStringField(3, 'brain.Event:2');
});

const simple = (value: number): Uint8Array => message(one => one.writeFloatField(2, value));
const tensor = (write: Parameters<typeof message>[0]): Uint8Array =>
	message(one => one.writeBytesField(8, message(write)));
const loss = (...values: readonly number[]): readonly Uint8Array[] =>
	values.map((value, step) => eventOf({step, value: simple(value)}));

function trialIn(source: ForeignSource): ReturnType<typeof trialsOf>[number] {
	const [sweep] = tfeventsImporter.read(source);
	const [trial] = trialsOf(foldImport(sweep ?? assert.fail('no sweep')));
	return trial ?? assert.fail('no trial');
}

const openEvents = (t: TestContext, ...events: readonly Uint8Array[]): ForeignSource =>
	openFile(t, 'a.tfevents', recordsOf([VERSION, ...events]));

describe('TensorBoard event files (tfevents)', () => {
	it('gives what the program wrote as JSON beside them, within a float32', async () => {
		const source = openFormat(`ray_tune_2.60/${FINISHED}/${EVENTS}`);
		assert.equal((await importSource(source)).id, 'tfevents');
		const reports = readFileSync(join(RAY, FINISHED, 'result.json'), 'utf8')
			.trim()
			.split('\n')
			.map(line => JSON.parse(line) as {readonly loss: number; readonly accuracy: number});
		const [trial] = trialsOf(await importedState(source));
		for (const name of ['loss', 'accuracy'] as const)
			assert.deepEqual(
				trial?.curves[`ray/tune/${name}`]?.map(({step, value}) => [step, Math.fround(value)]),
				reports.map((report, index) => [index + 1, Math.fround(report[name])]),
			);
		assert.deepEqual(trial?.params, {lr: 0.01, width: 16});
	});

	it('leaves a folder with results of Ray to the importer that knows more', async () => {
		assert.equal((await importSource(openFormat('ray_tune_2.60'))).id, 'ray-tune');
	});

	it('takes each folder for a run, several files of one together, steps written again once', async t => {
		const source = openFolder(t, {
			'a/events.out.tfevents.1.host': recordsOf([VERSION, ...loss(3, 2, 1)]),
			'a/events.out.tfevents.2.host': recordsOf([VERSION, eventOf({step: 2, value: simple(0.5)})]),
			'b/events.out.tfevents.1.host': recordsOf([VERSION, ...loss(9)]),
		});
		assert.equal((await importSource(source)).id, 'tfevents');
		const state = await importedState(source);
		const [first, second] = trialsOf(state);
		assert.deepEqual(
			first?.curves['loss']?.map(({step, value}) => [step, value]),
			[
				[0, 3],
				[1, 2],
				[2, 0.5],
			],
		);
		assert.deepEqual([first?.metrics['loss'], second?.metrics['loss']], [0.5, 9]);
		assert.deepEqual([first?.params, second?.params], [{run: 'a'}, {run: 'b'}]);
		assert.deepEqual(state.sweep?.objectives, [{metric: 'loss', direction: 'minimize'}]);
	});

	it('reads scalars as tensors: packed, single, as content, float and double; nothing else', t => {
		const double = Buffer.alloc(8);
		double.writeDoubleLE(Math.PI);
		const trial = trialIn(
			openEvents(
				t,
				eventOf({
					step: 1,
					tag: 'content',
					value: tensor(one => (one.writeVarintField(1, 2), one.writeBytesField(4, double))),
				}),
				eventOf({
					step: 1,
					tag: 'packed',
					value: tensor(one => (one.writeVarintField(1, 1), one.writePackedFloat(5, [0.1]))),
				}),
				eventOf({
					step: 1,
					tag: 'single',
					value: tensor(one => (one.writeVarintField(1, 2), one.writeDoubleField(6, 2.5))),
				}),
				eventOf({
					step: 1,
					tag: 'vector',
					value: tensor(one => (one.writeVarintField(1, 1), one.writePackedFloat(5, [1, 2]))),
				}),
				eventOf({
					step: 1,
					tag: 'text',
					value: tensor(one => (one.writeVarintField(1, 7), one.writeStringField(8, 'x'))),
				}),
				eventOf({step: 1, tag: 'nothing', value: simple(Number.NaN)}),
			),
		);
		assert.deepEqual(trial.metrics, {content: Math.PI, packed: 0.1, single: 2.5, nothing: 'NaN'});
	});

	it('joins the folder that add_hparams writes with the run around it', async t => {
		const plugin = (content: Uint8Array): Uint8Array =>
			message(one =>
				one.writeBytesField(
					9,
					message(metadata =>
						metadata.writeBytesField(
							1,
							message(data => (data.writeStringField(1, 'hparams'), data.writeBytesField(2, content))),
						),
					),
				),
			);
		const entry = (name: string, value: Uint8Array): Uint8Array =>
			message(one => (one.writeStringField(1, name), one.writeBytesField(2, value)));
		const start = message(data =>
			data.writeBytesField(
				3,
				message(info => {
					info.writeBytesField(
						1,
						entry(
							'lr',
							message(value => value.writeDoubleField(2, 0.1)),
						),
					);
					info.writeBytesField(
						1,
						entry(
							'optimizer',
							message(value => value.writeStringField(3, 'sgd')),
						),
					);
					info.writeBytesField(
						1,
						entry(
							'nesterov',
							message(value => value.writeBooleanField(4, true)),
						),
					);
				}),
			),
		);
		const end = message(data =>
			data.writeBytesField(
				4,
				message(info => info.writeVarintField(1, 2)),
			),
		);
		const source = openFolder(t, {
			'run/events.out.tfevents.1.host': recordsOf([VERSION, ...loss(3, 2)]),
			'run/1700000000.5/events.out.tfevents.2.host': recordsOf([
				VERSION,
				eventOf({step: 0, tag: '_hparams_/session_start_info', value: plugin(start)}),
				eventOf({step: 0, tag: '_hparams_/session_end_info', value: plugin(end)}),
				eventOf({step: 0, tag: 'hparam/accuracy', value: simple(0.75)}),
			]),
		});
		const trials = trialsOf(await importedState(source));
		assert.equal(trials.length, 1);
		assert.deepEqual(trials[0]?.params, {lr: 0.1, optimizer: 'sgd', nesterov: true});
		assert.equal(trials[0]?.state, 'failed');
		assert.equal(trials[0]?.curves['loss']?.length, 2);
	});

	it('I5: keeps what is whole of a cut file, and finds its way after a damaged record', t => {
		const whole = recordsOf([VERSION, ...loss(4, 3, 2, 1)]);
		const cut = openFile(t, 'a.tfevents', whole.subarray(0, -3));
		const [sweep] = tfeventsImporter.read(cut);
		assert.match(sweep?.notes?.join('\n') ?? '', /ends within a record/);
		assert.equal(trialIn(cut).metrics['loss'], 2);
		const damaged = Buffer.from(whole);
		// The length of the second record: nothing tells any more where it ends.
		damaged[16 + VERSION.length] = 0xff;
		const source = openFile(t, 'b.tfevents', damaged);
		const [after] = tfeventsImporter.read(source);
		assert.match(after?.notes?.join('\n') ?? '', /1 damaged records were left out/);
		assert.equal(trialIn(source).curves['loss']?.length, 3);
		const content = Buffer.from(whole);
		content[whole.length - 6] = (content[whole.length - 6] ?? 0) ^ 0xff;
		assert.equal(trialIn(openFile(t, 'c.tfevents', content)).metrics['loss'], 2);
	});

	it('takes no claim of a file for granted: lengths, groups, names', t => {
		const huge = Buffer.alloc(12);
		huge.writeBigUInt64LE(2n ** 63n, 0);
		huge.writeUInt32LE(createMaskedCrc32c()(huge, 0, 8), 8);
		const source = openFile(t, 'a.tfevents', Buffer.concat([recordsOf([VERSION, ...loss(1)]), huge]));
		assert.equal(trialIn(source).metrics['loss'], 1);
		const groups = Buffer.alloc(100_000, 0x0b);
		const strange = openEvents(t, groups, eventOf({step: 0, tag: '__proto__', value: simple(5)}), ...loss(2));
		const trial = trialIn(strange);
		assert.equal(trial.metrics['loss'], 2);
		assert.equal(Object.hasOwn(trial.metrics, '__proto__'), true);
		assert.equal(({} as Record<string, unknown>)['loss'], undefined);
	});

	it('never throws on a record of any content', t => {
		fc.assert(
			fc.property(fc.array(fc.uint8Array({maxLength: 60}), {maxLength: 5}), events => {
				tfeventsImporter.read(openEvents(t, ...events));
			}),
			{numRuns: 40},
		);
	});
});
