import {orderParameters} from '../../domain/space/enumerate-layout.ts';
import {compileExpression, type Evaluator, parseExpression, truth} from '../../domain/expression/expression.ts';
import {own, recordOf} from '../../domain/record.ts';
import type {LineProgram} from '../../domain/sampler.ts';
import {flattenParams, type ParameterValue, type Params, type Space} from '../../domain/space.ts';
import type {Attributes, TrialRecord} from './optuna-history.ts';
import {createOptunaParameter, type OptunaParameter} from './optuna-parameter.ts';

/** What Python raised: another process would say the same. */
export class OptunaRefusal extends Error {
	override readonly name = 'OptunaRefusal';
}

/** A question as the script reads it. */
export type OptunaQuestion = {
	readonly trial: number;
	/** 31 bits. */
	readonly seed: number;
	readonly trials: readonly TrialRecord[];
	readonly study: Attributes;
};

/** What came of one suggestion. */
export type OptunaAnswer = {
	/** Undefined where the point is excluded. */
	readonly params: Params | undefined;
	readonly attributes: Attributes;
	readonly study: Attributes;
};

/** The axes of a space, in an order in which conditions can be decided. */
export type OptunaSpace = {
	readonly space: Space;
	readonly parameters: readonly OptunaParameter[];
	readonly ask: (program: LineProgram, question: OptunaQuestion) => Promise<OptunaAnswer>;
};

type Place = {readonly parameter: OptunaParameter; readonly when: Evaluator | undefined};

/** Puts a space to Optuna: conditions and exclusions are decided here, value by value. */
export function createOptunaSpace(space: Space): OptunaSpace {
	const places = orderParameters(space.parameters).map(
		(parameter): Place => ({
			parameter: createOptunaParameter(parameter),
			when: parameter.when === undefined ? undefined : compileExpression(parseExpression(parameter.when)),
		}),
	);
	const excludes = space.exclude.map(source => compileExpression(parseExpression(source)));
	const ask: OptunaSpace['ask'] = async (program, question) => {
		await request(program, question);
		const values = await suggestAll(program, space, places);
		const params = recordOf(
			space.parameters.flatMap(({name}) => {
				const value = values.get(name);
				return value === undefined ? [] : [[name, value] as const];
			}),
		);
		const flat = flattenParams(space, params);
		const isExcluded = excludes.some(exclude => truth(exclude(name => flat.get(name))) === true);
		const {attributes, study} = await request(program, {op: isExcluded ? 'exclude' : 'done'});
		return {
			params: isExcluded ? undefined : params,
			attributes: attributesOf(attributes),
			study: attributesOf(study),
		};
	};
	return {space, parameters: places.map(({parameter}) => parameter), ask};
}

/** All axes without a condition at once; each other one when it is known whether it exists. */
async function suggestAll(
	program: LineProgram,
	space: Space,
	places: readonly Place[],
): Promise<ReadonlyMap<string, ParameterValue>> {
	const values = new Map<string, ParameterValue>();
	const free = places.filter(({when}) => when === undefined).map(({parameter}) => parameter);
	await suggest(program, free, values);
	for (const {parameter, when} of places) {
		if (when === undefined) continue;
		const flat = flattenParams(space, recordOf(values));
		if (truth(when(name => flat.get(name))) === true) await suggest(program, [parameter], values);
	}
	return values;
}

async function suggest(
	program: LineProgram,
	parameters: readonly OptunaParameter[],
	values: Map<string, ParameterValue>,
): Promise<void> {
	const asked = parameters.filter(({form}) => form !== undefined);
	const message = {op: 'suggest', parameters: asked.map(({name, form}) => [name, form])};
	const answer = asked.length === 0 ? [] : (await request(program, message))['values'];
	if (!Array.isArray(answer) || answer.length !== asked.length) throw new Error('it answered without values');
	const suggested = new Map(asked.map(({name}, index) => [name, answer[index] as unknown]));
	for (const {name, form, fromOptuna} of parameters) {
		const value = form === undefined ? 0 : suggested.get(name);
		if (typeof value !== 'number') throw new Error(`it suggested no number for "${name}"`);
		values.set(name, fromOptuna(value));
	}
}

/** One line and its answer. Rejects where the script refuses, with what Python said. */
export async function request(program: LineProgram, message: unknown): Promise<Readonly<Record<string, unknown>>> {
	const answer = await program.request(message);
	if (typeof answer !== 'object' || answer === null) throw new Error('it answered with no object');
	const record: Readonly<Record<string, unknown>> = recordOf(Object.entries(answer));
	const refused = own(record, 'refused');
	if (refused !== undefined) throw new OptunaRefusal(typeof refused === 'string' ? refused : JSON.stringify(refused));
	return record;
}

function attributesOf(value: unknown): Attributes {
	return typeof value === 'object' && value !== null ? recordOf(Object.entries(value)) : {};
}
