import type {ConvertedDefinition, DefinitionContext} from '../domain/definition.ts';
import {
	type Entry,
	entryOf,
	mistake,
	type Node,
	type Span,
	type TableNode,
	type TextNode,
} from '../domain/text/document.ts';
import {listAt, numberAt, tableAt, textAt} from './build.ts';
import {ARGUMENT_MACROS, expandCommand, type Given} from './command-words.ts';
import {conditional, constantDomain} from './domains.ts';

/** A parameter of a foreign definition, its domain written as in a file of ours. */
export type ForeignParameter = {readonly name: string; readonly key: Span; readonly domain: TableNode};

/** What a definition says, in our words. */
export type ForeignSweep = {
	/** Where the whole definition stands. */
	readonly at: Span;
	readonly name?: TextNode | undefined;
	readonly parameters: readonly ForeignParameter[];
	/** Words, `{args}` among them where the program is given all parameters; or a shell line. */
	readonly command?: readonly TextNode[] | undefined;
	readonly shell?: TextNode | undefined;
	/** Expressions; a point where one is true is no trial. */
	readonly exclude?: readonly TextNode[];
	readonly metrics?: readonly ForeignMetric[];
	/** Objectives that are no metric of the program, such as `duration_s`. */
	readonly objectives?: readonly {readonly at: Span; readonly metric: string; readonly direction: string}[];
	/** Sections as they stand in a file of ours. */
	readonly sampler?: Section | undefined;
	readonly pruner?: Section | undefined;
	readonly budget?: Section | undefined;
	readonly run?: Section | undefined;
	readonly seed?: Node | undefined;
	readonly workdir?: TextNode | undefined;
	readonly labels?: Section | undefined;
	readonly notes: readonly string[];
	/** Whether the program gets booleans as Python prints them: True, False. */
	readonly isPython?: boolean;
};

/** A metric, and which end of it is the good one. */
export type ForeignMetric = {
	readonly at: Span;
	readonly name: string;
	readonly goal?: 'minimize' | 'maximize' | undefined;
	readonly reduce?: string | undefined;
};

/** Keys of a section; those without a value are left out. */
export type Section = readonly (readonly [string, Node | undefined])[];

/** The sweep as a file of ours. @throws UserError where the definition names no program and `--command` none. */
export function assemble(sweep: ForeignSweep, context: DefinitionContext): ConvertedDefinition {
	const {at} = sweep;
	const program = chooseProgram(sweep, context);
	const macros: readonly string[] = ARGUMENT_MACROS;
	const asText =
		sweep.isPython === true &&
		(program.words ?? []).some(
			word => macros.includes(word.value) && word.value !== '{args_json}' && word.value !== '{args_no_boolean_flags}',
		);
	const parameters = asText ? sweep.parameters.map(withPythonBooleans) : sweep.parameters;
	const expanded = program.words === undefined ? undefined : expandCommand(program.words, parameters.map(givenOf));
	const flags = (expanded?.flags ?? []).map(({name, option, when}): ForeignParameter => {
		return {name, key: at, domain: conditional(constantDomain(at, textAt(at, option)), when)};
	});
	const document = tableAt(at, [
		['name', sweep.name === undefined ? undefined : textAt(sweep.name, nameOf(sweep.name.value))],
		['command', expanded === undefined ? undefined : listAt(at, expanded.words)],
		['shell', program.shell],
		['workdir', sweep.workdir],
		['seed', sweep.seed],
		['exclude', sweep.exclude === undefined || sweep.exclude.length === 0 ? undefined : listAt(at, sweep.exclude)],
		['parameters', parameterTable(at, [...parameters, ...flags])],
		['metrics', metricTable(sweep)],
		['objectives', objectiveList(sweep)],
		['sampler', section(at, sweep.sampler)],
		['pruner', section(at, sweep.pruner)],
		['budget', section(at, sweep.budget)],
		['run', section(at, sweep.run)],
		['labels', section(at, sweep.labels)],
	]);
	return {document, notes: sweep.notes};
}

