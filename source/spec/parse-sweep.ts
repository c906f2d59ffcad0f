import {basename, extname, resolve} from 'node:path';
import {createEnumeration, type Enumeration, uncountableParameters} from '../domain/enumerate.ts';
import type {Space} from '../domain/space.ts';
import type {Budget, RunSettings, Sweep} from '../domain/sweep.ts';
import {check} from './check.ts';
import {readLabels, readPruner, readSampler} from './choices.ts';
import {readCommand, readEnvironment} from './command.ts';
import {readExpression, type Vocabulary} from './conditions.ts';
import type {SamplerOffer, SpecContext} from './context.ts';
import {entryOf, mistake, type Origin, plainKey, type TableNode, toPlain} from '../domain/document.ts';
import {refuseSharedTime} from './knobs.ts';
import {readMetrics, readObjectives, resultVocabulary} from './metrics.ts';
import {createNameSpace} from './names.ts';
import {applyOverrides} from './overrides.ts';
import {type PlacedSpace, readSpace, textsOf} from './parameters.ts';
import {parseDocument} from './parse-document.ts';
import {createSweepSchema, type SweepFile} from './schema.ts';
import {readBudget, readGate, readRun, readTelemetry, refuseRaceWithoutObjective} from './settings.ts';
import {readViews} from './views.ts';

/** Sections with names of the person's own: their entries are checked one by one. */
const NAMED_SECTIONS: readonly string[] = ['parameters', 'metrics'];

/**
 * A sweep from the text of its file: parsed, overridden, checked and resolved.
 * @throws UserError at the first mistake: `file:line:column: problem` and the nearest valid name.
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
	const root = applyOverrides(document, context.overrides, Object.keys(schema.shape));
	const file = check(root, schema, '', withoutNamedSections(root));
	return assemble(source, root, file, context);
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

function assemble(source: Origin, root: TableNode, file: SweepFile, context: SpecContext): Sweep {
	const names = createNameSpace();
	const placed = readSpace(root, names, context.knobs);
	const {space} = placed;
	const metrics = readMetrics(root, names, space.parameters);
	const vocabulary = resultVocabulary(space.parameters, metrics);
	const {choice: sampler, offer} = readSampler(root, file, context);
	const budget = readBudget(root, file, context, vocabulary);
	refuseEndless(root, placed, offer, budget);
	const run = readRun(root, file, context);
	refuseSharedTime(placed.parameters, run);
	const objectives = readObjectives(root, metrics);
	refuseRaceWithoutObjective(root, run, objectives);
	if (!listsEveryPoint(offer, space, budget)) refuseLateResults(root, offer, run);
	return {
		format: 1,
		name: file.name ?? nameOf(source.path),
		command: readCommand(root, space.parameters),
		workdir: resolve(context.baseDirectory, file.workdir ?? '.'),
		env: readEnvironment(root, space.parameters, context.environment),
		space,
		constraints: readConstraints(root, vocabulary),
		metrics,
		objectives,
		sampler,
		pruner: readPruner(root, file, context),
		views: readViews(root, file, context, vocabulary),
		budget,
		run,
		telemetry: readTelemetry(root, file, context),
		gate: readGate(file),
		...(file.metrics_file === undefined ? {} : {metricsFile: file.metrics_file}),
		labels: readLabels(root, context),
		seed: (context.flags.seed ?? file.seed ?? context.defaultSeed) >>> 0,
	};
}

/** The file's name without what a sweep's name may not hold. */
function nameOf(path: string): string {
	const name = basename(path, extname(path))
		.replaceAll(/[^A-Za-z0-9._-]+/g, '-')
		.slice(0, 100);
	return name === '' ? 'sweep' : name;
}

function readConstraints(root: TableNode, vocabulary: Vocabulary): readonly string[] {
	return textsOf(entryOf(root, 'constraints')).map(node => {
		readExpression(node, vocabulary);
		return node.value;
	});
}

/** A grid must have a list of points, and at least one; any other sampler must be told when to stop. */
function refuseEndless(root: TableNode, placed: PlacedSpace, offer: SamplerOffer, budget: Budget): void {
	const {space} = placed;
	const [endless] = uncountableParameters(space);
	if (endless === undefined) refuseEmpty(root, space);
	else if (offer.exhaustive) {
		const at = placed.parameters.find(({parameter}) => parameter.name === endless)?.node ?? root;
		throw mistake(
			at,
			`a grid cannot list the real parameter "${endless}"`,
			'give it step or points, or take sampler.name = "random"',
		);
	}
	const lists = offer.exhaustive || (offer.id === 'auto' && endless === undefined);
	if (lists || budget.trials !== undefined || budget.timeMs !== undefined || budget.energyJ !== undefined) return;
	const section = entryOf(root, 'sampler') ?? root;
	const why = endless === undefined ? '' : `, since "${endless}" has endlessly many values`;
	throw mistake(
		section,
		`the sweep would never end${why}`,
		'add [budget] trials = 100 or time = "1h", or give --trials 100',
	);
}

/** Whether `auto` will walk over all points: the budget covers them. */
function listsEveryPoint({id}: SamplerOffer, space: Space, {trials}: Budget): boolean {
	if (id !== 'auto') return false;
	const count = createEnumeration(space)?.size.count;
	return count !== undefined && (trials === undefined || BigInt(trials) >= count);
}

/** Interleaved, the first result comes when nearly all has run: too late for a sampler that learns from it. */
function refuseLateResults(root: TableNode, {id, learns}: SamplerOffer, {order, repeats}: RunSettings): void {
	if (order !== 'interleave' || !learns || repeats === 1) return;
	throw mistake(
		entryOf(entryOf(root, 'run'), 'order') ?? root,
		`order = "interleave" gives the sampler ${id} no result to learn from until the end`,
		'take sampler.name = "grid", "random", "sobol" or "halton"',
	);
}

function refuseEmpty(root: TableNode, space: Space): void {
	const enumeration: Enumeration | undefined = space.exclude.length === 0 ? undefined : createEnumeration(space);
	if (enumeration === undefined || enumeration.size.count > 0n) return;
	throw mistake(entryOf(root, 'exclude') ?? root, 'exclude leaves no point of the space');
}
