import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {Drawing} from '../../components/context.ts';
import {clickFrame, drawFrame} from '../../components/frame.ts';
import {steadyRange} from '../../components/panes/telemetry.ts';
import {createDrawingMemory} from '../../components/drawing-memory.ts';
import {formatClock} from '../../components/units.ts';
import {coarseDuration} from '../../source/plot/time-axis.ts';
import {VIEWS} from '../../components/views/registry.ts';
import {textOf} from '../../source/plot/cells.ts';
import {createColorScale} from '../../source/plot/color-scale.ts';
import {widthOfRuns} from '../../source/plot/legend.ts';
import {createDemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoWorld, type DemoOptions} from '../../source/store/demo/demo-world.ts';
import {createModelSelector, type ScreenModel} from '../../source/store/screen-model.ts';
import type {Session} from '../../source/store/session.ts';
import {createUiState, type UiState} from '../../source/store/ui-state.ts';
import {VIEW_IDS, VIEW_ROWS} from '../../source/domain/view/view-table.ts';
import {createHands} from '../helpers/screen-hands.ts';
import {assertIds} from '../helpers/assert-none.ts';

function createDrawing(glyphs: 'ascii' | 'unicode', colored = false): Drawing {
	return {
		glyphs,
		scale: colored ? createColorScale() : undefined,
		abilities: {export: true, copy: false},
		...createDrawingMemory(),
	};
}

function createModel(
	ui: UiState,
	demo: Partial<DemoOptions>,
	atMs: number,
	change: (session: Session) => Session = s => s,
): ScreenModel {
	const world = createDemoWorld({seed: 1, ...demo});
	world.advanceTo(atMs);
	return createModelSelector(() => 0)(change(createDemoSession(world, '/runs/gemm-1')), ui);
}

test('the registry draws every view of the table, and no other', () => {
	assertIds(
		VIEWS.map(view => view.id),
		VIEW_IDS,
		'components/views/registry.ts beside source/domain/view/view-table.ts',
	);
	for (const row of VIEW_ROWS) assert.ok(row.title.length <= 12, row.id);
});

test('property: a frame fills any terminal exactly, in every view and state', () => {
	const states: readonly (readonly [Partial<DemoOptions>, number])[] = [
		[{noSensors: true}, 0],
		[{}, 63_000],
		[{}, 600_000],
		[{allFail: true, noSensors: true}, 600_000],
		[{trials: 1}, 60_000],
	];
	fc.assert(
		fc.property(
			fc.constantFrom(...VIEW_IDS),
			fc.constantFrom(...states),
			fc.constantFrom('ascii' as const, 'unicode' as const),
			fc.constantFrom('main' as const, 'side' as const),
			fc.array(fc.record({columns: fc.integer({min: 1, max: 300}), rows: fc.integer({min: 1, max: 90})}), {
				minLength: 3,
				maxLength: 6,
			}),
			(view, [demo, atMs], glyphs, focus, sizes) => {
				const model = createModel({...createUiState(view), focus}, demo, atMs);
				const drawing = createDrawing(glyphs, sizes.length % 2 === 0);
				for (const size of sizes) {
					const picture = drawFrame(model, drawing, size);
					assert.equal(picture.length, size.rows);
					for (const line of picture) assert.equal(widthOfRuns(line), size.columns, textOf(line));
				}
			},
		),
		{numRuns: 60},
	);
});

test('what an ended sweep shows stays as it was at its end, however late one looks', () => {
	const at = (laterMs: number): readonly string[] => {
		const model = createModel(createUiState(), {}, 600_000);
		const frame = drawFrame({...model, nowMonoMs: model.nowMonoMs + laterMs}, createDrawing('unicode'), {
			columns: 80,
			rows: 24,
		});
		return frame.map(textOf);
	};
	assert.deepEqual(at(3_600_000), at(0));
	assert.ok(at(0).some(line => /^ latency .* p95 /.test(line)));
});

test('two parts of a line never touch, and a gate without room is left out whole', () => {
	const model = createModel(createUiState(), {}, 600_000);
	const frame = drawFrame(model, createDrawing('unicode'), {columns: 60, rows: 20}).map(textOf);
	assert.match(frame[1] ?? '', /^ best .*…  \d.* spent/);
	assert.match(frame.find(line => line.startsWith(' temp')) ?? '', /\d–[\d.]+ °C *$/);
	const wide = drawFrame(model, createDrawing('unicode'), {columns: 80, rows: 24}).map(textOf);
	assert.match(wide.find(line => line.startsWith(' temp')) ?? '', /gate 60 *$/);
});

const ODD = '漢字 ⚠️ é́ \u202E\u001B[31m 👩‍👩‍👧 name-that-is-much-longer-than-any-column-has-room-for';

