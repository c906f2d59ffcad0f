import * as z from 'zod';
import {AGGREGATES} from '../domain/view/aggregate.ts';
import {LOG_AXES} from '../domain/view/plot-choice.ts';
import {REDUCES} from '../domain/metric.ts';
import {DURATION_PATTERN, ENERGY_PATTERN, SIZE_PATTERN} from '../domain/unit.ts';
import {describeSchema} from './describe-schema.ts';

/** Names that registries offer, for the enumerations of the schema. */
export type SchemaNames = {
	readonly samplers: readonly string[];
	readonly pruners: readonly string[];
	readonly views: readonly string[];
};

/** Highest number of jobs, repeats and the like: above it a number is a slip. */
const MANY = 100_000;

function whole(min: number, max: number): z.ZodNumber {
	const error =
		max >= Number.MAX_SAFE_INTEGER
			? `must be a whole number of at least ${min}`
			: `must be a whole number from ${min} to ${max}`;
	return z.number({error}).int({error}).min(min, {error}).max(max, {error});
}

function text(error = 'must be text'): z.ZodString {
	return z.string({error}).min(1, {error: 'must not be empty'});
}

function oneOf<const T extends readonly [string, ...string[]]>(names: T): z.ZodEnum<{[K in T[number]]: K}> {
	return z.enum(names, {error: `must be one of ${names.map(name => `"${name}"`).join(', ')}`});
}

const durationError = 'must be a duration such as "500ms", "10s", "5m" or "2h"';
const duration = z
	.string({error: durationError})
	.regex(DURATION_PATTERN, {error: durationError})
	.meta({title: 'duration'});
const energyError = 'must be an energy such as "500J", "50kJ" or "2Wh"';
const energy = z.string({error: energyError}).regex(ENERGY_PATTERN, {error: energyError}).meta({title: 'energy'});
const sizeError = 'must be a size such as "100MiB"';
const size = z.string({error: sizeError}).regex(SIZE_PATTERN, {error: sizeError}).meta({title: 'size'});
const number = z.number({error: 'must be a number'});
const positive = z.number({error: 'must be a number above 0'}).positive({error: 'must be a number above 0'});
const flag = z.boolean({error: 'must be true or false'});
const scalar = z.union([z.string(), z.number(), z.boolean()], {error: 'must be text, a number or a boolean'});
const scalars = z.array(scalar, {error: 'must be a list of values'}).min(1, {error: 'must not be empty'});
const scalarOrList = z.union([scalar, scalars], {error: 'must be text, a number, a boolean or a list of them'});
const texts = z.array(text(), {error: 'must be a list of texts'});
const lineOrWords = z.union([text(), texts.min(1, {error: 'must name a program'})], {
	error: 'must be a line for the shell, or a list of words as command is',
});
const tableError = 'must be a table';

function table<T extends z.core.$ZodShape>(shape: T): z.ZodObject<T, z.core.$strict> {
	return z.strictObject(shape, {error: tableError});
}

function records<T extends z.ZodType>(value: T): z.ZodRecord<z.ZodString, T> {
	return z.record(z.string(), value, {error: tableError});
}

/** Keys that every parameter written as a table may have. */
const anyParameter = {
	when: text('must be an expression in quotes').exactOptional(),
	knob: text().exactOptional(),
};
const numeric = oneOf(['integer', 'real']);

/** The ways to write a parameter, by the key that tells them apart. */
export const parameterSchemas = {
	/** `{min, max, …}` */
	range: table({
		min: number,
		max: number,
		step: number.exactOptional(),
		points: whole(1, Number.MAX_SAFE_INTEGER).exactOptional(),
		scale: oneOf(['linear', 'log']).exactOptional(),
		type: numeric.exactOptional(),
		...anyParameter,
	}),
	/** `{values = […]}` */
	choice: table({
		values: z.union([z.literal('available'), scalars], {error: 'must be a list of texts, numbers or booleans'}),
		type: numeric.exactOptional(),
		weights: z.array(positive, {error: 'must be a list of numbers above 0'}).exactOptional(),
		...anyParameter,
	}),
	/** `{distribution = "normal", mu, sigma}` */
	drawn: table({
		distribution: oneOf(['uniform', 'log-uniform', 'normal', 'log-normal', 'beta', 'reverse-log']),
		min: number.exactOptional(),
		max: number.exactOptional(),
		mu: number.exactOptional(),
		sigma: positive.exactOptional(),
		alpha: positive.exactOptional(),
		beta: positive.exactOptional(),
		quantum: positive.exactOptional(),
		clip: flag.exactOptional(),
		...anyParameter,
	}),
	/** `{fields = […], values = [[…], …]}` */
	tuple: table({
		fields: texts.min(1, {error: 'must not be empty'}),
		values: z.array(scalars, {error: 'must be a list of lists'}).min(1, {error: 'must not be empty'}),
		...anyParameter,
	}),
	/** `{value = …}` */
	constant: table({value: scalar, ...anyParameter}),
	/** `[…]` */
	list: scalars,
	/** One value. */
	scalar,
} as const;

/** One entry of `[metrics]`. */
export const metricSchema = table({
	goal: oneOf(['minimize', 'maximize']).exactOptional(),
	pattern: text().exactOptional(),
	unit: z.string({error: 'must be text'}).exactOptional(),
	format: text().exactOptional(),
	reduce: oneOf(REDUCES).exactOptional(),
	stream: flag.exactOptional(),
	formula: text('must be an expression in quotes').exactOptional(),
});

