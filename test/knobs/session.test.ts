import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {OpenKnob} from '../../source/domain/knob.ts';
import {createBoard} from '../../source/knobs/board.ts';
import {createControlIo} from '../../source/knobs/control.ts';
import {openKnobs} from '../../source/knobs/registry.ts';
import type {SavedSetting} from '../../source/knobs/restore-file.ts';
import {openKnobSession, type SettingChange} from '../../source/knobs/session.ts';
import {buildBoard, GPU} from './boards.ts';

const MIN = `${GPU}/min_freq`;
const MAX = `${GPU}/max_freq`;

type BenchOptions = {
	readonly knobs: readonly OpenKnob[];
	readonly values: Map<string, string>;
	/** In place of the plain write; gives the errno of one that fails. */
	readonly write?: (path: string, text: string) => string | undefined;
};

/** A session over settings in memory, with a log of saves and writes in their order. */
function createBench({knobs, values, write}: BenchOptions) {
	const log: string[] = [];
	const changes: SettingChange[] = [];
	let last: readonly SavedSetting[] = [];
	let nowMs = 0;
	const session = openKnobSession({
		knobs,
		read: path => values.get(path) ?? '',
		write: (path, text) => {
			log.push(`${path.split('/').at(-1)}=${text}`);
			const errno = write === undefined ? void values.set(path, text) : write(path, text);
			if (errno !== undefined) throw Object.assign(new Error(errno), {code: errno});
		},
		save: settings => {
			last = settings;
			log.push(`save ${settings.map(({state}) => state).join(' ')}`);
		},
		onChange: change => changes.push(change),
		now: () => nowMs,
		wait: async ms => {
			nowMs += ms;
		},
	});
	return {session, log, changes, saved: () => last, now: () => nowMs};
}

/** A clock with two limits and nothing else. */
function clockKnob(more: Partial<OpenKnob> = {}): OpenKnob {
	const limits = (value: unknown) => ({text: String(value)});
	return {
		id: 'gpu.frequency',
		available: [100, 200, 300],
		refuse: () => undefined,
		settings: [{path: MIN}, {path: MAX}],
		plan: value => ({
			writes: [
				{path: MAX, ...limits(value), mayFail: true},
				{path: MIN, ...limits(value)},
				{path: MAX, ...limits(value)},
			],
			clocks: [{path: '/clock', wanted: Number(value)}],
		}),
		locks: [],
		...more,
	};
}

const START = (): Map<string, string> =>
	new Map([
		[MIN, '100'],
		[MAX, '300'],
		['/clock', '200'],
	]);
const at = (value: number): ReadonlyMap<string, number> => new Map([['gpu.frequency', value]]);

test('originals are saved before the first write, and what is ours after the last', async () => {
	const bench = createBench({knobs: [clockKnob()], values: START()});
	assert.deepEqual(await bench.session.apply(at(200)), {kind: 'set', misses: []});
	assert.deepEqual(bench.log, [
		'save untouched untouched',
		'save changing changing',
		'max_freq=200',
		'min_freq=200',
		'max_freq=200',
		'save set set',
	]);
	assert.deepEqual(
		bench.saved().map(({original, ours}) => [original, ours]),
		[
			['100', '200'],
			['300', '200'],
		],
	);
	assert.deepEqual(
		bench.changes.map(({from, asked, got, ok}) => [from, asked, got, ok]),
		[
			['300', '200', '200', true],
			['100', '200', '200', true],
		],
	);
});

test('a value that holds is not written again; one that another program moved is', async () => {
	const values = START();
	const bench = createBench({knobs: [clockKnob()], values});
	await bench.session.apply(at(200));
	const {length} = bench.log;
	await bench.session.apply(at(200));
	assert.equal(bench.log.length, length);
	values.set(MAX, '300');
	await bench.session.apply(at(200));
	assert.equal(values.get(MAX), '200');
});

test('on a kernel that refuses a minimum above the maximum every step to every other one is set', async () => {
	const values = START();
	const bench = createBench({
		knobs: [clockKnob()],
		values,
		write: (path, text) => {
			const minimum = Number(path === MIN ? text : values.get(MIN));
			const maximum = Number(path === MAX ? text : values.get(MAX));
			if (minimum > maximum) return 'EINVAL';
			values.set(path, text);
			values.set('/clock', text);
			return undefined;
		},
	});
	for (const value of [100, 300, 200, 100, 200, 300, 100]) {
		assert.deepEqual(await bench.session.apply(at(value)), {kind: 'set', misses: []});
		assert.deepEqual([values.get(MIN), values.get(MAX)], [String(value), String(value)]);
	}
});

