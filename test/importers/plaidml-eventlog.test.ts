import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {gzipSync} from 'node:zlib';
import {plaidmlEventlog} from '../../source/importers/plaidml-eventlog.ts';
import {readEventLog} from '../../source/importers/plaidml/plaidml-events.ts';
import {readPlaidmlTrace} from '../../source/importers/plaidml-trace.ts';
import {totalBytes, UNRESOLVED} from '../../source/importers/trace.ts';
import {executionsOf} from '../../source/importers/trace-sweeps.ts';
import {type EventToWrite, message, reference, writeEventLog} from '../helpers/event-log-writer.ts';
import {openFile, openSystem} from '../helpers/foreign-files.ts';
import {REPOSITORY} from '../helpers/repository.ts';

const LOG = 'plaidml/small_mobilenet_coco_log.gz';
const HOST_ZERO = 1_524_125_748_000_000_000n;

function sumOf(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}

test('a real log: counts of records, activities, kernels and invocations', () => {
	const source = openSystem(LOG);
	assert.equal(plaidmlEventlog.recognise(source), 'sure');
	const log = readEventLog(source.bytes());
	assert.deepEqual(
		[source.bytes().length, log.schema, log.records, log.events.length, log.broken, log.isCut],
		[797_221, 2, 6433, 6432, 0, false],
	);
	const trace = readPlaidmlTrace(source.bytes());
	assert.deepEqual(trace.notes, [
		'event log of schema 2: 6433 records, 6432 events, 3524 activities',
		'142 activities have no end: they end at the last time on their clock',
		"clock 1 was aligned to the host's: 1522874734.976051598 s added",
	]);
	assert.equal(trace.spanNs, 7_517_654_185);
	assert.equal(trace.startMs, 1_524_125_748_900.5295);
	assert.equal(trace.verbs.size, 22);
	for (const verb of ['Kernel::Run', 'HostQueue', 'DevQueue', 'Executing'])
		assert.equal(trace.verbs.get(`tile::hal::opencl::${verb}`)?.length, 341);
	assert.equal(trace.verbs.get('tile::hal::opencl::BuildKernel')?.length, 129);
	assert.equal(trace.verbs.get('tile::hal::opencl::Build')?.length, 25);
	assert.equal(trace.verbs.get('tile::local_machine::Compile')?.length, 25);
});

test('kernels of a real log: totals in whole ns, ranking by total and by mean', () => {
	const {kernels} = readPlaidmlTrace(openSystem(LOG).bytes());
	assert.equal(kernels.length, 83);
	assert.equal(sumOf(kernels.map(kernel => kernel.runsNs.length)), 341);
	assert.equal(sumOf(kernels.flatMap(kernel => kernel.runsNs)), 7_420_526);
	assert.deepEqual(
		kernels.slice(0, 5).map(({name, runsNs}) => [name, runsNs.length, sumOf(runsNs)]),
		[
			['kernel_c25_sdk_38', 24, 1_297_667],
			['kernel_c25_sdk_43', 10, 957_511],
			['kernel_c25_sdk_74', 6, 750_984],
			['kernel_c25_sdk_79', 2, 460_311],
			['kernel_c25_sdk_26', 8, 265_935],
		],
	);
	assert.deepEqual(
		[Math.min(...(kernels[0]?.runsNs ?? [])), Math.max(...(kernels[0]?.runsNs ?? []))],
		[15_408, 99_114],
	);
	const byMean = kernels
		.map(({name, runsNs}) => ({name, meanNs: sumOf(runsNs) / runsNs.length}))
		.toSorted((a, b) => b.meanNs - a.meanNs);
	assert.deepEqual(byMean.slice(0, 5), [
		{name: 'kernel_c25_sdk_79', meanNs: 230_155.5},
		{name: 'kernel_c22_sdk_0', meanNs: 171_116},
		{name: 'kernel_c23_sdk_0', meanNs: 168_598},
		{name: 'kernel_c25_sdk_74', meanNs: 125_164},
		{name: 'kernel_c25_sdk_73', meanNs: 117_114.5},
	]);
});

