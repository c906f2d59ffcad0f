import type {Domain, Parameter, ParameterValue, Scalar} from '../space.ts';

/** Parameters of several spaces by name, each with every value that it can take in any of them. */
export function mergeParameters(spaces: readonly (readonly Parameter[])[]): readonly Parameter[] {
	const merged = new Map<string, Parameter>();
	for (const parameters of spaces) {
		for (const parameter of parameters) {
			const known = merged.get(parameter.name);
			// A condition of one run need not hold in another: what is absent in a trial is absent in its record.
			const {name, domain} = parameter;
			merged.set(name, {name, domain: known === undefined ? domain : mergeDomains(known.domain, domain)});
		}
	}
	return [...merged.values()];
}

/** The domain that holds the values of both. Numbers of unlike scales are real and linear; unlike kinds are a choice. */
function mergeDomains(a: Domain, b: Domain): Domain {
	if (JSON.stringify(a) === JSON.stringify(b)) return a;
	const [listA, listB] = [listOf(a), listOf(b)];
	if (listA !== undefined && listB !== undefined) return {kind: 'choice', values: distinct([...listA, ...listB])};
	if (a.kind === 'tuple' && b.kind === 'tuple' && a.fields.join() === b.fields.join())
		return {...a, values: distinct([...a.values, ...b.values])};
	const [rangeA, rangeB] = [rangeOf(a), rangeOf(b)];
	if (rangeA === undefined || rangeB === undefined)
		return {kind: 'choice', values: distinct([...(listA ?? []), ...(listB ?? [])])};
	const min = Math.min(rangeA.min, rangeB.min);
	// A list has no scale of its own: it takes that of the range.
	const isLog = min > 0 && [a, b].every(domain => (scaleOf(domain) ?? 'log') === 'log');
	return {kind: 'real', min, max: Math.max(rangeA.max, rangeB.max), scale: isLog ? 'log' : 'linear'};
}

function listOf(domain: Domain): readonly Scalar[] | undefined {
	if (domain.kind === 'constant') return [domain.value];
	return domain.kind === 'choice' ? domain.values : undefined;
}

function rangeOf(domain: Domain): {readonly min: number; readonly max: number} | undefined {
	if (domain.kind === 'integer' || domain.kind === 'real') return {min: domain.min, max: domain.max};
	const numbers = listOf(domain)?.filter(value => typeof value === 'number') ?? [];
	if (numbers.length === 0 || numbers.length !== listOf(domain)?.length) return undefined;
	return {min: Math.min(...numbers), max: Math.max(...numbers)};
}

function scaleOf(domain: Domain): 'linear' | 'log' | undefined {
	return domain.kind === 'integer' || domain.kind === 'real' ? domain.scale : undefined;
}

function distinct<T extends ParameterValue>(values: readonly T[]): readonly T[] {
	return [...new Map(values.map(value => [JSON.stringify(value), value])).values()];
}
