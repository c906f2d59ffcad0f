import {accessSync, constants} from 'node:fs';
import {delimiter, join} from 'node:path';
import {UserError} from '../domain/errors.ts';
import {PRESETS, type PresetDefinition} from '../../presets/registry.ts';
import type {Invocation, NoFlags} from './command.ts';
import {packageRoot} from './package.ts';
import {printTable} from './static-table.ts';

/** `sweeptop presets`: every ready sweep, and whether the programs that it needs are here. */
export async function presetsCommand({host, global}: Invocation<NoFlags>): Promise<number> {
	const rows = PRESETS.map((preset: PresetDefinition) => {
		const missing = missingPrograms(preset, host.environment['PATH'] ?? '');
		const ready = missing.length === 0 ? 'yes' : `needs ${missing.map(need => need.debianPackage).join(', ')}`;
		return {preset: preset.id, ready, 'what it sweeps': preset.title};
	});
	await printTable(rows, host, global);
	return 0;
}

/**
 * Absolute path of a preset's sweep file, or undefined where no preset has that name. Throws UserError that names
 * the Debian package of a program that the preset needs and that is not in `path` (the variable PATH).
 */
export function presetSweepFile(name: string, path: string): string | undefined {
	const preset: PresetDefinition | undefined = PRESETS.find(({id}) => id === name);
	if (preset === undefined) return undefined;
	const missing = missingPrograms(preset, path);
	if (missing.length > 0) {
		const programs = missing.map(need => need.program).join(', ');
		const packages = missing.map(need => need.debianPackage).join(' ');
		throw new UserError(`preset ${name} needs ${programs}`, `on Debian and Ubuntu: sudo apt install ${packages}`);
	}
	return join(packageRoot(import.meta.url), 'presets', preset.folder, 'sweep.toml');
}

function missingPrograms(preset: PresetDefinition, path: string): PresetDefinition['needs'] {
	return preset.needs.filter(need => !path.split(delimiter).some(folder => isExecutable(join(folder, need.program))));
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