test('names from outside, however odd or long, keep the frame in shape (B8)', () => {
	const change = (session: Session): Session => ({
		...session,
		runDirectory: ODD,
		state: () => {
			const state = session.state();
			const {sweep} = state;
			if (sweep === undefined) return state;
			const rename = (name: string): string => (name === 'type' || name === 'flops' ? `${ODD}-${name}` : name);
			return {
				...state,
				sweep: {
					...sweep,
					name: ODD,
					space: {...sweep.space, parameters: sweep.space.parameters.map(p => ({...p, name: rename(p.name)}))},
					metrics: sweep.metrics.map(metric => ({...metric, name: rename(metric.name), unit: ODD})),
				},
				trials: state.trials.map(trial =>
					trial === undefined
						? trial
						: {
								...trial,
								why: ODD,
								flags: [ODD],
								params: Object.fromEntries(
									Object.entries(trial.params).map(([name, value]) => [rename(name), name === 'type' ? ODD : value]),
								),
							},
				),
				notices: [{t: '2026-11-21T19:45:00.000Z', level: 'warning', text: ODD, about: ODD}],
			};
		},
	});
	for (const view of VIEW_IDS) {
		for (const glyphs of ['unicode', 'ascii'] as const) {
			const model = createModel({...createUiState(view), focus: 'side'}, {}, 600_000, change);
			for (const size of [
				{columns: 60, rows: 20},
				{columns: 81, rows: 25},
				{columns: 200, rows: 50},
			]) {
				for (const line of drawFrame(model, createDrawing(glyphs), size)) {
					assert.equal(widthOfRuns(line), size.columns, textOf(line));
					assert.doesNotMatch(textOf(line), /[\u0000-\u001F\u007F-\u009F\u202E]/);
				}
			}
		}
	}
});

test('rows and columns keep their places from one second to the next', () => {
	const world = createDemoWorld({seed: 1});
	const session = createDemoSession(world);
	const select = createModelSelector(() => 0);
	const drawing = createDrawing('unicode');
	const size = {columns: 80, rows: 24};
	world.advanceTo(60_000);
	const first = drawFrame(select(session, createUiState()), drawing, size).map(textOf);
	for (let second = 61; second <= 80; second++) {
		world.advanceTo(second * 1000);
		const next = drawFrame(select(session, createUiState()), drawing, size).map(textOf);
		assert.equal(next[8], first[8], 'the heading of the table');
		for (const row of [3, 4, 5, 6]) assert.equal(next[row]?.slice(0, 9), first[row]?.slice(0, 9));
		for (const row of [22, 23]) assert.equal(next[row], first[row]);
	}
});

test('a sparkline stands still: a second changes its last cell only', () => {
	const world = createDemoWorld({seed: 1});
	const session = createDemoSession(world);
	const select = createModelSelector(() => 0);
	const drawing = createDrawing('unicode');
	const row = (): string =>
		textOf(drawFrame(select(session, createUiState()), drawing, {columns: 80, rows: 24})[3] ?? [])
			.slice(20, 58)
			.trimEnd();
	world.advanceTo(61_000);
	const before = row();
	world.advanceTo(64_000);
	const after = row();
	assert.equal(after.length, before.length);
	assert.equal(after.slice(0, -1), before.slice(0, -1));
	world.advanceTo(66_000);
	assert.equal(row().length, before.length + 1);
});

test('property: a steady range holds its values and moves in steps', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({min: -1_000_000, max: 1_000_000}), {minLength: 1}), tenths => {
			const values = tenths.map(value => value / 10);
			const {low, high} = steadyRange(values, 1);
			assert.ok(low <= Math.min(...values) && high >= Math.max(...values) * (1 - 1e-9) - 1e-9 && high > low);
		}),
	);
	assert.deepEqual(steadyRange([41, 51.2], 4), steadyRange([41.1, 51.9], 4));
	assert.deepEqual(steadyRange([], 4), {low: 0, high: 1});
});

test('a click opens the tab under it, and nothing while something is asked', () => {
	const drawing = createDrawing('unicode');
	const size = {columns: 80, rows: 24};
	const model = createModel(createUiState(), {}, 60_000);
	assert.deepEqual(clickFrame(model, drawing, size, {column: 14, row: 22}), [
		{kind: 'ui', action: {kind: 'open-view', view: 'leaderboard'}},
	]);
	const [select] = clickFrame(model, drawing, size, {column: 5, row: 10});
	assert.ok(select?.kind === 'ui' && select.action.kind === 'select' && select.action.trial === model.table.order[1]);
	const asking = createModel({...createUiState(), mode: {kind: 'ask', question: {kind: 'leave'}}}, {}, 60_000);
	assert.deepEqual(clickFrame(asking, drawing, size, {column: 14, row: 22}), []);
});

test('times read as a person says them', () => {
	assert.deepEqual([0, 41_000, 3_723_000, 183_840_000].map(formatClock), ['0:00', '0:41', '1:02:03', '2 d 03:04']);
	assert.deepEqual([14_000, 185_000, 9_000_000, 50 * 3_600_000].map(coarseDuration), ['14 s', '3 min', '2.5 h', '2 d']);
});

test('the rule of a running terminal says that input is closed, where somebody could type', () => {
	const shown = (hands: ReturnType<typeof createHands>): boolean =>
		hands.text().some(line => line.includes('no input until a types'));
	const live = createHands({atMs: 63_000});
	assert.ok(shown(live));
	live.press('a');
	assert.ok(!shown(live), 'keys go to it');
	assert.ok(!shown(createHands({atMs: 63_000, link: {kind: 'live', role: 'view'}})), 'this screen may not type');
	assert.ok(!shown(createHands({atMs: 600_000})), 'nothing runs');
});