function chooseProgram(
	{at, command, shell}: ForeignSweep,
	context: DefinitionContext,
): {readonly words?: readonly TextNode[]; readonly shell?: TextNode} {
	const words = context.command ?? command;
	if (words !== undefined && words.length > 0) return {words};
	if (shell !== undefined) return {shell};
	if (context.placeholder !== undefined) return {words: context.placeholder};
	throw mistake(
		{...at, end: at.start},
		'this definition names no program to run',
		'give it: --command "./train.py {args}" ({args} stands for --name=value of every parameter, {name} for one value)',
	);
}

/** What our sweeps may be named. */
function nameOf(text: string): string {
	const name = text.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 100);
	return /^-?$/.test(name) ? 'sweep' : name;
}

function parameterTable(at: Span, parameters: readonly ForeignParameter[]): TableNode {
	const entries = new Map<string, Entry>();
	for (const {name, key, domain} of parameters) {
		if (entries.has(name)) throw mistake(key, `the parameter "${name}" is there twice`);
		entries.set(name, {key, value: domain});
	}
	return {...tableAt(at, []), entries};
}

function metricTable({at, metrics = []}: ForeignSweep): TableNode | undefined {
	if (metrics.length === 0) return undefined;
	const table = metrics.map(({at: place, name, goal, reduce}) => {
		const text = (value: string | undefined): TextNode | undefined =>
			value === undefined ? undefined : textAt(place, value);
		return [
			name,
			tableAt(place, [
				['goal', text(goal)],
				['reduce', text(reduce)],
			]),
		] as const;
	});
	return tableAt(at, table);
}

function objectiveList({at, objectives = []}: ForeignSweep): Node | undefined {
	if (objectives.length === 0) return undefined;
	const items = objectives.map(({at: place, metric, direction}) =>
		tableAt(place, [
			['metric', textAt(place, metric)],
			['direction', textAt(place, direction)],
		]),
	);
	return listAt(at, items);
}

function section(at: Span, entries: Section | undefined): TableNode | undefined {
	const filled = (entries ?? []).filter(([, value]) => value !== undefined);
	return filled.length === 0 ? undefined : tableAt(at, filled);
}

/** A count, where there is one. */
export function wholeAt(node: {readonly value: number} & Span): Node {
	return numberAt(node, node.value);
}

function givenOf({name, domain}: ForeignParameter): Given {
	const values = valuesOf(domain);
	const fields = entryOf(domain, 'fields');
	const isText = (node: Node): boolean => node.kind === 'text';
	const isFragile = values.some(node => node.kind === 'text' && JSON.stringify(node.value) !== `"${node.value}"`);
	const type = values.some(isText) ? (values.every(isText) && !isFragile ? 'text' : 'mixed') : 'bare';
	const columns =
		fields?.kind === 'list'
			? fields.items.flatMap(field =>
					field.kind === 'text' ? [{column: `${name}.${field.value}`, option: field.value}] : [],
				)
			: [{column: name, option: name}];
	return {
		name,
		columns,
		type,
		isFlag: values.length > 0 && values.every(node => node.kind === 'boolean'),
		isConditional: domain.entries.has('when'),
	};
}

function valuesOf(domain: TableNode): readonly Node[] {
	const single = entryOf(domain, 'value');
	const values = entryOf(domain, 'values');
	const list = single === undefined ? (values?.kind === 'list' ? values.items : []) : [single];
	return list.flatMap(node => (node.kind === 'list' ? node.items : [node]));
}

function withPythonBooleans(parameter: ForeignParameter): ForeignParameter {
	const entries = new Map(parameter.domain.entries);
	for (const key of ['value', 'values']) {
		const entry = entries.get(key);
		if (entry !== undefined) entries.set(key, {...entry, value: inPython(entry.value)});
	}
	return {...parameter, domain: {...parameter.domain, entries}};
}

function inPython(node: Node): Node {
	if (node.kind === 'list') return {...node, items: node.items.map(inPython)};
	return node.kind === 'boolean' ? textAt(node, node.value ? 'True' : 'False') : node;
}