test('every kernel of the reference answer, to the ns', () => {
	const path = join(REPOSITORY, 'test/fixtures/systems/plaidml/small_mobilenet_coco_log.kernels.csv');
	const [, ...rows] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
	const {kernels} = readPlaidmlTrace(openSystem(LOG).bytes());
	const found = new Map(kernels.map(kernel => [kernel.name, kernel.runsNs]));
	assert.equal(rows.length, 83);
	for (const row of rows) {
		const [name = '', count, total] = row.split(',');
		const runsNs = found.get(name) ?? [];
		assert.equal(runsNs.length, Number(count), name);
		// The reference adds doubles of 1.5e9 s, whose step is 238 ns.
		assert.ok(
			Math.abs(sumOf(runsNs) - Number(total) * 1e9) < 240 * runsNs.length,
			`${name}: ${sumOf(runsNs)} ${total}`,
		);
	}
});

test('memory, source, program and device of the top kernel', () => {
	const [top] = readPlaidmlTrace(openSystem(LOG).bytes()).kernels;
	assert.ok(top?.allocations !== undefined);
	assert.equal(totalBytes(top.allocations), 8_069_760);
	assert.equal(sumOf(top.allocations.map(allocation => allocation.count)), 28);
	assert.deepEqual(
		new Map(top.allocations.map(({sizeBytes, count}) => [sizeBytes, count])),
		new Map([
			[3_211_264, 2],
			[1_605_632, 1],
			[4096, 3],
			[128, 1],
			[256, 2],
			[512, 4],
			[1024, 4],
			[2048, 11],
		]),
	);
	assert.match(top.source ?? '', /^\/\/ Names: \{ i1 \}\n/);
	assert.match(top.program ?? '', /^function \(\n {2}X_I_0\[/);
	assert.equal(top.device, 'gfx900');
	assert.equal(top.type, 'element');
});

test('devices of a real log', () => {
	const {devices} = readPlaidmlTrace(openSystem(LOG).bytes());
	assert.deepEqual(
		devices.map(({facts}) => [facts['name'], facts['type'], facts['compute_units'], facts['clock_mhz']]),
		[
			['OpenCL CPU', 'cpu', 16, 2400],
			['gfx900', 'gpu', 64, 1600],
		],
	);
});

test('invocations of a real log by start: the tenth and the largest', () => {
	const {invocations} = readPlaidmlTrace(openSystem(LOG).bytes());
	assert.equal(invocations.length, 139);
	const [tenth, largest] = [invocations[10], invocations[137]];
	assert.ok(tenth !== undefined && largest !== undefined);
	assert.equal(tenth.events.length, 15);
	assert.equal(new Set(tenth.events.map(event => event.verb)).size, 10);
	assert.deepEqual(
		executionsOf(tenth).map(({kernel, durationNs}) => [kernel, durationNs]),
		[
			['kernel_c4_sdk_0', 4741],
			['kernel_c4_sdk_1', 3111],
		],
	);
	assert.deepEqual(
		tenth.events.slice(0, 3).map(({label, depth}) => [label, depth]),
		[
			['invoker.ScheduleInvocation', 0],
			['local_machine.Compile', 1],
			['opencl.Build', 2],
		],
	);
	assert.equal(largest.events.length, 447);
	const roots = largest.events.filter(event => event.depth === 0).map(event => event.verb);
	assert.deepEqual(roots, ['plaidml::invoker::ScheduleInvocation', 'tile::MapCurrent']);
	const mapped = largest.events.findLastIndex(event => event.depth === 0);
	assert.equal(mapped, 445);
	const longest = executionsOf(largest).toSorted((a, b) => b.durationNs - a.durationNs)[0];
	assert.deepEqual([longest?.kernel, longest?.durationNs], ['kernel_c25_sdk_74', 231_562]);
});

test('as sweeps: kernels with their runs as repeats, invocations, the timeline', () => {
	const [kernels, invocations, timeline] = plaidmlEventlog.read(openSystem(LOG));
	assert.deepEqual([kernels?.name, invocations?.name, timeline?.name], ['kernels', 'invocations', 'timeline']);
	const [top] = kernels?.trials ?? [];
	assert.deepEqual(
		[top?.params, top?.metrics['count'], top?.metrics['total_s']],
		[{kernel: 'kernel_c25_sdk_38', type: 'element'}, 24, 0.001297667],
	);
	assert.deepEqual(
		[top?.metrics['min_s'], top?.metrics['max_s'], top?.metrics['temporary_bytes']],
		[0.000015408, 0.000099114, 8_069_760],
	);
	assert.ok(Math.abs(Number(top?.metrics['share']) - 1_297_667 / 7_420_526) < 1e-15);
	assert.equal(top?.repeats?.length, 24);
	const memory = top?.artifacts?.find(artifact => artifact.name === 'memory.txt');
	assert.match(
		Buffer.from(memory?.bytes() ?? []).toString(),
		/^28 allocs, 8069760 bytes\n {2}2 alloc\(s\) of size 3211264\n/,
	);
	assert.deepEqual(timeline?.views, [{kind: 'gantt', color: 'verb', fix: {invocation: 137}}]);
	const tenth = [...(timeline?.trials ?? [])].filter(trial => trial.params['invocation'] === 10);
	assert.equal(tenth.length, 15);
	assert.equal(
		[...(timeline?.trials ?? [])].length,
		sumOf([...(invocations?.trials ?? [])].map(trial => Number(trial.metrics['events']))),
	);
});

test('the smallest log: two records, one event without times', () => {
	const source = openSystem('plaidml/eventlog.gz');
	assert.equal(plaidmlEventlog.recognise(source), 'sure');
	const log = readEventLog(source.bytes());
	assert.deepEqual([log.records, log.events.map(event => event.verb)], [2, ['Hello, World!']]);
	const [kernels, ...others] = plaidmlEventlog.read(source);
	assert.deepEqual([[...(kernels?.trials ?? [])], others], [[], []]);
});

/** A device with its own zero, one kernel built, two runs, one of an unknown kernel, and a buffer never freed. */
function smallLog(schema: 1 | 2): readonly EventToWrite[] {
	const host = schema === 1 ? {clock: 7} : {};
	const at = (ns: number): bigint => HOST_ZERO + BigInt(ns);
	const kernel = message(writer => {
		writer.writeStringField(1, 'kernel_a');
		writer.writeStringField(2, 'kernel void a() {}');
	});
	return [
		{id: 1, parent: 0, verb: 'plaidml::invoker::ScheduleInvocation', ...host, startNs: at(1000), endNs: at(9000)},
		{id: 2, parent: 0, verb: 'tile::hal::opencl::BuildKernel', ...host, startNs: at(0), endNs: at(900)},
		{id: 2, metadata: [['KernelInfo', kernel]]},
		{id: 3, parent: 1, verb: 'tile::hal::opencl::Kernel::Run', ...host, startNs: at(2000)},
		{id: 3, metadata: [['RunInfo', reference(2, schema)]]},
		{id: 3, endNs: at(8000)},
		{id: 4, parent: 3, verb: 'tile::hal::opencl::Executing', clock: 9, startNs: 500n, endNs: 700n},
		{id: 5, parent: 1, verb: 'tile::hal::opencl::Kernel::Run', ...host, startNs: at(3000), endNs: at(3100)},
		{id: 6, parent: 5, verb: 'tile::hal::opencl::Executing', clock: 9, startNs: 1600n, endNs: 1650n},
		{id: 7, parent: 1, verb: 'vertexai::AllocBuffer', ...host, startNs: at(8500)},
		{id: 8, parent: 0, verb: 'tile::MapCurrent', ...host, startNs: at(9500), endNs: at(9600)},
	];
}

for (const schema of [1, 2] as const) {
	test(`schema ${schema}: events merge, clocks align, no child starts before its parent, the window goes to the end`, () => {
		const bytes = writeEventLog(smallLog(schema), schema);
		assert.equal(readEventLog(bytes).schema, schema);
		const trace = readPlaidmlTrace(bytes);
		assert.deepEqual(
			trace.kernels.map(({name, runsNs, source}) => [name, runsNs, source]),
			[
				['kernel_a', [200], 'kernel void a() {}'],
				[UNRESOLVED, [50], undefined],
			],
		);
		const [invocation] = trace.invocations;
		assert.deepEqual(
			invocation?.events.map(({label, startNs, durationNs}) => [label, startNs, durationNs]),
			[
				['invoker.ScheduleInvocation', 1000, 8000],
				['kernel_a Kernel.Run', 2000, 6000],
				['kernel_a opencl.Executing', 2000, 200],
				['Kernel.Run', 3000, 100],
				['opencl.Executing', 3100, 50],
				['vertexai.AllocBuffer', 8500, 1100],
				['tile.MapCurrent', 9500, 100],
			],
		);
		assert.ok(trace.notes.includes('1 runs name no kernel that the log describes: they stand as "unresolved"'));
		assert.ok(
			trace.notes.some(note => /^clock \S+ was aligned to the host's: 1524125748\.000001500 s added$/.test(note)),
		);
	});
}

test('half a record at the end, and a gzip without its end: what was whole is read, and said', t => {
	const bytes = writeEventLog(smallLog(2));
	const cut = readEventLog(bytes.subarray(0, bytes.length - 3));
	assert.deepEqual([cut.events.length, cut.isCut], [smallLog(2).length - 1, true]);
	const real = readFileSync(join(REPOSITORY, 'test/fixtures/systems', LOG));
	const source = openFile(t, 'eventlog.gz', real.subarray(0, 60_000));
	const [kernels] = plaidmlEventlog.read(source);
	assert.ok(kernels?.notes?.includes('the gzip has no end: what could be inflated was read'));
	assert.ok(kernels?.notes?.includes('the last record is cut: what stands before it was read'));
});

test('a log whose parents form a loop ends', () => {
	const loop: readonly EventToWrite[] = [
		{id: 1, parent: 2, verb: 'plaidml::invoker::ScheduleInvocation', startNs: HOST_ZERO, endNs: HOST_ZERO + 5n},
		{id: 2, parent: 1, verb: 'tile::hal::opencl::Executing', startNs: HOST_ZERO, endNs: HOST_ZERO + 3n},
	];
	const trace = readPlaidmlTrace(writeEventLog(loop));
	assert.deepEqual(
		trace.kernels.map(kernel => kernel.name),
		[UNRESOLVED],
	);
	assert.deepEqual(trace.invocations[0]?.events.length, 2);
});

test('a record that is no message is stepped over and counted; a gzip bomb is refused by name', t => {
	const whole = writeEventLog(smallLog(2));
	const broken = Buffer.concat([whole, Buffer.from([4, 0x12, 0xff, 0xff, 0x7f]), writeEventLog([]).subarray(0, 0)]);
	const log = readEventLog(broken);
	assert.deepEqual([log.events.length, log.broken], [smallLog(2).length, 1]);
	const bomb = openFile(t, 'bomb.gz', gzipSync(Buffer.concat([whole, Buffer.alloc(64 * 1024 ** 2)])));
	assert.equal(plaidmlEventlog.recognise(bomb), 'sure');
	assert.throws(() => plaidmlEventlog.read(bomb), /bomb\.gz inflates to more than/);
});

test('another file is no event log', t => {
	assert.equal(plaidmlEventlog.recognise(openFile(t, 'x.gz', gzipSync('hello'))), undefined);
	assert.throws(() => plaidmlEventlog.read(openFile(t, 'x.gz', 'hello')), /does not begin as an event log/);
});
