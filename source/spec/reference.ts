/** A sampler or a pruner as far as a reference tells of it. */
export type ReferenceChoice = {
	readonly id: string;
	readonly aliases: readonly string[];
	readonly title: string;
	/** Option names with a sentence each. */
	readonly options: Readonly<Record<string, string>>;
};

/** What can be named in a table beside its keys, by the table's name: `sampler`, `pruner`. */
export type ReferenceChoices = Readonly<Record<string, readonly ReferenceChoice[]>>;

type Schema = Readonly<Record<string, unknown>>;

const INTRODUCTION = `# The sweep file

This page is what \`sweeptop schema --text\` prints; \`sweeptop schema\` prints the same as JSON Schema, for an editor that
completes and checks. A sweep file is TOML, YAML or JSON with these keys. Any other key is refused with its place and the
nearest valid name: \`sweeptop check FILE\`. On the command line, \`--set run.jobs=2\` sets one key over the file.

A value is text, a number, or true or false. Durations are \`"500ms"\`, \`"10s"\`, \`"5m"\`, \`"2h"\`, also \`"10 min"\` or \`"1h30m"\`; energies \`"500J"\`, \`"50kJ"\`,
\`"2Wh"\`; sizes \`"100MiB"\`. Expressions compare and reckon: \`and or not in\`, \`min max abs log sqrt\`, and in formulas \`mean\` and
\`std\` over the executions of a trial; a name with other characters than letters, digits, \`_\` and \`.\` stands in backticks.`;

const PROGRAM = `## What the program sees and says

Parameters come as arguments (\`{lr}\` in \`command\`) and as environment variables (\`SWEEP_lr\`), beside \`SWEEP_TRIAL\`,
\`SWEEP_EXECUTION\`, \`SWEEP_SEED\`, \`SWEEP_SLOT\` (which of the \`jobs\` it is, from 1) and \`SWEEP_DIR\`, a folder of its own for
what it wants kept: pictures and other files there are shown with the trial.

Metrics are read from its lines, each in any of these ways, with or without a unit after a blank, which is converted
where the metric's \`unit\` is another one of the same quantity:

    loss=0.31            loss: 0.31 ms            {"loss": 0.31, "step": 100}

or from JSON lines that it appends to the file \`$SWEEP_METRICS\`, or from a CSV (\`metrics_file\`). A line that also names a
\`step\`, \`global_step\`, \`iteration\` or \`epoch\` is a point of a curve, and what pruners look at. \`::sweep measure-begin\` and
\`::sweep measure-end\` on lines of their own bound the time whose energy counts.`;

/**
 * The keys of a sweep file as Markdown for people, a line each, from its JSON Schema with descriptions
 * (`sweepJsonSchema`): tables as headings as TOML writes them.
 */
export function sweepFileReference(schema: Schema, choices: ReferenceChoices): string {
	const properties = propertiesOf(schema);
	const plain = properties.filter(([, part]) => tableOf(part) === undefined);
	const tables = properties.flatMap(([name, part]) => tableOf(part)?.(name) ?? []);
	const sections = tables.map(({heading, name, part, forms}) =>
		[
			`## ${heading}`,
			'',
			markdownText(part['description']),
			'',
			forms.map(form => formLines(form, choices[name])).join('\n\n'),
			...choiceLines(name, choices[name] ?? []),
		].join('\n'),
	);
	const top = ['## Before all tables', '', ...plain.flatMap(keyLines)].join('\n');
	return `${[INTRODUCTION, top, ...sections, PROGRAM].join('\n\n')}\n`;
}

/** Keys that belong together: of one table, or of one way to write it. */
type Form = {readonly title?: string; readonly keys: readonly (readonly [string, Schema])[]};

type Table = {
	readonly heading: string;
	readonly name: string;
	readonly part: Schema;
	readonly forms: readonly Form[];
};

/** How a key is headed where its value is a table, a list of tables, or tables by name; undefined for a plain value. */
function tableOf(part: Schema): ((name: string) => Table) | undefined {
	const items = schemaOf(part['items']);
	const entries = schemaOf(part['additionalProperties']);
	if (propertiesOf(part).length > 0) {
		return name => ({heading: `\`[${name}]\``, name, part, forms: [{keys: propertiesOf(part)}]});
	}
	if (propertiesOf(items).length > 0) {
		return name => ({heading: `\`[[${name}]]\``, name, part, forms: [{keys: propertiesOf(items)}]});
	}
	if (propertiesOf(entries).length > 0) {
		return name => ({heading: `\`[${name}.NAME]\``, name, part, forms: [{keys: propertiesOf(entries)}]});
	}
	const ways = schemasOf(entries['anyOf']);
	if (ways.length === 0) return undefined;
	return name => ({heading: `\`[${name}]\``, name, part, forms: formsOf(ways)});
}

