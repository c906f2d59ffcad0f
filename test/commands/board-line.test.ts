import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createFileReader} from '../../probes/host/file-reader.ts';
import {createBoardLine} from '../../source/commands/probe/board-line.ts';
import {createProbeReport, type ProbeReport} from '../../source/commands/probe/probe-report.ts';
import {buildTree} from '../helpers/fake-sysfs.ts';

function reportOf(mode: number): ProbeReport {
	const channel = {
		channel: 'power.mode_id',
		unit: '',
		scope: 'module',
		source: 'board',
		periodMs: 1000,
		windowMs: 0,
	} as const;
	return createProbeReport({
		ids: ['board'],
		opened: new Map([['board', {channels: [channel], missing: []}]]),
		closed: new Map(),
		latest: new Map([['power.mode_id', mode]]),
		reasons: new Map(),
		costs: undefined,
		motions: new Map(),
		windows: new Map(),
	});
}

test('the files of the board are read once, and again for another power mode', t => {
	const tree = buildTree([
		['/proc/device-tree/model', 'Jetson\u001B[2J Orin Nano\0'],
		['/var/lib/nvpmodel/status', 'pmode:0000'],
		['/etc/nvpmodel.conf', '< POWER_MODEL ID=0 NAME=15W >\n< POWER_MODEL ID=2 NAME=MAXN_SUPER >'],
	]);
	t.after(tree.remove);
	let reads = 0;
	const boardLine = createBoardLine(createFileReader({root: tree.root, trace: () => (reads += 1)}));
	const [first] = boardLine(reportOf(0));
	assert.match(first ?? '', /^board: Jetson.* Orin Nano, 15W$/);
	assert.doesNotMatch(first ?? '', /\u001B/);
	const once = reads;
	assert.deepEqual(boardLine(reportOf(0)), [first]);
	assert.equal(reads, once);
	tree.write('/var/lib/nvpmodel/status', 'pmode:0002');
	assert.match(boardLine(reportOf(2))[0] ?? '', /, MAXN_SUPER$/);
});

test('a machine that tells of no board has no line', t => {
	const tree = buildTree([]);
	t.after(tree.remove);
	assert.deepEqual(createBoardLine(createFileReader({root: tree.root}))(reportOf(0)), []);
});
