import {statSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {UserError} from '../../domain/errors.ts';
import {nearestName} from '../../domain/text/nearest.ts';
import type {PrunerDefinition} from '../../domain/pruner.ts';
import type {Sweep} from '../../domain/sweep.ts';
import {createBoard} from '../../knobs/board.ts';
import {createSweepState} from '../../domain/sweep-state.ts';
import {findPruner} from '../../pruners/registry.ts';
import type {ChoiceCheck, SpecContext} from '../../spec/context.ts';
import {parseSweep, resolveSweep} from '../../spec/parse-sweep.ts';
import {readSweepFile} from '../../spec/read-sweep-file.ts';
import {PRESETS} from '../../../presets/registry.ts';
import type {Host} from '../command.ts';
import type {MadeSweep} from './command-sweep.ts';
import {knobOffers} from '../knob/knob-offers.ts';
import {createSampler} from '../engine/open-sampler.ts';
import {parsePairs} from './parse-pairs.ts';
import {presetSweepFile} from '../presets.ts';
import {readDefinition} from './read-definition.ts';
import {SPEC_OFFERS} from './spec-offers.ts';
import {parseDurationMs, parseEnergyJ} from '../../domain/unit.ts';

/** Options that change a sweep file's keys. */
export type SweepFlags = {
	readonly seed: number | undefined;
	readonly trials: number | undefined;
	readonly jobs: number | undefined;
	readonly time: string | undefined;
	readonly energy: string | undefined;
	readonly set: readonly string[];
	readonly label: readonly string[];
	/** What a foreign definition runs. */
	readonly command: string | undefined;
};

const CHOICE_CHECKS: readonly ChoiceCheck[] = [
	{section: 'sampler', create: sweep => createSampler(sweep, createSweepState())},
	{
		section: 'pruner',
		create: ({name, objectives, pruner}) => {
			const definition: PrunerDefinition = findPruner(pruner.name);
			definition.create({sweep: name, direction: objectives[0]?.direction ?? 'minimize'}, pruner.options);
			if (objectives.length > 1 && definition.watches !== true && definition.id !== 'none') {
				throw new UserError(
					`${definition.id} compares one curve, and the sweep has ${objectives.length} objectives (${objectives.map(({metric}) => metric).join(', ')})`,
					'a trial that is behind in one may be ahead in another: name one objective and make the others constraints, or prune by time and temperature with slow or cap',
				);
			}
		},
	},
];

/** A sweep that was read and checked, and the file that it came from. */
export type LoadedSweep = {
	readonly sweep: Sweep;
	/** Absolute. */
	readonly path: string;
	readonly text: string;
	/** Who else can have written the file, in words; undefined where only this user or root can. */
	readonly writer: string | undefined;
	/** What is most likely a slip in the file as it is written, a sentence each. */
	readonly slips: readonly string[];
	/** What the file is where it is not ours, and what a person must know of it. */
	readonly foreign?: {readonly title: string; readonly notes: readonly string[]};
};

/** Where a sweep is loaded. */
export type LoadOptions = {
	readonly host: Host;
	readonly sysfsRoot: string;
	/** It is shown and not run: a foreign definition need not name a program then. */
	readonly isPlan: boolean;
	/** Knobs and programs that are not on this machine do not stop it. */
	readonly isForElsewhere?: boolean;
	/** The sweep itself, where no file has it. */
	readonly made?: MadeSweep;
};

/**
 * Reads a sweep file, a preset by name or a foreign definition and checks it, knobs against the board below
 * `sysfsRoot`. Throws UserError with file:line:column.
 */
export async function loadSweep(name: string, flags: SweepFlags, options: LoadOptions): Promise<LoadedSweep> {
	const {host, sysfsRoot, isPlan, isForElsewhere = false, made} = options;
	const path = made?.path ?? locate(name, host, isForElsewhere);
	const origin = made?.origin ?? readSweepFile(path);
	const isLimited = [flags.trials, flags.time, flags.energy].some(limit => limit !== undefined);
	const {environment} = host;
	const foreign =
		made !== undefined ? undefined : readDefinition(origin, {environment, command: flags.command, isPlan, isLimited});
	const slips: string[] = [];
	const context: SpecContext = {
		...SPEC_OFFERS,
		knobs: knobOffers(createBoard(sysfsRoot), isForElsewhere),
		baseDirectory: dirname(path),
		environment,
		overrides: flags.set,
		flags: {
			...(flags.seed === undefined ? {} : {seed: flags.seed}),
			...(flags.trials === undefined ? {} : {trials: flags.trials}),
			...(flags.jobs === undefined ? {} : {jobs: flags.jobs}),
			...(flags.time === undefined ? {} : {timeMs: quantity('--time', flags.time, parseDurationMs, '2h, 90s')}),
			...(flags.energy === undefined ? {} : {energyJ: quantity('--energy', flags.energy, parseEnergyJ, '50kJ, 2Wh')}),
			...(flags.label.length === 0 ? {} : {labels: parseLabels(flags.label)}),
		},
		choiceChecks: CHOICE_CHECKS,
		onSlip: text => void slips.push(text),
		defaultSeed: 0,
	};
	const sweep = foreign === undefined ? parseSweep(origin, context) : resolveSweep(origin, foreign.document, context);
	const loaded = {sweep, path, text: origin.text, writer: made === undefined ? strangerWho(path) : undefined, slips};
	return foreign === undefined ? loaded : {...loaded, foreign: {title: foreign.title, notes: foreign.notes}};
}

/** A preset's name wins only where there is no such file. */
function locate(name: string, host: Host, isForElsewhere: boolean): string {
	const path = resolve(host.workdir, name);
	if (isThere(path)) return path;
	const preset = presetSweepFile(name, isForElsewhere ? undefined : (host.environment['PATH'] ?? ''));
	if (preset !== undefined) return preset;
	const near = nearestName(
		name,
		PRESETS.map(({id}) => id),
	);
	throw new UserError(
		`there is no sweep file or preset "${name}"`,
		near === undefined
			? 'presets: sweeptop presets; to begin a file: sweeptop init -- COMMAND …'
			: `did you mean the preset "${near}"?`,
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
	return parsePairs(pairs, pair => new UserError(`--label "${pair}" is no KEY=VALUE`, 'write --label board=orin'));
}
