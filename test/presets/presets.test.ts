import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {test} from 'node:test';
import {PRESETS} from '../../presets/registry.ts';
import {presetSweepFile} from '../../source/commands/presets.ts';
import {plannedTrials} from '../../source/domain/space/planned-trials.ts';
import {parseSweepText} from '../helpers/parse-sweep-text.ts';
import {REPOSITORY} from '../helpers/repository.ts';

/** As on a machine without it, for a plan. */
const GPU = {id: 'gpu.frequency', isOptional: true, unusable: {reason: 'no GPU here', mend: ''}};

for (const preset of PRESETS) {
	test(`preset ${preset.id} is a valid sweep whose program is there`, () => {
		const path = presetSweepFile(preset.id, undefined);
		assert.equal(path, join(REPOSITORY, 'presets', preset.folder, 'sweep.toml'));
		const sweep = parseSweepText(path, readFileSync(path, 'utf8'), [{...GPU, available: []}]);
		assert.equal(sweep.name, preset.id);
		assert.deepEqual(plannedTrials(sweep, 0), {count: BigInt(preset.trials), exact: true});
		assert.ok(sweep.command.kind === 'argv');
		assert.ok(existsSync(join(sweep.workdir, sweep.command.argv[0] ?? '')));
		const kinds = sweep.views.map(view => view.kind);
		assert.ok(kinds.includes('heatmap') && kinds.includes('scatter'), kinds.join(' '));
	});
}

test('a program that is not in PATH is named with its package', () => {
	assert.throws(() => presetSweepFile('ppa', '/nowhere'), {
		problem: 'preset ppa needs yosys',
		hint: 'on Debian and Ubuntu: sudo apt install yosys',
	});
	assert.ok(presetSweepFile('ppa', undefined)?.endsWith('/presets/ppa/sweep.toml'));
});

test('another name is no preset', () => {
	assert.equal(presetSweepFile('gem', `/bin${delimiter}/usr/bin`), undefined);
	assert.equal(presetSweepFile('constructor', '/bin'), undefined);
});
