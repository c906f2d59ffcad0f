import type {DefinitionContext, DefinitionDefinition} from '../domain/definition.ts';
import {entryOf, mistake, type Node, quoted, type TableNode} from '../domain/text/document.ts';
import {assemble, type ForeignMetric, type Section, wholeAt} from './assemble.ts';
import {textAt} from './build.ts';
import {isNniSpace, readNniSpace} from './nni-space.ts';
import {need, numberIn, oneOf, refuseUnknown, tableIn, textIn} from './read.ts';

const KEYS = [
	...['experimentName', 'searchSpaceFile', 'searchSpace', 'trialCommand', 'trialCodeDirectory', 'trialGpuNumber'],
	...[
		'trialConcurrency',
		'maxExperimentDuration',
		'maxTrialNumber',
		'maxTrialDuration',
		'tuner',
		'assessor',
		'advisor',
	],
	...[
		'trainingService',
		'debug',
		'logLevel',
		'experimentWorkingDirectory',
		'tunerGpuIndices',
		'useAnnotation',
		'nniManagerIp',
	],
	...['logCollection', 'experimentType'],
] as const;
const SAMPLERS = {
	...{TPE: 'tpe', Random: 'random', GridSearch: 'grid', GP: 'gp', Evolution: 'auto', Anneal: 'auto', SMAC: 'auto'},
	...{Metis: 'auto', DNGO: 'auto'},
} as const;
/** What NNI calls the number that a trial reports as its result. */
const RESULT = 'default';

/** An NNI experiment or its search space alone. Source: the reference of NNI 3 (nni.readthedocs.io). */
export const nni = {
	id: 'nni',
	title: 'NNI experiment or search space',
	recognise: ({root}) => {
		if (root?.kind !== 'table') return false;
		const has = (key: string): boolean => root.entries.has(key);
		return isNniSpace(root) || has('searchSpaceFile') || (has('searchSpace') && has('trialCommand'));
	},
	convert: ({origin, root}, context) => {
		if (root?.kind !== 'table') throw mistake({origin, start: 0, end: 0}, 'a search space is a table');
		if (isNniSpace(root)) return assemble({at: root, parameters: readNniSpace(root), notes: []}, context);
		return convertExperiment(root, context);
	},
} as const satisfies DefinitionDefinition;

function convertExperiment(root: TableNode, context: DefinitionContext): ReturnType<typeof assemble> {
	refuseUnknown(root, KEYS, 'an NNI experiment');
	const notes: string[] = [];
	const tuner = readTuner(root, notes);
	const jobs = numberIn(root, 'trialConcurrency');
	if (jobs !== undefined && jobs.value > 1)
		notes.push(
			`trialConcurrency: ${jobs.value} trials at once share the board, so their energies cannot be told apart; --jobs 1 measures them`,
		);
	const command = textIn(root, 'trialCommand');
	if (command !== undefined && context.command === undefined)
		notes.push(
			'trialCommand runs as it is, its parameters in SWEEP_<name>: a program that asks nni.get_next_parameter() must read those; or --command "… {args}"',
		);
	return assemble(
		{
			at: root,
			name: textIn(root, 'experimentName'),
			parameters: readNniSpace(readSpace(root, context), tuner === 'grid'),
			shell: command,
			workdir: textIn(root, 'trialCodeDirectory'),
			metrics: readMetrics(root),
			sampler: tuner === undefined ? undefined : [['name', textAt(root.entries.get('tuner')?.value ?? root, tuner)]],
			pruner: readPruner(root, notes),
			budget: readBudget(root),
			run: readRun(root),
			notes,
		},
		context,
	);
}

function readSpace(root: TableNode, context: DefinitionContext): TableNode {
	const inline = tableIn(root, 'searchSpace');
	if (inline !== undefined) return inline;
	const file = need(textIn(root, 'searchSpaceFile'), root, 'searchSpaceFile');
	const space = context.readBeside(file);
	if (space.kind === 'table') return space;
	throw mistake(space, 'a search space is a table');
}

