import assert from 'node:assert/strict';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {writeImportedArtifacts} from '../../source/commands/foreign/import-artifacts.ts';
import {plaidmlEventlog} from '../../source/importers/plaidml-eventlog.ts';
import {openSystem} from '../helpers/foreign-files.ts';

test('files of imported trials stand where a run keeps its own, and no name leads out', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-artifacts-'));
	t.after(() => rmSync(folder, {recursive: true}));
	const artifact = {name: '../../../out.png', mediaType: 'image/png', bytes: () => Buffer.from('x')};
	const trial = {params: {}, state: 'complete', metrics: {}} as const;
	await writeImportedArtifacts(folder, {name: 'x', objectives: [], trials: [trial, {...trial, artifacts: [artifact]}]});
	assert.ok(!existsSync(join(folder, 'trials', '000001')));
	const path = join(folder, 'trials', '000002', 'e01', 'artifacts', 'out.png');
	assert.equal(readFileSync(path, 'utf8'), 'x');
	assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('source, program and memory of every kernel of an event log', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-artifacts-'));
	t.after(() => rmSync(folder, {recursive: true}));
	const [kernels] = plaidmlEventlog.read(openSystem('plaidml/small_mobilenet_coco_log.gz'));
	assert.ok(kernels !== undefined);
	await writeImportedArtifacts(folder, kernels);
	assert.equal(readdirSync(join(folder, 'trials')).length, 83);
	const first = join(folder, 'trials', '000001', 'e01', 'artifacts');
	assert.deepEqual(readdirSync(first).toSorted(), ['memory.txt', 'program.txt', 'source.txt']);
	assert.match(readFileSync(join(first, 'memory.txt'), 'utf8'), /^28 allocs, 8069760 bytes\n/);
});
