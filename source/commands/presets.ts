import {accessSync, constants} from 'node:fs';
import {delimiter, join} from 'node:path';
import {formatCount} from '../domain/text/counted.ts';
import {UserError} from '../domain/errors.ts';
import type {KnobBoard} from '../domain/knob.ts';
import {createBoard} from '../knobs/board.ts';
import {openKnob} from '../knobs/registry.ts';
import {PRESETS, type PresetDefinition} from '../../presets/registry.ts';
import type {Invocation, NoFlags} from './command.ts';
import {packageRoot} from './package.ts';
import {printTable} from './results/static-table.ts';

/** `sweeptop presets`: every ready sweep, how long it takes, and what it needs that is here or not. */
export async function presetsCommand({host, global}: Invocation<NoFlags>): Promise<number> {
	const board = createBoard(global.sysfsRoot);
	const rows = PRESETS.map((preset: PresetDefinition) => ({
		preset: preset.id,
		trials: formatCount(preset.trials),
		time: preset.time,
		needs: needsOf(preset, host.environment['PATH'] ?? '', board),
		'what it sweeps': preset.title,
	}));
	await printTable(rows, host, global, {wrap: ['needs', 'what it sweeps']});
	return 0;
}

/** What a preset needs; where it is not here that, and of a program how to get it. */
function needsOf({needs, knob}: PresetDefinition, path: string, board: KnobBoard): string {
	const things = needs.map(({program, debianPackage}) =>
		isInPath(program, path) ? `${program}: here` : `${program}: apt install ${debianPackage}`,
	);
	if (knob !== undefined) things.push(`${knob}: ${'reason' in openKnob(knob, board) ? 'no' : 'here'}`);
	return things.length === 0 ? 'nothing' : things.join(', ');
}

/**
 * Absolute path of a preset's sweep file, or undefined where no preset has that name. Throws UserError that names
 * the Debian package of a program that the preset needs and that is not in `path` (the variable PATH); where that is
 * undefined the preset is only looked at, and nothing is missed.
 */
export function presetSweepFile(name: string, path: string | undefined): string | undefined {
	const preset: PresetDefinition | undefined = PRESETS.find(({id}) => id === name);
	if (preset === undefined) return undefined;
	const missing = path === undefined ? [] : preset.needs.filter(need => !isInPath(need.program, path));
	if (missing.length > 0) {
		const programs = missing.map(need => need.program).join(', ');
		const packages = missing.map(need => need.debianPackage).join(' ');
		throw new UserError(`preset ${name} needs ${programs}`, `on Debian and Ubuntu: sudo apt install ${packages}`);
	}
	return join(packageRoot(import.meta.url), 'presets', preset.folder, 'sweep.toml');
}

function isInPath(program: string, path: string): boolean {
	return path.split(delimiter).some(folder => isExecutable(join(folder, program)));
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