function readTuner(root: TableNode, notes: string[]): (typeof SAMPLERS)[keyof typeof SAMPLERS] | undefined {
	const advisor = root.entries.get('advisor');
	if (advisor !== undefined)
		throw mistake(
			advisor.key,
			'an advisor changes how long each trial trains, which a sweep here does not',
			'take a tuner, and [pruner] for trials that fall behind',
		);
	const tuner = tableIn(root, 'tuner');
	if (tuner === undefined) return undefined;
	refuseUnknown(tuner, ['name', 'classArgs'], 'tuner');
	const name = need(textIn(tuner, 'name'), tuner, 'tuner.name');
	const names = ['TPE', 'Random', 'GridSearch', 'GP', 'Evolution', 'Anneal', 'SMAC', 'Metis', 'DNGO'] as const;
	const sampler = SAMPLERS[oneOf(name, names, 'tuner.name')];
	if (sampler === 'auto') notes.push(`the tuner ${name.value} has no counterpart: sampler "auto" takes its place`);
	const settings = tableIn(tuner, 'classArgs');
	for (const key of settings?.entries.keys() ?? [])
		if (key !== 'optimize_mode') notes.push(`tuner.classArgs.${key} speaks to NNI's own ${name.value} and is not used`);
	return sampler;
}

function readMetrics(root: TableNode): readonly ForeignMetric[] {
	const settings = entryOf(entryOf(root, 'tuner'), 'classArgs');
	const mode = settings?.kind === 'table' ? textIn(settings, 'optimize_mode') : undefined;
	const goal = mode === undefined ? 'maximize' : oneOf(mode, ['maximize', 'minimize'], 'optimize_mode');
	return root.entries.has('tuner') ? [{at: mode ?? root, name: RESULT, goal}] : [];
}

function readPruner(root: TableNode, notes: string[]): Section | undefined {
	const assessor = tableIn(root, 'assessor');
	if (assessor === undefined) return undefined;
	const name = need(textIn(assessor, 'name'), assessor, 'assessor.name');
	const kind = oneOf(name, ['Medianstop', 'Curvefitting'], 'assessor.name');
	if (kind === 'Curvefitting')
		notes.push('the assessor Curvefitting has no counterpart: pruner "median" takes its place');
	const settings = tableIn(assessor, 'classArgs');
	const start = settings === undefined ? undefined : numberIn(settings, 'start_step');
	return [
		['name', textAt(name, 'median')],
		['warmup', start === undefined ? undefined : wholeAt(start)],
	];
}

function readBudget(root: TableNode): Section {
	const trials = numberIn(root, 'maxTrialNumber');
	return [
		['trials', trials === undefined ? undefined : wholeAt(trials)],
		['time', durationOf(root, 'maxExperimentDuration')],
	];
}

function readRun(root: TableNode): Section {
	const jobs = numberIn(root, 'trialConcurrency');
	return [
		['jobs', jobs === undefined ? undefined : wholeAt(jobs)],
		['timeout', durationOf(root, 'maxTrialDuration')],
	];
}

/** `30s`, `10m`, `24h`, `2d`; a number is seconds. */
function durationOf(root: TableNode, key: string): Node | undefined {
	const node = root.entries.get(key)?.value;
	if (node === undefined) return undefined;
	const text = node.kind === 'number' ? `${node.value}s` : node.kind === 'text' ? node.value.trim() : '';
	const days = /^(?<days>\d+(?:\.\d+)?)d$/.exec(text)?.groups?.['days'];
	if (days !== undefined) return textAt(node, `${Number(days) * 24}h`);
	if (/^\d+(?:\.\d+)?[smh]$/.test(text)) return textAt(node, text);
	throw mistake(node, `${key} ${quoted(text)} is no duration`, 'write it like 30s, 10m, 24h or 2d');
}