/** Each way to write a value: the keys that all tables share come last, once. */
function formsOf(ways: readonly Schema[]): readonly Form[] {
	const tables = ways.filter(way => propertiesOf(way).length > 0);
	const isShared = (key: string): boolean => tables.every(way => propertiesOf(way).some(([name]) => name === key));
	const plain = ways.filter(way => propertiesOf(way).length === 0).map(typeOf);
	return [
		{title: `\`NAME = \` a ${plain.join(', or one ')}, or a table:`, keys: []},
		...tables.map(way => {
			const required = new Set(textsOf(way['required']));
			const keys = propertiesOf(way).filter(([key]) => !isShared(key));
			const shape = keys.filter(([key]) => required.has(key)).map(([key]) => `${key} = …`);
			return {title: `\`{ ${shape.join(', ')} }\``, keys};
		}),
		{title: 'In each of them', keys: propertiesOf(tables[0] ?? {}).filter(([key]) => isShared(key))},
	];
}

function formLines({title, keys}: Form, choices?: readonly ReferenceChoice[]): string {
	const lines = keys.flatMap(([name, part]) =>
		name === 'name' && choices !== undefined
			? [`- \`name\` (one of those below): ${markdownText(part['description'])}`]
			: keyLines([name, part]),
	);
	return [...(title === undefined ? [] : [title]), ...(lines.length === 0 ? [] : [lines.join('\n')])].join('\n\n');
}

/** A key, and below it the keys of the table that it may be. */
function keyLines([name, part]: readonly [string, Schema]): readonly string[] {
	const inner = schemasOf(part['anyOf']).flatMap(propertiesOf);
	return [
		`- \`${name}\` (${typeOf(part)}): ${markdownText(part['description'])}`,
		...inner.flatMap(keyLines).map(line => `  ${line}`),
	];
}

function choiceLines(name: string, choices: readonly ReferenceChoice[]): readonly string[] {
	if (choices.length === 0) return [];
	return [
		'',
		`Each ${name} and its options, which stand beside \`name\`; \`*\` is what holds where one is absent:`,
		'',
		...choices.flatMap(({id, aliases, title, options}) => [
			`- \`${id}\`${aliases.map(alias => `, \`${alias}\``).join('')}: ${title}`,
			...Object.entries(options).map(([option, meaning]) => `  - \`${option}\`: ${meaning}`),
		]),
	];
}

/** What a value may be, in words: `whole number, 1 to 1024`, `"auto" or a duration`. */
function typeOf(part: Schema): string {
	const {title, const: constant, enum: names, type} = part;
	if (typeof title === 'string') return title;
	if (typeof constant === 'string') return `"${constant}"`;
	if (Array.isArray(names)) return names.map(name => `"${markdownText(name)}"`).join(', ');
	const ways = schemasOf(part['anyOf']);
	if (ways.length > 0) return ways.map(typeOf).join(' or ');
	if (Array.isArray(type)) return 'value';
	switch (type) {
		case 'integer':
			return `whole number${rangeOf(part)}`;
		case 'number':
			return `number${rangeOf(part)}`;
		case 'boolean':
			return 'true or false';
		case 'array':
			return listOf(schemaOf(part['items']));
		case 'object':
			return propertiesOf(part).length > 0 ? 'a table' : 'table of values by name';
		default:
			return 'text';
	}
}

function listOf(items: Schema): string {
	const one = typeOf(items);
	return one === 'value' ? 'list of values' : `list of ${one.replace(/^(?:list|number|table)/, '$&s')}`;
}

function rangeOf({minimum, maximum, exclusiveMinimum}: Schema): string {
	if (typeof exclusiveMinimum === 'number') return ` above ${exclusiveMinimum}`;
	if (typeof minimum !== 'number') return '';
	const hasEnd = typeof maximum === 'number' && maximum < 2 ** 31;
	return hasEnd ? `, ${minimum} to ${maximum}` : `, ${minimum} or more`;
}

function propertiesOf(schema: Schema): readonly (readonly [string, Schema])[] {
	return Object.entries(schemaOf(schema['properties'])).map(([key, part]) => [key, schemaOf(part)]);
}

function schemasOf(value: unknown): readonly Schema[] {
	return Array.isArray(value) ? value.map(schemaOf) : [];
}

function schemaOf(value: unknown): Schema {
	return typeof value === 'object' && value !== null ? {...value} : {};
}

function textsOf(value: unknown): readonly string[] {
	return Array.isArray(value) ? value.map(markdownText) : [];
}

/** A text; a pattern's `(?<name>…)` as code, because Markdown takes `<name>` for a tag. */
function markdownText(value: unknown): string {
	return typeof value === 'string' ? value.replaceAll(/\(\?<\w+>[^)]*\)/g, '`$&`') : '';
}