/** Sections whose keys are all known, and so are checked by the schema alone. */
const sections = {
	budget: table({
		trials: whole(1, Number.MAX_SAFE_INTEGER).exactOptional(),
		time: duration.exactOptional(),
		energy: energy.exactOptional(),
		failures: whole(1, Number.MAX_SAFE_INTEGER).exactOptional(),
		target: text('must be an expression in quotes').exactOptional(),
	}).exactOptional(),
	run: table({
		jobs: whole(1, 1024).exactOptional(),
		repeats: whole(1, MANY).exactOptional(),
		discard_first: whole(0, MANY).exactOptional(),
		warmup: whole(0, MANY).exactOptional(),
		setup: lineOrWords.exactOptional(),
		prepare: lineOrWords.exactOptional(),
		min_duration: z
			.union([z.literal('auto'), duration], {error: `must be "auto" or a duration such as "10s"`})
			.exactOptional(),
		timeout: duration.exactOptional(),
		grace: duration.exactOptional(),
		retries: whole(0, MANY).exactOptional(),
		order: oneOf(['grid', 'shuffle', 'interleave']).exactOptional(),
		anchor_every: whole(1, Number.MAX_SAFE_INTEGER).exactOptional(),
		separate: z
			.union(
				[
					flag,
					table({
						top: whole(2, MANY).exactOptional(),
						confidence: number
							.min(0.5, {error: 'must be at least 0.5'})
							.lt(1, {error: 'must be below 1'})
							.exactOptional(),
						max_repeats: whole(2, MANY).exactOptional(),
					}),
				],
				{error: 'must be true, false or a table with top, confidence and max_repeats'},
			)
			.exactOptional(),
		max_output: size.exactOptional(),
	}).exactOptional(),
	telemetry: table({
		interval: z
			.union([z.literal('auto'), duration], {error: `must be "auto" or a duration such as "1s"`})
			.exactOptional(),
		baseline: z
			.union([z.literal(['auto', 'off']), duration], {error: `must be "auto", "off" or a duration such as "10s"`})
			.exactOptional(),
		cpu_tdp_watts: number
			.positive({error: 'must be above 0'})
			.max(10_000, {error: 'must be at most 10000'})
			.exactOptional(),
		probes: texts.exactOptional(),
		meter: texts.min(1, {error: 'must name a program'}).exactOptional(),
		meter_gain: number.positive({error: 'must be above 0'}).exactOptional(),
		meter_offset_watts: number.exactOptional(),
	}).exactOptional(),
	gate: table({
		max_temperature: number.exactOptional(),
		max_slope: number.positive({error: 'must be above 0'}).exactOptional(),
		settle: duration.exactOptional(),
		timeout: duration.exactOptional(),
	}).exactOptional(),
	objectives: z
		.array(table({metric: text(), direction: oneOf(['minimize', 'maximize']).exactOptional()}), {
			error: 'must be a list of tables',
		})
		.exactOptional(),
};

/** The schema of a whole sweep file. */
export function createSweepSchema(names: SchemaNames) {
	const view = {
		kind: enumeration(names.views),
		x: text().exactOptional(),
		y: text().exactOptional(),
		color: text().exactOptional(),
		fix: records(scalar).exactOptional(),
		size: text().exactOptional(),
		aggregate: oneOf(AGGREGATES).exactOptional(),
		log: z.array(oneOf(LOG_AXES), {error: 'must be a list of axes'}).exactOptional(),
		ratio: text().exactOptional(),
		isolines: z.boolean({error: 'must be true or false'}).exactOptional(),
	};
	const nameError = 'may hold only letters, digits, dots, hyphens and underscores';
	return table({
		name: text()
			.regex(/^[A-Za-z0-9._-]+$/, {error: nameError})
			.max(100, {error: 'must be at most 100 characters'})
			.exactOptional(),
		command: z
			.array(z.string({error: 'must be text'}), {error: 'must be a list of texts, one for each argument'})
			.min(1, {error: 'must not be empty'})
			.exactOptional(),
		shell: text().exactOptional(),
		workdir: text().exactOptional(),
		metrics_file: text().exactOptional(),
		seed: whole(0, 0xffffffff).exactOptional(),
		exclude: z.array(text('must be an expression in quotes'), {error: 'must be a list of expressions'}).exactOptional(),
		constraints: z
			.array(text('must be an expression in quotes'), {error: 'must be a list of expressions'})
			.exactOptional(),
		env: records(scalarOrList).exactOptional(),
		labels: records(scalar).exactOptional(),
		parameters: records(z.union(Object.values(parameterSchemas))),
		enqueue: z.array(records(scalarOrList), {error: 'must be a list of tables, a point each'}).exactOptional(),
		metrics: records(metricSchema).exactOptional(),
		...sections,
		sampler: z
			.object({name: enumeration(names.samplers).exactOptional()}, {error: tableError})
			.catchall(scalar)
			.exactOptional(),
		pruner: z
			.object({name: enumeration(names.pruners).exactOptional()}, {error: tableError})
			.catchall(scalar)
			.exactOptional(),
		views: z.array(table(view), {error: 'must be a list of tables'}).exactOptional(),
	});
}

function enumeration(names: readonly string[]) {
	const [first, ...rest] = names;
	return first === undefined ? z.string({error: 'must be text'}) : oneOf([first, ...rest]);
}

/** A sweep file's content, shapes checked. */
export type SweepFile = z.infer<ReturnType<typeof createSweepSchema>>;

/** The JSON Schema (2020-12) of a sweep file, with what each key means. */
export function sweepJsonSchema(names: SchemaNames): Readonly<Record<string, unknown>> {
	const schema = z.toJSONSchema(createSweepSchema(names), {target: 'draft-2020-12', io: 'input'});
	const described = describeSchema(schema);
	return {...(typeof described === 'object' ? described : {}), title: 'sweeptop sweep file'};
}
