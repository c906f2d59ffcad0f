import {statSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {UserError} from '../domain/errors.ts';
import {nearestName} from '../domain/nearest.ts';
import {recordOf} from '../domain/record.ts';
import type {Sweep} from '../domain/sweep.ts';
import {createBoard} from '../knobs/board.ts';
import {createSweepState} from '../domain/sweep-state.ts';
import {findPruner} from '../pruners/registry.ts';
import {parseSweep} from '../spec/parse-sweep.ts';
import {readSweepFile} from '../spec/read-sweep-file.ts';
import {PRESETS} from '../../presets/registry.ts';
import type {Host} from './command.ts';
import {knobOffers} from './knob-offers.ts';
import {createSampler} from './engine-start.ts';
import {presetSweepFile} from './presets.ts';
import {SPEC_OFFERS} from './spec-offers.ts';
import {parseDurationMs, parseEnergyJ} from '../domain/unit.ts';

/** Options that change a sweep file's keys. */
export type SweepFlags = {
	readonly seed: number | undefined;
	readonly trials: number | undefined;
	readonly jobs: number | undefined;
	readonly time: string | undefined;
	readonly energy: string | undefined;
	readonly set: readonly string[];
	readonly label: readonly string[];
};

/** A sweep that was read and checked, and the file that it came from. */
export type LoadedSweep = {
	readonly sweep: Sweep;
	/** Absolute. */
	readonly path: string;
	readonly text: string;
	/** Who else can have written the file, in words; undefined where only this user or root can. */
	readonly writer: string | undefined;
};

/**
 * Reads a sweep file or a preset by name and checks it, knobs against the board below `sysfsRoot`. Throws UserError
 * with file:line:column.
 */
export async function loadSweep(name: string, flags: SweepFlags, host: Host, sysfsRoot: string): Promise<LoadedSweep> {
	const path = locate(name, host);
	const origin = readSweepFile(path);
	const sweep = parseSweep(origin, {
		...SPEC_OFFERS,
		knobs: knobOffers(createBoard(sysfsRoot)),
		baseDirectory: dirname(path),
		environment: host.environment,
		overrides: flags.set,
		flags: {
			...(flags.seed === undefined ? {} : {seed: flags.seed}),
			...(flags.trials === undefined ? {} : {trials: flags.trials}),
			...(flags.jobs === undefined ? {} : {jobs: flags.jobs}),
			...(flags.time === undefined ? {} : {timeMs: quantity('--time', flags.time, parseDurationMs, '2h, 90s')}),
			...(flags.energy === undefined ? {} : {energyJ: quantity('--energy', flags.energy, parseEnergyJ, '50kJ, 2Wh')}),
			...(flags.label.length === 0 ? {} : {labels: parseLabels(flags.label)}),
		},
		defaultSeed: 0,
	});
	checkChoices(sweep);
	return {sweep, path, text: origin.text, writer: strangerWho(path)};
}

/** What only the sampler and the pruner themselves know of their options. Throws UserError. */
function checkChoices(sweep: Sweep): void {
	createSampler(sweep, createSweepState());
	const direction = sweep.objectives[0]?.direction ?? 'minimize';
	findPruner(sweep.pruner.name).create({sweep: sweep.name, direction}, sweep.pruner.options);
}

/** A preset's name wins only where there is no such file. */
function locate(name: string, host: Host): string {
	const path = resolve(host.workdir, name);
	if (isThere(path)) return path;
	const preset = presetSweepFile(name, host.environment['PATH'] ?? '');
	if (preset !== undefined) return preset;
	const near = nearestName(
		name,
		PRESETS.map(({id}) => id),
	);
	throw new UserError(
		`there is no sweep file or preset "${name}"`,
		near === undefined ? 'presets: sweeptop presets' : `did you mean the preset "${near}"?`,
	);
}

function isThere(path: string): boolean {
	return statSync(path, {throwIfNoEntry: false}) !== undefined;
}

function strangerWho(path: string): string | undefined {
	const {uid, mode} = statSync(path);
	const own = process.getuid?.() ?? uid;
	if ((mode & 0o002) !== 0) return 'can be written by everybody';
	return uid === own || uid === 0 ? undefined : `belongs to another user (uid ${uid})`;
}

function quantity(flag: string, text: string, parse: (text: string) => number | undefined, examples: string): number {
	const value = parse(text);
	if (value !== undefined && value > 0) return value;
	throw new UserError(`${flag} cannot be "${text}"`, `write it like ${examples}`);
}

function parseLabels(pairs: readonly string[]): Readonly<Record<string, string>> {
	return recordOf(
		pairs.map(pair => {
			const equals = pair.indexOf('=');
			if (equals <= 0) throw new UserError(`--label "${pair}" is no KEY=VALUE`, 'write --label board=orin');
			return [pair.slice(0, equals), pair.slice(equals + 1)] as const;
		}),
	);
}
