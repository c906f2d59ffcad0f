import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {Metric} from '../../source/domain/metric.ts';
import {metric, openIntake, type Seen} from './open-intake.ts';

function read(metrics: readonly Metric[], text: string | Uint8Array): readonly Seen[] {
	const {intake, seen} = openIntake(metrics);
	intake.feed(typeof text === 'string' ? Buffer.from(text) : text);
	intake.finish();
	return seen;
}

const loss = [metric('loss')];

test('name=value and name: value, whole names, several on a line, with a step', () => {
	const cases: readonly (readonly [string, readonly Seen[]])[] = [
		['loss=0.3\n', [['loss', 0.3]]],
		['loss: 0.3\r\n', [['loss', 0.3]]],
		['loss = .5, other', [['loss', 0.5]]],
		['step=12 loss=0.3', [['loss', 0.3, 12]]],
		['Epoch: 3/10 - loss: 0.25 - val_loss: 0.5', [['loss', 0.25, 3]]],
		['epoch=1 step=20 loss=1', [['loss', 1, 20]]],
		["{'loss': 0.693, 'epoch': 2.5}", [['loss', 0.693, 2.5]]],
		[
			'loss=1 loss=2',
			[
				['loss', 1],
				['loss', 2],
			],
		],
		['the loss: 0.5.', [['loss', 0.5]]],
		['[loss=0.1]', [['loss', 0.1]]],
		['reporting metric: loss -12.3', [['loss', -12.3]]],
		['val_loss=1 loss_val=1 val/loss=1 train.loss=1 --loss=1 xloss=1', []],
		['loss', []],
		['loss=', []],
		['loss 0.3', []],
		['losses: 3', []],
	];
	for (const [text, values] of cases) assert.deepEqual(read(loss, text), values, text);
});

test('odd numbers are stored as given, what is none is none (A14)', () => {
	const numbers = 'loss=NaN\nloss=-inf\nloss=1e400\nloss=-0\nloss=9e+99\nloss=nan\nloss=+1E-5\nloss=1_000\n';
	const values = read(loss, numbers).map(([, value]) => value);
	assert.deepEqual(values, [NaN, -Infinity, Infinity, -0, 9e99, NaN, 1e-5, 1000]);
	assert.deepEqual(read(loss, 'loss=1,5\nloss=0x1f\nloss=12:30\nloss=1.2.3\nloss=abc\nloss=3ms'), []);
	assert.deepEqual(read([metric('loss', {unit: 'ms'})], 'loss=3ms loss=4 ms'), [
		['loss', 3],
		['loss', 4],
	]);
});

test('JSON lines, as Python writes them too', () => {
	const both = [metric('loss'), metric('acc')];
	assert.deepEqual(read(both, '{"step": 3, "loss": 0.5, "acc": NaN, "note": "NaN loss=7"}\n'), [
		['loss', 0.5, 3],
		['acc', NaN, 3],
	]);
	assert.deepEqual(read(both, '{"acc": -Infinity, "loss": "0.25"}'), [
		['loss', 0.25],
		['acc', -Infinity],
	]);
	assert.deepEqual(read(both, '{"loss": true, "acc": null}'), []);
	assert.deepEqual(read(both, '{"loss": 1'), [['loss', 1]], 'a torn object still says name: value');
	assert.deepEqual(read([metric('__proto__')], '{"__proto__": 4}'), [['__proto__', 4]]);
});

test('a pattern reads its metric alone', () => {
	const flops = metric('flops', {pattern: String.raw`- (?<value>[\d.]+) FLOPS`});
	const line = 'Matrix 64 (Non-tensor) - 21410832272.156654 FLOPS (20.000123 seconds, 816332 iterations)\n';
	assert.deepEqual(read([flops], `flops=1\n{"flops": 2}\n${line}`), [['flops', 21410832272.156654]]);
	assert.deepEqual(read([metric('n', {pattern: String.raw`(\d+) items`})], '3 items, 4 items'), [
		['n', 3],
		['n', 4],
	]);
	assert.deepEqual(read([metric('n', {pattern: String.raw`it (?<step>\d+): (?<value>\S+)`})], 'it 7: 0.5'), [
		['n', 0.5, 7],
	]);
	assert.deepEqual(read([metric('n', {pattern: '(?i)SCORE (.*)$'})], 'score 1e3'), [['n', 1000]]);
	assert.deepEqual(read([metric('n', {pattern: String.raw`^\d+$`})], '12\nx\n13'), [
		['n', 12],
		['n', 13],
	]);
	assert.deepEqual(read([metric('n', {formula: 'loss * 2'})], 'n=1'), []);
});

test('names that mean something in an expression are plain names', () => {
	assert.deepEqual(read([metric('a.b'), metric('x|y'), metric('c++')], 'a.b=1 aXb=2 x|y=3 c++: 4'), [
		['a.b', 1],
		['x|y', 3],
		['c++', 4],
	]);
	assert.deepEqual(read([metric('größe'), metric('損失')], 'größe=1 損失: 2 XLgröße=3'), [
		['größe', 1],
		['損失', 2],
	]);
});

