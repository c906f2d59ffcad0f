import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ControlIo} from '../../source/knobs/control.ts';
import type {RestoreRecord, SavedSetting} from '../../source/knobs/restore-file.ts';
import {describeFailures, restoreSettings} from '../../source/knobs/restore.ts';

const MIN = '/sys/gpu/min_freq';
const MAX = '/sys/gpu/max_freq';

function recordOf(settings: readonly SavedSetting[]): RestoreRecord {
	return {format: 1, bootId: 'b', pid: 1, startTicks: 1, root: '', run: '/run', locks: [], settings};
}

function saved(path: string, original: string, more: Partial<SavedSetting> = {}): SavedSetting {
	return {knob: 'gpu.frequency', path, original, state: 'changing', ...more};
}

/** Settings in memory; `refuse` gives the errno of a write. */
function createIo(
	values: Map<string, string>,
	refuse: (path: string, text: string) => string | undefined = () => undefined,
) {
	const writes: string[] = [];
	const io: ControlIo = {
		read: path => values.get(path) ?? '',
		write: (path, text) => {
			const errno = refuse(path, text);
			writes.push(`${path.split('/').at(-1)}=${text}${errno === undefined ? '' : ` ${errno}`}`);
			if (errno !== undefined) throw Object.assign(new Error(errno), {code: errno});
			values.set(path, text);
		},
	};
	return {io, writes};
}

const noPause = (): void => undefined;
const outcomes = (restored: ReturnType<typeof restoreSettings>): readonly string[] =>
	restored.map(({path, outcome}) => `${path.split('/').at(-1)} ${outcome}`);

/** As kernels of JetPack 4 do. */
const enforceOrder =
	(values: Map<string, string>) =>
	(path: string, text: string): string | undefined => {
		const minimum = Number(path === MIN ? text : values.get(MIN));
		const maximum = Number(path === MAX ? text : values.get(MAX));
		return minimum > maximum ? 'EINVAL' : undefined;
	};

test('G3: limits come back from any pin, also where a minimum above the maximum is EINVAL', () => {
	for (const pin of ['50', '100', '150', '200', '250']) {
		const values = new Map([
			[MIN, pin],
			[MAX, pin],
		]);
		const {io} = createIo(values, enforceOrder(values));
		const restored = restoreSettings(recordOf([saved(MIN, '100'), saved(MAX, '200')]), io, noPause);
		assert.deepEqual(outcomes(restored), ['max_freq restored', 'min_freq restored'], pin);
		assert.deepEqual([...values.values()], ['100', '200'], pin);
	}
});

test('the last that was set comes back first', () => {
	const {io, writes} = createIo(
		new Map([
			['/a', '1'],
			['/b', '1'],
			['/c', '1'],
		]),
	);
	restoreSettings(recordOf([saved('/a', '0'), saved('/b', '0'), saved('/c', '0')]), io, noPause);
	assert.deepEqual(writes, ['c=0', 'b=0', 'a=0']);
});

test('what was never written, and what is back already, is not written', () => {
	const {io, writes} = createIo(
		new Map([
			['/a', '7'],
			['/b', '0.00'],
		]),
	);
	const restored = restoreSettings(recordOf([saved('/a', '0', {state: 'untouched'}), saved('/b', '0')]), io, noPause);
	assert.deepEqual([outcomes(restored), writes], [['b restored'], []]);
});

test('EBUSY twice is tried again, and the pauses are taken', () => {
	let refusals = 4;
	const values = new Map([['/a', '1']]);
	const {io} = createIo(values, () => (refusals-- > 0 ? 'EBUSY' : undefined));
	const pauses: number[] = [];
	const restored = restoreSettings(recordOf([saved('/a', '0')]), io, ms => pauses.push(ms));
	assert.deepEqual(outcomes(restored), ['a restored']);
	assert.deepEqual(pauses, [50, 50]);
});

for (const errno of ['EBUSY', 'EPERM', 'EIO']) {
	test(`G5: ${errno} for good: three tries, the failure, and the exact command`, () => {
		const {io, writes} = createIo(new Map([[MIN, '300']]), () => errno);
		const restored = restoreSettings(recordOf([saved(MIN, '100')]), io, noPause);
		assert.deepEqual(outcomes(restored), ['min_freq failed']);
		assert.equal(writes.length, 6, 'two passes a try');
		assert.deepEqual(describeFailures(restored), [`echo 100 | sudo tee ${MIN}   # ${errno}`]);
	});
}

test('a write that is taken but clamped is a failure, since it is read back', () => {
	const io: ControlIo = {read: () => '300', write: () => undefined};
	const [restored] = restoreSettings(recordOf([saved(MIN, '100')]), io, noPause);
	assert.deepEqual([restored?.outcome, restored?.got, restored?.why], ['failed', '300', 'it stays at 300']);
});

test('G6: what another program has changed meanwhile is left alone and told', () => {
	const values = new Map([
		['/a', '5'],
		['/b', '2'],
	]);
	const {io} = createIo(values);
	const set = {state: 'set', ours: '2'} as const;
	const restored = restoreSettings(recordOf([saved('/a', '1', set), saved('/b', '1', set)]), io, noPause);
	assert.deepEqual(outcomes(restored), ['b restored', 'a foreign']);
	assert.deepEqual([...values.values()], ['5', '1']);
	assert.deepEqual(describeFailures(restored), []);
});

test('a value caught in the midst of a write is ours, whatever it is', () => {
	const values = new Map([['/a', '5']]);
	const {io} = createIo(values);
	restoreSettings(recordOf([saved('/a', '1', {state: 'changing', ours: '2'})]), io, noPause);
	assert.equal(values.get('/a'), '1');
});

test('what moves by itself, or cannot be asked for, is written once and not compared', () => {
	const writes: string[] = [];
	const io: ControlIo = {
		read: () => {
			throw new Error('cannot be asked for');
		},
		write: (path, text) => writes.push(`${path} ${text}`),
	};
	const setting = saved('nvidia-smi:0:graphics_clock', 'unlocked', {loose: true, state: 'set', ours: '1980'});
	assert.deepEqual(outcomes(restoreSettings(recordOf([setting]), io, noPause)), [
		'nvidia-smi:0:graphics_clock restored',
	]);
	assert.deepEqual(writes, ['nvidia-smi:0:graphics_clock unlocked']);
});

test('clocks that a power mode rewrites when it comes back are put right after it', () => {
	const values = new Map([
		['nvpmodel:mode', '1'],
		[MAX, '600'],
	]);
	const io: ControlIo = {
		read: path => values.get(path) ?? '',
		write: (path, text) => {
			values.set(path, text);
			if (path === 'nvpmodel:mode') values.set(MAX, '400');
		},
	};
	const restored = restoreSettings(recordOf([saved('nvpmodel:mode', '2'), saved(MAX, '1000')]), io, noPause);
	assert.deepEqual(outcomes(restored), ['max_freq restored', 'nvpmodel:mode restored']);
	assert.deepEqual([...values.values()], ['2', '1000']);
});
