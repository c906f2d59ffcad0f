import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {BASE_BUCKET_MS, bucketWidth, bucketWidthFor, createBucketHistory} from '../../source/store/bucket-history.ts';
import {createRawHistory} from '../../source/store/raw-history.ts';
import {createSampleStore} from '../../source/store/samples.ts';

test('a bucket holds mean, lowest and highest of its samples, and a gap is undefined', () => {
	const store = createSampleStore();
	store.add({
		t0: 10_000,
		channels: ['cpu.power_w'],
		rows: [
			[0, 4],
			[1000, 8],
			[2000, null],
			[10_500, 5],
		],
	});
	assert.deepEqual(store.buckets('cpu.power_w', 5000, 3), [
		{mean: 6, low: 4, high: 8, count: 2},
		undefined,
		{mean: 5, low: 5, high: 5, count: 1},
	]);
	assert.deepEqual(store.latest('cpu.power_w'), {t: 20_500, value: 5});
	assert.deepEqual(store.span, {firstMs: 10_000, lastMs: 20_500});
});

test('a channel that fell silent shows a gap up to the newest sample of the others', () => {
	const store = createSampleStore();
	store.add({t0: 0, channels: ['a.power_w', 'b.power_w'], rows: [[0, 1, 2]]});
	store.add({t0: 5000, channels: ['b.power_w'], rows: [[0, 3]]});
	assert.deepEqual(
		store.buckets('a.power_w', 5000, 2).map(bucket => bucket?.mean),
		[1, undefined],
	);
	assert.deepEqual(store.buckets('none', 5000, 2), [undefined, undefined]);
});

test('a frozen store does not see what comes later', () => {
	const store = createSampleStore();
	store.add({t0: 0, channels: ['a.power_w'], rows: [[0, 1]]});
	const frozen = store.until(4000);
	store.add({t0: 10_000, channels: ['a.power_w'], rows: [[0, 9]]});
	assert.deepEqual(frozen.latest('a.power_w'), {t: 0, value: 1});
	assert.equal(frozen.span?.lastMs, 4000);
	assert.deepEqual(
		frozen.buckets('a.power_w', 5000, 1).map(bucket => bucket?.mean),
		[1],
	);
	assert.deepEqual(frozen.between('a.power_w', 0, 20_000), [{t: 0, value: 1}]);
	assert.equal(store.latest('a.power_w')?.value, 9);
});

test('values that are no numbers and rows without a time are left out', () => {
	const store = createSampleStore();
	store.add({
		t0: 0,
		channels: ['a.power_w'],
		rows: [[null, 5], [0, Number.NaN], [1, Number.POSITIVE_INFINITY], [2], [3, 7]],
	});
	assert.deepEqual(store.between('a.power_w', 0, 10), [{t: 3, value: 7}]);
});

test('widths double, so that a growing run is drawn anew only when its length has doubled', () => {
	assert.equal(bucketWidth(5000), 5000);
	assert.equal(bucketWidth(5001), 10_000);
	assert.equal(bucketWidth(1), BASE_BUCKET_MS);
	const widths = new Set<number>();
	for (let elapsed = 0; elapsed < 3_600_000; elapsed += 1000) widths.add(bucketWidthFor(0, elapsed, 60, 5000));
	assert.deepEqual([...widths], [5000, 10_000, 20_000, 40_000, 80_000]);
});

test('property: no more cells than wanted, whatever the run', () => {
	fc.assert(
		fc.property(fc.nat(1e9), fc.nat(1e9), fc.integer({min: 2, max: 60}), (from, length, cells) => {
			const width = bucketWidthFor(from, from + length, cells, 5000);
			assert.ok(Math.floor((from + length) / width) - Math.floor(from / width) + 1 <= cells);
			assert.ok(width >= 5000);
		}),
	);
});

test('property: buckets agree with the samples, at every width, and the past does not change', () => {
	const sample = fc.record({
		step: fc.integer({min: 0, max: 9000}),
		value: fc.double({min: -1e6, max: 1e6, noNaN: true}),
	});
	fc.assert(
		fc.property(fc.array(sample, {minLength: 1, maxLength: 60}), fc.integer({min: 0, max: 4}), (samples, doublings) => {
			const width = BASE_BUCKET_MS * 2 ** doublings;
			const history = createBucketHistory();
			let t = 0;
			const values = new Map<number, number[]>();
			for (const {step, value} of samples) {
				t += step;
				history.add(t, value);
				const index = Math.floor(t / width);
				values.set(index, [...(values.get(index) ?? []), value]);
			}
			const last = Math.floor(t / width);
			const cells = history.last(width, last + 1, t);
			for (let index = Math.max(0, last - 400); index <= last; index++) {
				const expected = values.get(index);
				assert.equal(cells[index]?.count, expected?.length);
				if (expected !== undefined) assert.equal(cells[index]?.high, Math.max(...expected));
			}
		}),
	);
});

test('the raw history keeps the newest samples and drops what is older than the newest', () => {
	const history = createRawHistory(100);
	for (let t = 0; t < 1000; t++) history.add(t, t * 2);
	history.add(5, 1);
	const kept = history.between(0, 2000);
	assert.ok(kept.length >= 50 && kept.length <= 100);
	assert.deepEqual(kept.at(-1), {t: 999, value: 1998});
	assert.deepEqual(history.latest(), {t: 999, value: 1998});
	assert.deepEqual(history.latestUntil(998.5), {t: 998, value: 1996});
	assert.deepEqual(history.latestUntil(998), {t: 998, value: 1996});
	assert.equal(createRawHistory(10).latest(), undefined);
});
