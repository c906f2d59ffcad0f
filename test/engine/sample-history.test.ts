import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createSampleHistory} from '../../source/engine/sample-history.ts';
import {createSampleStore} from '../../source/store/samples.ts';

/** Hours of two channels at 1 Hz, one of them with a single peak. */
const SECONDS = 20_000;
const PEAK_AT = 12_345;

function hoursOf(history: ReturnType<typeof createSampleHistory>): void {
	for (let second = 0; second < SECONDS; second++) {
		const watts = second === PEAK_AT ? 300 : 10 + (second % 10);
		history.add({t0: 1000 * second, channels: ['cpu.power_w', 'cpu.temp_c'], rows: [[0, watts, 40]]});
	}
}

test('nothing before the first sample', () => {
	const history = createSampleHistory();
	assert.equal(history.recent(10), undefined);
	assert.equal(history.whole(), undefined);
	history.add({t0: 0, channels: ['a'], rows: []});
	assert.equal(history.whole(), undefined);
});

test('a short run is told as it was measured', () => {
	const history = createSampleHistory();
	for (let second = 0; second < 100; second++) history.add({t0: 1000 * second, channels: ['a'], rows: [[0, second]]});
	const whole = history.whole();
	assert.deepEqual(whole, history.recent(Number.POSITIVE_INFINITY));
	assert.equal(whole?.rows.length, 100);
});

test('who connects after hours sees all of it: each peak, the mean, and the last minutes as they were', () => {
	const history = createSampleHistory();
	hoursOf(history);
	const whole = history.whole();
	assert.ok(whole !== undefined && whole.rows.length < 2000, String(whole?.rows.length));
	const late = createSampleStore();
	late.add(whole);
	const early = createSampleStore();
	for (let second = 0; second < SECONDS; second++)
		early.add({
			t0: 1000 * second,
			channels: ['cpu.power_w'],
			rows: [[0, second === PEAK_AT ? 300 : 10 + (second % 10)]],
		});
	const [seen, meant] = [late, early].map(store => store.buckets('cpu.power_w', SECONDS * 1000, 60));
	assert.equal(Math.max(...(seen ?? []).map(bucket => bucket?.high ?? 0)), 300);
	assert.equal(Math.min(...(seen ?? []).map(bucket => bucket?.low ?? 99)), 10);
	assert.equal(
		seen?.filter(bucket => bucket !== undefined).length,
		meant?.filter(bucket => bucket !== undefined).length,
	);
	assert.deepEqual(late.latest('cpu.power_w'), early.latest('cpu.power_w'));
	const from = 1000 * (SECONDS - 500);
	assert.deepEqual(
		late.between('cpu.power_w', from, from + 100_000).map(({value}) => value),
		early.between('cpu.power_w', from, from + 100_000).map(({value}) => value),
	);
});

test('rows are in order of time, and none is told twice', () => {
	const history = createSampleHistory();
	hoursOf(history);
	const times = history.whole()?.rows.map(row => row[0] ?? Number.NaN) ?? [];
	assert.ok(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0)));
});
