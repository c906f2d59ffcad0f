import {quoted} from '../text/document.ts';
import {evaluate, parseExpression} from '../expression/expression.ts';
import {parseNumber} from '../number.ts';
import {own} from '../record.ts';
import {
	type Domain,
	flattenParams,
	formatValue,
	type Parameter,
	type Params,
	type ParameterValue,
	type Space,
} from '../space.ts';

type Parsed =
	| {readonly params: Params}
	/** `parameter` is the name that is unknown, or whose value is refused; absent where it is the point as a whole. */
	| {readonly problem: string; readonly parameter?: string};

/**
 * A point of the space from texts as a person types them (`lr=0.01`, `width=(8,4)`). Constants may be left out, and
 * parameters whose condition is false must be. A value off a grid's steps is taken; one outside the range is not.
 */
export function parseParams(space: Space, texts: Readonly<Record<string, string>>): Parsed {
	const unknown = Object.keys(texts).find(name => !space.parameters.some(parameter => parameter.name === name));
	if (unknown !== undefined) {
		const known = space.parameters.map(({name}) => name).join(', ');
		return {problem: `there is no parameter "${unknown}"; there are ${known}`, parameter: unknown};
	}
	const entries: [string, ParameterValue][] = [];
	for (const parameter of space.parameters) {
		const sofar = Object.fromEntries(entries);
		const text = own(texts, parameter.name);
		if (parameter.when !== undefined && !holds(space, parameter.when, sofar)) {
			if (text === undefined) continue;
			const {name, when} = parameter;
			return {problem: `${name} has no part in this trial: it is there when ${when}`, parameter: name};
		}
		const value = valueOf(parameter, text);
		if (value === undefined) return {problem: refusal(parameter, text), parameter: parameter.name};
		entries.push([parameter.name, value]);
	}
	const params = Object.fromEntries(entries);
	const excluded = space.exclude.find(source => holds(space, source, params));
	return excluded === undefined ? {params} : {problem: `the sweep excludes this point: ${excluded}`};
}

function holds(space: Space, source: string, params: Params): boolean {
	const flat = flattenParams(space, params);
	return evaluate(parseExpression(source), name => flat.get(name)) === true;
}

function valueOf(parameter: Parameter, text: string | undefined): ParameterValue | undefined {
	const {domain} = parameter;
	if (domain.kind === 'constant') return text === undefined || text === String(domain.value) ? domain.value : undefined;
	if (text === undefined) return undefined;
	switch (domain.kind) {
		case 'choice':
			return domain.values.find(value => String(value) === text);
		case 'tuple':
			return domain.values.find(value => formatValue(value) === text.replaceAll(/\s/g, ''));
		case 'integer':
		case 'real':
			return numberIn(domain, text);
	}
}

function numberIn(domain: Extract<Domain, {kind: 'integer' | 'real'}>, text: string): number | undefined {
	const value = parseNumber(text);
	if (value === undefined || !(value >= domain.min && value <= domain.max)) return undefined;
	return domain.kind === 'integer' && !Number.isInteger(value) ? undefined : value;
}

function refusal({name, domain}: Parameter, text: string | undefined): string {
	const what = text === undefined ? 'needs a value' : `cannot be ${quoted(text)}`;
	return `${name} ${what}: ${describeDomain(domain)}`;
}

function describeDomain(domain: Domain): string {
	switch (domain.kind) {
		case 'constant':
			return `always ${String(domain.value)}`;
		case 'choice':
			return `one of ${domain.values.map(String).join(', ')}`;
		case 'tuple':
			return `one of ${domain.values.map(formatValue).join(' ')}`;
		case 'integer':
			return `a whole number from ${domain.min} to ${domain.max}`;
		case 'real':
			return `a number from ${domain.min} to ${domain.max}`;
	}
}
