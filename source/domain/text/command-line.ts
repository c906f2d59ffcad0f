import {UserError} from '../errors.ts';
import {columnsOf, flattenParams, formatScalar, type Params, type Space} from '../space.ts';
import type {Sweep} from '../sweep.ts';

/** A part of an argument: text, or the name of a parameter's column (`size`, `width.bits`) to fill in. */
export type TemplatePart =
	| {readonly kind: 'text'; readonly text: string}
	| {readonly kind: 'placeholder'; readonly name: string; readonly offset: number};

/** An argument of the command is written wrongly. */
export class TemplateError extends Error {
	override readonly name = 'TemplateError';
	/** UTF-16 units from the start of the argument. */
	readonly offset: number;
	constructor(problem: string, offset: number) {
		super(problem);
		this.offset = offset;
	}
}

/**
 * Splits an argument at its placeholders: `--width={width.bits}`; `{{` and `}}` are braces.
 * @throws TemplateError at a brace without its partner, or an empty placeholder.
 */
export function parseTemplate(argument: string): readonly TemplatePart[] {
	const parts: TemplatePart[] = [];
	const piece = /\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g;
	for (const match of argument.matchAll(piece)) {
		const [raw, name] = match;
		if (raw === '{' || raw === '}') throw new TemplateError(`${raw} has no partner`, match.index);
		if (name === '') throw new TemplateError('{} names no parameter', match.index);
		if (name !== undefined) parts.push({kind: 'placeholder', name, offset: match.index + 1});
		else parts.push({kind: 'text', text: raw === '{{' || raw === '}}' ? raw.charAt(0) : raw});
	}
	return parts;
}

/**
 * The argument vector of one trial. Each placeholder is filled inside its ONE argument; nothing is split, no shell
 * reads it. An argument with a parameter that is not active in this trial is left out whole. A `shell` line becomes
 * `/bin/sh -c line`, unfilled: its parameters are environment variables only.
 */
export function fillCommand(sweep: Pick<Sweep, 'command' | 'space'>, params: Params): string[] {
	if (sweep.command.kind === 'shell') return ['/bin/sh', '-c', sweep.command.script];
	const flat = flattenParams(sweep.space, params);
	return sweep.command.argv.flatMap(argument => {
		const texts = parseTemplate(argument).map(part => {
			if (part.kind === 'text') return part.text;
			const value = flat.get(part.name);
			return value === undefined ? undefined : formatScalar(value);
		});
		return texts.includes(undefined) ? [] : [texts.join('')];
	});
}

/** The environment variable of a parameter's column: `SWEEP_` and the name, whatever no shell takes in a name as `_`. */
export function environmentName(column: string): string {
	return `SWEEP_${column.replaceAll(/[^A-Za-z0-9_]/g, '_')}`;
}

/**
 * The parameters of one trial as environment variables. Inactive ones are absent.
 * @throws UserError where two columns would share a variable; a checked sweep has none.
 */
export function parameterEnvironment(space: Space, params: Params): Record<string, string> {
	const environment = new Map<string, string>();
	const columns = new Set(space.parameters.flatMap(columnsOf));
	for (const [column, value] of flattenParams(space, params)) {
		const name = environmentName(column);
		if (environment.has(name)) {
			throw new UserError(
				`two parameters share the environment variable ${name}`,
				`rename one of ${[...columns].filter(c => environmentName(c) === name).join(', ')}`,
			);
		}
		environment.set(name, formatScalar(value));
	}
	return Object.fromEntries(environment);
}
