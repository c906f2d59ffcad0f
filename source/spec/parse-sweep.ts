import {basename, extname, resolve} from 'node:path';
import {optionOf} from '../domain/space/choice-options.ts';
import {throwAll, UserError} from '../domain/errors.ts';
import {recordOf} from '../domain/record.ts';
import type {Choice, Command, Sweep} from '../domain/sweep.ts';
import {DEFAULT_RUN, DEFAULT_TELEMETRY} from '../domain/sweep/sweep-defaults.ts';
import {checkFile} from './check.ts';
import {readLabels, readPruner, readSampler} from './choices.ts';
import {readCommand, readEnvironment, readPreparations} from './command.ts';
import {readExpression, type Vocabulary} from './conditions.ts';
import type {ChoiceCheck, SpecContext} from './context.ts';
import {entryOf, mistake, type Origin, plainKey, type TableNode, toPlain} from '../domain/text/document.ts';
import {readEnqueued} from './enqueued.ts';
import {refuseEndless, refuseLateResults} from './endings.ts';
import {refuseSharedTime} from './knobs.ts';
import {readMetrics, readObjectives, resultVocabulary} from './metrics.ts';
import {createMistakes, type Mistakes} from './mistakes.ts';
import {createNameSpace} from './names.ts';
import {applyOverrides} from './overrides.ts';
import {type PlacedSpace, readSpace, textsOf} from './parameters.ts';
import {parseDocument} from './parse-document.ts';
import {createSweepSchema, type SweepFile} from './schema.ts';
import {
	checkProbes,
	checkTarget,
	readBudget,
	readGate,
	readRun,
	readTelemetry,
	refuseRaceWithoutObjective,
} from './settings.ts';
import {wholeRangeSlips} from './slips.ts';
import {readViews} from './views.ts';

/** Sections with names of the person's own: their entries are checked one by one. */
const NAMED_SECTIONS: readonly string[] = ['parameters', 'metrics'];

/**
 * A sweep from the text of its file: parsed, overridden, checked and resolved.
 * @throws UserError with every mistake in the order of the file, each as `file:line:column: problem` with the nearest valid
 * name; of a text that is no TOML, YAML or JSON with the first one.
 */
export function parseSweep(source: Origin, context: SpecContext): Sweep {
	return resolveSweep(source, parseDocument(source), context);
}

/**
 * A sweep from the table of its file, or from one that a foreign definition was turned into.
 * @param source the file, for the sweep's name.
 * @throws UserError as {@link parseSweep}, at the places that the table's values carry.
 */
export function resolveSweep(source: Origin, document: TableNode, context: SpecContext): Sweep {
	const schema = createSweepSchema({
		samplers: context.samplers.flatMap(sampler => [sampler.id, ...sampler.aliases]),
		pruners: context.pruners.map(pruner => pruner.id),
		views: context.views,
	});
	const mistakes = createMistakes();
	const given = applyOverrides(document, context.overrides, Object.keys(schema.shape), mistakes);
	const sound = checkFile(given, schema, mistakes, withoutNamedSections);
	if (sound === undefined) {
		mistakes.settle(source);
		throw mistake(given, 'no sweep can be read');
	}
	const {root, data} = sound;
	const {sweep, placed} = assemble(source, root, data, context, mistakes);
	verifyTogether(root, placed, sweep, context, mistakes);
	mistakes.settle(source);
	for (const slip of wholeRangeSlips(placed.parameters)) context.onSlip?.(slip);
	return sweep;
}

/** The sections stay, empty, where they are tables; anything else is the schema's to refuse. */
function withoutNamedSections(root: TableNode): unknown {
	return Object.fromEntries(
		[...root.entries].map(([key, {value}]) => {
			const empty = NAMED_SECTIONS.includes(key) && value.kind === 'table';
			return [plainKey(key), empty ? {} : toPlain(value)];
		}),
	);
}

/** A sweep, and the places of its parameters. Where there are mistakes, what is wrong is left out or stands for nothing. */
type Draft = {readonly sweep: Sweep; readonly placed: PlacedSpace};

const NO_CHOICE: Choice = {name: '', options: {}};
const NO_COMMAND: Command = {kind: 'argv', argv: []};

