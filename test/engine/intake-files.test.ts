import assert from 'node:assert/strict';
import {appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {errnoOf} from '../../source/domain/errors.ts';
import {metric, openIntake} from './open-intake.ts';

const folder = mkdtempSync(join(tmpdir(), 'sweeptop-intake-'));
after(() => rmSync(folder, {recursive: true}));

const loss = [metric('loss')];

test('$SWEEP_METRICS is followed while it grows, half a line is waited for', () => {
	const path = join(folder, 'metrics.jsonl');
	const {intake, seen} = openIntake([metric('loss', {pattern: 'never'})], {files: {metricsPath: path}});
	intake.poll();
	appendFileSync(path, '{"loss": 1, "step": 1}\n{"loss"');
	intake.poll();
	assert.deepEqual(seen, [['loss', 1, 1]]);
	appendFileSync(path, ': 2, "step": 2}\n{"loss": 3}');
	intake.poll();
	assert.deepEqual(seen.slice(1), [['loss', 2, 2]]);
	assert.equal(intake.finish().get('loss')?.value, 3);
	mkdirSync(join(folder, 'folder.jsonl'));
	const other = openIntake(loss, {files: {metricsPath: join(folder, 'folder.jsonl')}});
	assert.equal(other.intake.finish().size, 0);
});

test('the hypertune file is followed by content: rewritten whole, the last 100 lines kept', () => {
	const path = join(folder, 'output.metrics');
	const {intake, seen} = openIntake(loss, {files: {hypertunePath: path}});
	const lines: string[] = [];
	for (let step = 0; step < 250; step += 1) {
		lines.push(
			JSON.stringify({global_step: String(step), loss: String(step / 2), timestamp: 1525851440.5 + step, trial: '0'}),
		);
		writeFileSync(path, '');
		if (step % 3 === 0) intake.poll();
		writeFileSync(path, `${lines.slice(-100).join('\n')}\n`);
		if (step % 7 === 0) intake.poll();
	}
	intake.finish();
	assert.deepEqual(
		seen,
		Array.from({length: 250}, (_, step) => ['loss', step / 2, step]),
	);
});

test('a metrics CSV is followed by rows, appended or rewritten; old rows of another execution are not ours', () => {
	const path = join(folder, 'metrics.csv');
	writeFileSync(path, 'epoch,loss\n1,9\n');
	const {intake, seen} = openIntake([metric('loss'), metric('validation/loss')], {files: {csvPath: path}});
	intake.poll();
	appendFileSync(path, '2,8\n3,');
	intake.poll();
	assert.deepEqual(seen, [['loss', 8, 2]]);
	writeFileSync(path, 'epoch,loss,"validation/loss"\n1,9,\n2,8,\n3,7,nan\n4,True,0.5');
	intake.finish();
	assert.deepEqual(seen.slice(1), [
		['loss', 7, 3],
		['validation/loss', NaN, 3],
		['validation/loss', 0.5, 4],
	]);
	const fresh = openIntake(loss, {files: {csvPath: path}});
	writeFileSync(path, 'epoch,loss\n1,1\n');
	assert.equal(fresh.intake.finish().get('loss')?.value, 1);
});

test('a metrics file that cannot be read is told, and the others are read all the same', t => {
	// A file of the kernel that is open to everybody and refuses each read, as one on a disk that went away does.
	const refusing = '/sys/class/net/lo/speed';
	try {
		readFileSync(refusing);
		t.skip('needs a file that refuses to be read');
		return;
	} catch (error) {
		if (errnoOf(error) === 'ENOENT') {
			t.skip(`needs ${refusing}`);
			return;
		}
	}
	const hypertunePath = join(folder, 'hypertune-beside');
	writeFileSync(hypertunePath, '{"loss": "0.5"}\n');
	const troubles: (string | undefined)[] = [];
	const {intake, seen} = openIntake(loss, {
		files: {metricsPath: refusing, hypertunePath},
		onTrouble: error => void troubles.push(errnoOf(error)),
	});
	intake.poll();
	assert.deepEqual(seen, [['loss', 0.5]]);
	intake.finish();
	assert.deepEqual(troubles, ['EINVAL', 'EINVAL']);
});