test('escape sequences are no part of a line; a moved cursor is a new one', () => {
	assert.deepEqual(read(loss, '\x1b[32mloss\x1b[0m=\x1b[1m0.5\x1b[0m\n'), [['loss', 0.5]]);
	assert.deepEqual(read(loss, '\x1b]0;loss=9\x07loss=1\x1b[K loss=2'), [
		['loss', 1],
		['loss', 2],
	]);
	assert.deepEqual(
		read(loss, 'loss=1\x1b[1Gloss=2\x1b[10;1Hloss=3\x1b[Aloss=4'),
		[1, 2, 3, 4].map(value => ['loss', value]),
	);
	assert.deepEqual(read(loss, '\x1b]0;never ended\nloss=5\n'), [['loss', 5]]);
	assert.deepEqual(read(loss, 'a\x1b[5Closs=6'), [['loss', 6]]);
});

test('carriage returns end lines; a flood of progress bars hides nothing (B11)', () => {
	const bars = Array.from({length: 10_000}, (_, n) => ` ${n}%|#####     | loss=${n} [00:18<00:12,  1.04s/it]\r`).join(
		'',
	);
	const seen = read(loss, bars);
	assert.equal(seen.length, 10_000);
	assert.deepEqual(seen.at(-1), ['loss', 9999]);
});

test('wrong UTF-8 is replaced and harms nothing (B9)', () => {
	const bytes = Buffer.concat([
		Buffer.from([0xff, 0xc3]),
		Buffer.from(' loss=1 '),
		Buffer.from([0xe2, 0x82]),
		Buffer.from('\nloss=2'),
	]);
	assert.deepEqual(read(loss, bytes), [
		['loss', 1],
		['loss', 2],
	]);
});

test('a line is cut at 64 KiB and the next one read', () => {
	assert.deepEqual(read(loss, `${'x'.repeat(200_000)} loss=1\nloss=2\n`), [['loss', 2]]);
	assert.deepEqual(read(loss, `loss=1 ${'x'.repeat(200_000)}\nloss=2\n`), [
		['loss', 1],
		['loss', 2],
	]);
});

test('the measured region is bounded by its two lines', () => {
	const {intake, edges} = openIntake(loss);
	intake.feed(Buffer.from('::sweep measure-begin\r\nloss=1\r\n::sweep measure-end\r\nsay ::sweep measure-begin\n'));
	intake.finish();
	assert.deepEqual(edges, ['begin', 'end']);
});

test('the split of the stream changes nothing, nor does what the filter leaves out', () => {
	const metrics = [metric('loss'), metric('flops', {pattern: String.raw`- (?<value>[\d.]+) FLOPS`}), metric('größe')];
	const piece = fc.constantFrom(
		'loss=1',
		'loss: 0.5',
		'\n',
		'\r',
		'\r\n',
		' ',
		'x',
		'- 12.5 FLOPS',
		'\x1b[1m',
		'\x1b[G',
		'größe=2',
		'step=3 ',
		'{"loss":4}',
		'\x1b]0;',
		'\x07',
		'::sweep ',
		'lo',
		'ss=',
	);
	fc.assert(
		fc.property(fc.array(piece, {maxLength: 40}), fc.array(fc.nat(200), {maxLength: 12}), (pieces, cuts) => {
			const stream = Buffer.from(pieces.join(''));
			const edges = [0, ...cuts.filter(cut => cut < stream.length).toSorted((a, b) => a - b), stream.length];
			const {intake, seen} = openIntake(metrics);
			for (const [index, edge] of edges.slice(1).entries()) intake.feed(stream.subarray(edges[index], edge));
			intake.finish();
			assert.deepEqual(seen, read(metrics, stream));
			// A pattern without any certain text makes every line be decoded.
			const all = read([...metrics, metric('all', {pattern: String.raw`\d{50}`})], stream);
			assert.deepEqual(all, seen);
		}),
	);
});

test('values are reduced as the metric says, repeats are counted (A15)', () => {
	const metrics = (['last', 'min', 'max', 'mean', 'median', 'sum', 'p95'] as const).map(reduce =>
		metric(reduce, {reduce}),
	);
	const {intake} = openIntake(metrics);
	for (const value of [3, 1, 2])
		intake.feed(Buffer.from(`${metrics.map(({name}) => `${name}=${value}`).join(' ')} step=${value}\n`));
	const results = intake.finish();
	assert.deepEqual(
		[...results].map(([, {value}]) => value),
		[2, 1, 3, 2, 2, 6, 2.9],
	);
	const last = results.get('last');
	assert.deepEqual([last?.count, last?.repeatedSteps, last?.values], [3, 2, [3, 1, 2]]);
	assert.deepEqual([...openIntake(loss).intake.finish()], []);
});

test('a million values keep exact sums and near quantiles in little memory', () => {
	const {intake} = openIntake([metric('x', {reduce: 'mean'}), metric('y', {reduce: 'median'})], {onValue: () => {}});
	for (let block = 0; block < 200; block += 1) {
		intake.feed(
			Buffer.from(Array.from({length: 1000}, (_, n) => `x=${block * 1000 + n} y=${block * 1000 + n}\n`).join('')),
		);
	}
	const results = intake.finish();
	assert.equal(results.get('x')?.value, 99_999.5);
	assert.ok(Math.abs((results.get('y')?.value ?? 0) - 100_000) < 10);
	assert.ok((results.get('y')?.values.length ?? 0) <= 65_536);
});