function assemble(source: Origin, root: TableNode, file: SweepFile, context: SpecContext, mistakes: Mistakes): Draft {
	const names = createNameSpace();
	const none: PlacedSpace = {space: {parameters: [], exclude: []}, parameters: []};
	const placed = mistakes.attempt('parameters', () => readSpace(root, names, context.knobs, mistakes), none);
	// Where there are no names, each that is used would be wrong.
	if (placed === none) mistakes.settle(source);
	const {space} = placed;
	const {parameters} = space;
	const metrics = readMetrics(root, names, parameters, mistakes);
	const vocabulary = resultVocabulary(parameters, metrics);
	mistakes.verify('budget', () => checkTarget(root, vocabulary));
	mistakes.verify('telemetry', () => checkProbes(root, context.probes));
	const sampler = mistakes.join(['sampler'], () => readSampler(root, file, context, mistakes), NO_CHOICE);
	const enqueued = mistakes.join(['enqueue', 'parameters', 'exclude'], () => readEnqueued(root, space, mistakes), []);
	const sweep: Sweep = {
		format: 1,
		name: file.name ?? nameOf(source.path),
		command: mistakes.join(['command', 'shell'], () => readCommand(root, parameters, mistakes), NO_COMMAND),
		workdir: resolve(context.baseDirectory, file.workdir ?? '.'),
		env: readEnvironment(root, parameters, context.environment, mistakes),
		space,
		constraints: readConstraints(root, vocabulary, mistakes),
		metrics,
		objectives: mistakes.join(['objectives'], () => readObjectives(root, metrics, mistakes), []),
		...(enqueued.length === 0 ? {} : {enqueue: enqueued}),
		sampler,
		pruner: mistakes.join(['pruner'], () => readPruner(root, file, context, mistakes), NO_CHOICE),
		views: readViews(root, file, context, vocabulary, mistakes),
		budget: readBudget(file, context),
		run: mistakes.join(
			['run'],
			() => ({...readRun(root, file, context), ...readPreparations(root, parameters, mistakes)}),
			DEFAULT_RUN,
		),
		telemetry: mistakes.join(['telemetry'], () => readTelemetry(root, file), DEFAULT_TELEMETRY),
		gate: readGate(file),
		...(file.metrics_file === undefined ? {} : {metricsFile: file.metrics_file}),
		labels: readLabels(root, context),
		seed: (context.flags.seed ?? file.seed ?? context.defaultSeed) >>> 0,
	};
	return {sweep, placed};
}

/** What one section must be for another one, each only where those that it joins are right by themselves. */
function verifyTogether(
	root: TableNode,
	placed: PlacedSpace,
	sweep: Sweep,
	context: SpecContext,
	mistakes: Mistakes,
): void {
	const {space, budget, run, objectives} = sweep;
	const offer = context.samplers.find(({id}) => id === sweep.sampler.name);
	const verify = (sections: readonly [string, ...string[]], look: () => void): void =>
		mistakes.join(sections, look, undefined);
	if (offer !== undefined) {
		const searched = ['sampler', 'parameters', 'exclude', 'budget'] as const;
		verify([...searched], () => refuseEndless(root, placed, offer, budget));
		verify([...searched, 'run'], () => refuseLateResults(root, space, {offer, budget, run}));
	}
	verify(['run', 'parameters'], () => refuseSharedTime(placed.parameters, run));
	verify(['run', 'metrics', 'objectives'], () => refuseRaceWithoutObjective(root, run, objectives));
	for (const {section, create} of context.choiceChecks ?? [])
		verify([section, 'parameters', 'exclude', 'metrics', 'objectives', 'budget'], () =>
			throwAll(refuseChoice(root, section, create, sweep)),
		);
}

/** What a chosen sampler or pruner refuses, placed where the file says it; each option by itself. */
function refuseChoice(
	root: TableNode,
	section: ChoiceCheck['section'],
	create: ChoiceCheck['create'],
	sweep: Sweep,
): readonly UserError[] {
	try {
		create(sweep);
		return [];
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		const table = entryOf(root, section);
		const option = optionOf(error);
		const at = entryOf(table, option ?? 'name') ?? table;
		const placed = at === undefined ? error : mistake(at, error.problem, error.hint);
		const {name, options} = sweep[section];
		if (option === undefined || !Object.hasOwn(options, option)) return [placed];
		const rest = recordOf(Object.entries(options).filter(([key]) => key !== option));
		return [placed, ...refuseChoice(root, section, create, {...sweep, [section]: {name, options: rest}})];
	}
}

/** The file's name without what a sweep's name may not hold. */
function nameOf(path: string): string {
	const name = basename(path, extname(path))
		.replaceAll(/[^A-Za-z0-9._-]+/g, '-')
		.slice(0, 100);
	return name === '' ? 'sweep' : name;
}

function readConstraints(root: TableNode, vocabulary: Vocabulary, mistakes: Mistakes): readonly string[] {
	return textsOf(entryOf(root, 'constraints')).map(node => {
		mistakes.verify('constraints', () => readExpression(node, vocabulary));
		return node.value;
	});
}
