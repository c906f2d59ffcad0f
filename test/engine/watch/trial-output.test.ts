import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test, type TestContext} from 'node:test';
import fc from 'fast-check';
import {openOutputLog, type OutputLog} from '../../../source/engine/output-log.ts';
import {createConsolePlaces} from '../../../source/engine/watch/console-places.ts';
import {copyTrialOutput} from '../../../source/engine/watch/trial-output.ts';

function openLogs(
	t: TestContext,
	maxBytes: number,
): {readonly console: OutputLog; readonly trial: OutputLog; readonly path: string} {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-part-'));
	const open = (name: string, most: number): OutputLog => {
		const log = openOutputLog({path: join(folder, name), maxBytes: most, onNotice: text => assert.fail(text)});
		return log;
	};
	t.after(() => rmSync(folder, {recursive: true}));
	return {console: open('console.log', maxBytes), trial: open('output.log', 1 << 20), path: join(folder, 'output.log')};
}

test('any range of an output is what was written there, as far as head and tail keep it', async t => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.uint8Array({minLength: 1, maxLength: 40}), {minLength: 1, maxLength: 12}),
			fc.nat(300),
			fc.nat(300),
			async (chunks, from, length) => {
				const {console} = openLogs(t, 101);
				for (const chunk of chunks) await console.write(chunk);
				const whole = Buffer.concat(chunks);
				const kept = [...whole.keys()].filter(at => at < 51 || at >= Math.max(51, whole.length - 50));
				const expected = kept.filter(at => at >= from && at < from + length).map(at => whole[at] ?? 0);
				assert.deepEqual([...(await console.range(from, from + length))], expected);
				await console.close();
			},
		),
		{numRuns: 60},
	);
});

test('a part says that trials overlapped, that nothing was printed, and what the console has lost', async t => {
	const first = openLogs(t, 1 << 20);
	await first.console.write(Buffer.from('one\ntwo\nthree\n'));
	await copyTrialOutput(first.console, {trial: 1, from: 4, to: 8, overlapping: true}, first.trial);
	await first.console.close();
	assert.equal(
		readFileSync(first.path, 'utf8'),
		'[sweeptop: other trials ran meanwhile: their lines may be among these]\ntwo\n',
	);
	const silent = openLogs(t, 1 << 20);
	await copyTrialOutput(silent.console, {trial: 1, from: 4, to: 4, overlapping: false}, silent.trial);
	await silent.console.close();
	assert.equal(readFileSync(silent.path, 'utf8'), '[sweeptop: the program printed nothing meanwhile]\n');
	const long = openLogs(t, 10);
	await long.console.write(Buffer.from('0123456789abcdefghij'));
	await copyTrialOutput(long.console, {trial: 1, from: 3, to: 20, overlapping: false}, long.trial);
	await long.console.close();
	assert.equal(readFileSync(long.path, 'utf8'), '34fghij[sweeptop: 10 bytes left out]\n');
});

test('lines have their place whatever the pieces are in which they come', () => {
	const text = Buffer.from('one\nbcd\n\nlast');
	fc.assert(
		fc.property(fc.array(fc.integer({min: 1, max: text.length}), {maxLength: 6}), cuts => {
			const places = createConsolePlaces(() => 0);
			const ends: unknown[] = [];
			const edges = [0, ...cuts.toSorted((a, b) => a - b), text.length];
			for (const [index, from] of edges.slice(0, -1).entries())
				places.feed(text.subarray(from, edges[index + 1]), piece => {
					if (piece.at(-1) === 10) ends.push(places.line());
				});
			assert.deepEqual(ends, [
				{from: 0, to: 4},
				{from: 4, to: 8},
				{from: 8, to: 9},
			]);
			assert.deepEqual(places.line(), {from: 13, to: 13});
		}),
	);
});

test('the place of a time: nothing before the first byte, all after the last; thinned, never wrong by more than a mark', () => {
	const clock = {nowMs: 0};
	const places = createConsolePlaces(() => clock.nowMs);
	for (let second = 1; second <= 50_000; second += 1) {
		clock.nowMs = second * 1000;
		places.feed(Buffer.from('0123456789'), () => undefined);
	}
	assert.equal(places.at(999), 0);
	assert.equal(places.at(1e12), 500_000);
	for (const second of [1, 100, 24_999, 49_990]) {
		const place = places.at(second * 1000);
		assert.ok(place <= second * 10 && place >= second * 10 - 80, `${second} s: ${place}`);
	}
});
