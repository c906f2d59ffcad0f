import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createDrawingMemory} from '../../components/drawing-memory.ts';
import {drawFrame} from '../../components/frame.ts';
import {drawSignalDetails} from '../../components/panes/signal-details.ts';
import {signalData} from '../../components/panes/telemetry.ts';
import {textOf} from '../../source/plot/cells.ts';
import {createDemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import {createSampleStore} from '../../source/store/samples.ts';
import {createModelSelector} from '../../source/store/screen-model.ts';
import {createUiState} from '../../source/store/ui-state.ts';

const DRAWING = {
	...createDrawingMemory(),
	glyphs: 'unicode',
	scale: undefined,
	abilities: {export: false, copy: false},
} as const;

test('what has no source is one line in every layout, and its room goes to the table', () => {
	for (const [columns, rows] of [
		[80, 24],
		[120, 40],
		[200, 50],
	] as const) {
		const trialRows = [false, true].map(noSensors => {
			const world = createDemoWorld({seed: 1, noSensors});
			world.advanceTo(5000);
			const model = createModelSelector(() => 0)(createDemoSession(world), createUiState());
			const lines = drawFrame(model, DRAWING, {columns, rows}).map(textOf);
			const told = lines.filter(line => line.includes(' no source: cpu, gpu, temp – sweeptop probes says why'));
			assert.equal(told.length, noSensors ? 1 : 0, `${columns}x${rows}`);
			return lines.filter(line => line.includes('queued')).length;
		});
		const [withSensors = 0, without = 0] = trialRows;
		assert.ok(columns === 200 || without > withSensors, `${without} trials instead of ${withSensors}`);
	}
});

test('a chart reaches up to a peak that the mean of its cell hides, and a short label keeps off its value', () => {
	const samples = createSampleStore();
	const rows = Array.from({length: 100}, (_, index) => [index * 200, index === 50 ? 200 : 50]);
	samples.add({t0: 0, channels: ['latency.p_ms'], rows});
	const session = {...createDemoSession(createDemoWorld({seed: 1, noSensors: true})), samples: () => samples};
	const model = createModelSelector(() => 0)(session, createUiState());
	const [signal] = model.signals.chief;
	assert.ok(signal !== undefined);
	const [top = []] = drawSignalDetails(model, DRAWING, 60, {signals: [signal], rowsEach: 5});
	assert.match(textOf(top), /^ latency +[\d.—]+ ms +[⠁-⣿] +200 *$/u);
});

test('cells are peaks on one time axis: a source with few samples has as many as one with many', () => {
	const samples = createSampleStore();
	const fast = Array.from({length: 100}, (_, index) => [index * 200, index === 50 ? 200 : 50, null]);
	const slow = Array.from({length: 20}, (_, index) => [index * 1000 + 1, null, 40 + index]);
	const rows = [...fast, ...slow].toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
	samples.add({t0: 0, channels: ['latency.p_ms', 'cpu.temp_c'], rows});
	const session = {...createDemoSession(createDemoWorld({seed: 1, noSensors: true})), samples: () => samples};
	const model = createModelSelector(() => 0)(session, createUiState());
	const of = (label: string) => {
		const signal = model.signals.chief.find(candidate => candidate.label === label);
		assert.ok(signal !== undefined);
		return signalData(model, signal, 40);
	};
	const [latency, temperature] = [of('latency'), of('temp')];
	assert.equal(latency.cells.length, 16, '20 s in cells of 1.25 s');
	assert.equal(temperature.cells.length, latency.cells.length);
	assert.equal(temperature.cellMs, latency.cellMs);
	assert.deepEqual(
		latency.cells.map((cell, index) => [cell, index]).filter(([cell]) => cell === 200),
		[[200, 8]],
		'the peak at 10 s stands in the cell of its time',
	);
	assert.deepEqual([...new Set(temperature.cells.slice(0, 4))], [44], 'a bucket of 5 s stands in each of its cells');
	assert.deepEqual([latency.low, latency.high], [50, 200]);
});