test('G4: a write that is taken but clamped is told with what was asked and what came', async () => {
	const values = START();
	const bench = createBench({
		knobs: [clockKnob()],
		values,
		write: (path, text) => {
			values.set(path, String(Math.min(250, Number(text))));
			values.set('/clock', '300');
			return undefined;
		},
	});
	assert.deepEqual(await bench.session.apply(at(300)), {
		kind: 'set',
		misses: [`${MAX}: asked 300, got 250`, `${MIN}: asked 300, got 250`],
	});
	assert.deepEqual(
		bench.changes.map(({asked, got, ok}) => [asked, got, ok]),
		[
			['300', '250', false],
			['300', '250', false],
		],
	);
	assert.deepEqual(
		bench.saved().map(({ours}) => ours),
		['250', '250'],
		'a restore compares with what came',
	);
});

test('the real clock is waited for, 2 s at most', async () => {
	const values = START();
	const bench = createBench({knobs: [clockKnob()], values});
	assert.deepEqual(await bench.session.apply(at(300)), {kind: 'set', misses: ['/clock: asked 300, runs at 200']});
	assert.ok(bench.now() >= 2000 && bench.now() < 2100, `waited ${bench.now()} ms`);
});

for (const errno of ['EBUSY', 'EPERM', 'EIO', 'EINVAL']) {
	test(`${errno} at a write that must not fail: the trial fails with the path, and a restore knows`, async () => {
		const bench = createBench({
			knobs: [clockKnob()],
			values: START(),
			write: path => (path === MIN ? errno : undefined),
		});
		assert.deepEqual(await bench.session.apply(at(200)), {
			kind: 'failed',
			why: `gpu.frequency could not be set to 200: ${errno} writing 200 to ${MIN}`,
		});
		assert.deepEqual(
			bench.saved().map(({state}) => state),
			['changing', 'changing'],
		);
	});
}

test('where its parameter is not active a knob gets its originals back', async () => {
	const values = START();
	const bench = createBench({knobs: [clockKnob()], values});
	await bench.session.apply(new Map());
	assert.deepEqual(bench.log, ['save untouched untouched'], 'nothing to do before it was ever set');
	await bench.session.apply(at(200));
	await bench.session.apply(new Map());
	assert.deepEqual([values.get(MIN), values.get(MAX)], ['100', '300']);
});

test('a power mode that rewrites clocks is set first, and the clocks are set anew after it', async () => {
	const values = new Map([...START(), ['nvpmodel:mode', '0']]);
	const mode: OpenKnob = {
		...clockKnob(),
		id: 'power.mode',
		settings: [{path: 'nvpmodel:mode'}],
		plan: value => ({writes: [{path: 'nvpmodel:mode', text: String(value)}], clocks: []}),
		disturbs: true,
	};
	const bench = createBench({
		knobs: [mode, clockKnob()],
		values,
		write: (path, text) => {
			values.set(path, text);
			if (path === 'nvpmodel:mode') values.set(MAX, '250').set(MIN, '100');
			return undefined;
		},
	});
	for (const value of [1, 2]) {
		await bench.session.apply(
			new Map([
				['power.mode', value],
				['gpu.frequency', 200],
			]),
		);
		assert.deepEqual([values.get('nvpmodel:mode'), values.get(MIN), values.get(MAX)], [String(value), '200', '200']);
	}
	const marked = bench.log.filter(line => line.startsWith('save'));
	assert.ok(marked.includes('save changing changing changing'), 'the mode unsettles clocks that were set');
});

test('the three knobs of a board over its real files, and back', async t => {
	const tree = buildBoard();
	t.after(tree.remove);
	const io = createControlIo(tree.root);
	const knobs = openKnobs(['gpu.frequency', 'cpu.frequency', 'fan'], createBoard(tree.root));
	const session = openKnobSession({
		knobs,
		...io,
		save: () => undefined,
		onChange: () => undefined,
		now: () => 0,
		wait: () => Promise.resolve(),
	});
	const applied = await session.apply(
		new Map([
			['gpu.frequency', 612_000_000],
			['cpu.frequency', 1_036_800_000],
			['fan', 100],
		]),
	);
	assert.deepEqual(applied, {kind: 'set', misses: []});
	assert.equal(io.read(`${GPU}/cur_freq`), '612000000');
	assert.equal(io.read('/sys/devices/system/cpu/cpufreq/policy4/scaling_min_freq'), '1036800');
	assert.equal(io.read('/sys/class/hwmon/hwmon0/pwm1'), '255');
});
